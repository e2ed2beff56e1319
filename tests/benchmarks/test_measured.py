"""Each benchmark that searches, on a tiny folder of invented data, from its files to its result."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import pytest

from assistant.model import Turn
from benchmarks import cast, chunking, doc2dial, retrieval, squad2

TOPICS = {
    "Bruises": "Babies who cannot crawl rarely bruise. A bruise on such a baby needs a paediatric assessment that day.",
    "Lighthouses": "The lighthouse keeper lit the lamp at dusk. Ships far out at sea could see it for twenty miles.",
    "Bread": "A sourdough loaf rises slowly in a cool kitchen. The baker scores its crust before it goes in the oven.",
    "Trains": "The night train to the coast leaves at ten. Its sleeping cars were built in a works beside the river.",
}


ALONE = "How do lighthouse keepers light their lamps without oil?"


def options(folder: Path, **more: object) -> argparse.Namespace:
    return argparse.Namespace(**({"folder": folder, "json": True, "limit": None} | more))


def write_lines(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def test_retrieval(tmp_path: Path) -> None:
    write_lines(
        tmp_path / "corpus.jsonl", [{"_id": f"d{n}", "title": t, "text": x} for n, (t, x) in enumerate(TOPICS.items())]
    )
    write_lines(
        tmp_path / "queries.jsonl",
        [
            {"_id": "q1", "text": "Which infants seldom have marks on their skin?"},
            {"_id": "q2", "text": "When does the sleeper depart?"},
            {"_id": "q3", "text": "Nobody judged this one."},
        ],
    )
    (tmp_path / "qrels.tsv").write_text(
        "query-id\tcorpus-id\tscore\nq1\td0\t1\nq2\td3\t1\nq3\td1\t0\n", encoding="utf-8"
    )
    got: dict[str, Any] = retrieval.measure(options(tmp_path, without_tutorial=False))
    assert (got["documents"], got["queries"]) == (4, 2)
    assert got["passages"] >= 4
    for side in ("product", "tutorial"):
        assert got[side]["ndcg@10"]["mean"] == 1.0
        assert got[side]["recall@100"] == 1.0
    assert "tutorial" not in retrieval.measure(options(tmp_path, without_tutorial=True, limit=1))


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("qrels.tsv", "query-id\tcorpus-id\tscore\nq 1\td1\t2\n"),
        ("qrels.tsv", "q 1\td1\t2\n"),
        ("qrels.tsv", "q 1\t0\td1\t2\n"),
        ("qrels/test.tsv", "query-id\tcorpus-id\tscore\nq 1\td1\t2\n"),
    ],
)
def test_every_form_of_judgements_is_read(tmp_path: Path, place: str, text: str) -> None:
    (tmp_path / place).parent.mkdir(exist_ok=True)
    (tmp_path / place).write_text(text, encoding="utf-8")
    assert retrieval.read_qrels(tmp_path) == {"q 1": {"d1": 2}}


def test_doc2dial(tmp_path: Path) -> None:
    documents = [{"doc_id": f"{title}#1_0", "text": f"{text}\n\nMore about it.\n"} for title, text in TOPICS.items()]
    write_lines(tmp_path / "documents.jsonl", documents)
    bread = TOPICS["Bread"]
    answer = "The baker scores its crust before it goes in the oven."
    follow_up = {
        "id": "a_3",
        "doc_id": "Bread#1_0",
        "question_with_history": "user:And the crust?\tagent:Slowly.\tuser:How does a sourdough loaf rise?",
        "answers": [{"text": answer, "start": bread.index(answer)}],
    }
    first = follow_up | {"question_with_history": "user:How does it rise?"}
    write_lines(tmp_path / "turns_validation.jsonl", [first, follow_up])
    (read,) = doc2dial.read_follow_ups(tmp_path)
    assert read.question == "And the crust?"
    assert read.history == (Turn("user", "How does a sourdough loaf rise?"), Turn("assistant", "Slowly."))
    assert read.whole == "And the crust? Slowly. How does a sourdough loaf rise?"
    got: dict[str, Any] = doc2dial.measure(options(tmp_path))
    assert {name: share["mean"] for name, share in got["span_recall@5"].items()} == dict.fromkeys(
        got["span_recall@5"], 1.0
    )
    assert set(got["span_recall@5"]) >= {"last_turn", "understood", "full_history", "tutorial_last_turn"}


def test_only_so_many_characters_count() -> None:
    one = doc2dial.FollowUp("?", (), "a", ((100, 200),))
    assert doc2dial.recalled([("a", 0, 150)], one) == 0.5
    assert doc2dial.recalled([("b", 0, 60), ("a", 0, 200)], one, budget=180) == pytest.approx(0.2)
    assert doc2dial.recalled([("b", 0, 60), ("a", 100, 200)], one, budget=60) == 0
    assert doc2dial.recalled([("a", 90, 160), ("a", 140, 200)], one) == 1


def test_cast(tmp_path: Path) -> None:
    nineteen = {
        "number": 31,
        "turn": [
            {"number": n, "raw_utterance": u} for n, u in ((1, "What is throat cancer?"), (2, "Is it treatable?"))
        ],
    }
    twenty = {
        "number": 81,
        "turn": [
            {"number": 1, "raw_utterance": "Who was Ada?", "manual_rewritten_utterance": "Who was Ada?"},
            {"number": 2, "raw_utterance": ALONE, "manual_rewritten_utterance": ALONE},
        ],
    }
    (tmp_path / cast.TOPICS_2019).write_text(json.dumps([nineteen]), encoding="utf-8")
    (tmp_path / cast.REWRITES_2019).write_text("31_2\tIs throat cancer treatable?\n", encoding="utf-8")
    (tmp_path / cast.TOPICS_2020).write_text(json.dumps([twenty]), encoding="utf-8")
    got: dict[str, Any] = cast.measure(options(tmp_path))
    assert (got["token_f1"]["turns"], got["2019"]["turns"], got["rewritten_by_people"]["turns"]) == (2, 1, 1)
    assert got["2019"]["raw"] == pytest.approx(4 / 7, abs=1e-4)
    assert got["2019"]["last_turn_prefixed"] == pytest.approx(8 / 11, abs=1e-4)
    assert got["left_as_they_were"]["product"]["mean"] == 1.0


def test_chunking(tmp_path: Path) -> None:
    (tmp_path / "corpora").mkdir()
    texts = {name.lower(): f"# {name}\r\n\r\n{text}\r\n" for name, text in TOPICS.items()}
    for name, text in texts.items():
        (tmp_path / "corpora" / f"{name}.md").write_bytes(text.encode())
    excerpt = "Its sleeping cars were built in a works beside the river."
    start = texts["trains"].index(excerpt)
    references = json.dumps([{"content": excerpt, "start_index": start, "end_index": start + len(excerpt)}])
    quoted = references.replace('"', '""')
    (tmp_path / "questions_df.csv").write_text(
        f'question,references,corpus_id\nWhere were the sleeping cars made?,"{quoted}",trains\n', encoding="utf-8"
    )
    got: dict[str, Any] = chunking.measure(options(tmp_path))
    assert got["words_paired"] == 1.0
    assert got["product"]["recall"]["mean"] == got["tutorial"]["recall"]["mean"] == 1.0
    assert 0 < got["product"]["precision"]["mean"] < 0.5


def test_overlap_by_hand() -> None:
    question = chunking.Question("?", "a", ((10, 20), (30, 40)))
    got = chunking.overlap([("a", 15, 35), ("a", 20, 35), ("b", 0, 20)], question)
    assert (got.recall, got.precision, got.characters) == (0.5, 0.25, 40)
    assert got.iou == pytest.approx(10 / 50)
    assert chunking.overlap([], question) == chunking.Overlap(0.0, 0.0, 0.0, 0)


def test_squad2(tmp_path: Path) -> None:
    questions = {
        "Bruises": ("What does a bruise on a baby who cannot crawl need?", "Who won the football cup in Brazil?")
    }
    articles = [
        {
            "title": title,
            "paragraphs": [
                {
                    "context": text,
                    "qas": [
                        {"question": asked, "is_impossible": bool(number)}
                        for number, asked in enumerate(questions.get(title, ()))
                    ],
                }
            ],
        }
        for title, text in TOPICS.items()
    ]
    (tmp_path / "dev.json").write_text(json.dumps({"data": articles}), encoding="utf-8")
    got: dict[str, Any] = squad2.measure(options(tmp_path))
    assert (got["questions"], got["answerable"]) == (2, 1)
    assert got["product"]["auroc"] == got["tutorial"]["auroc"] == 1.0
