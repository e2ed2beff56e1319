"""Where citations fail, and checked answers as gold questions that the evaluation reads."""

from __future__ import annotations

import json

import pytest

from desk import read_gold
from desk.check_report import checked_answers, gold_lines, report
from desk.checks import Verdict, all_checks, citation_keys, give
from desk.conversations import add_feedback, kept_answers
from desk.database import Desk
from desk.kept import read_answer
from tests.desk.desking import WORDS, keep


@pytest.fixture
def desk(tmp_path):
    opened = Desk.open(tmp_path)
    yield opened
    opened.close()


def judge(desk, kept, n, trainer, verdict):
    key = citation_keys(read_answer(kept.answer))[n]
    give(desk, kept.turn_id, n, key, trainer=trainer, verdict=verdict, reason="why")


def test_the_report_counts_what_fails_by_review_passage_and_kind(desk):
    first = keep(desk, "t1")
    second = keep(desk, "t2", question="Who met?", reviews=("alder", "birch", "cedar"))
    judge(desk, first, 1, "ann", Verdict.NOT_SUPPORTED)
    judge(desk, first, 1, "ben", Verdict.WRONG_PLACE)
    judge(desk, first, 2, "ann", Verdict.SUPPORTED)
    judge(desk, second, 3, "ann", Verdict.NOT_SUPPORTED)
    found = report(all_checks(desk), checked_answers(desk, kept_answers(desk)))
    assert [(t.name, t.failing, t.judged) for t in found.reviews] == [
        ("alder", 2, 2),
        ("cedar", 1, 1),
        ("birch", 0, 1),
    ]
    assert [(key.review_id, tally.failing) for key, tally in found.passages][:2] == [("alder", 2), ("cedar", 1)]
    assert {t.name: (t.failing, t.judged) for t in found.kinds} == {"single": (2, 3), "theme": (1, 1)}


def test_supported_citations_become_gold_that_the_evaluation_reads(desk, tmp_path):
    first = keep(desk, "t1", filters={"published_from": "2016-01-01", "theme": ["fathers"]})
    follow = keep(desk, "t2", question="And there?", standalone="Who met in Torbay?")
    unsure = keep(desk, "t3", question="Something else?", conversation="c2")
    reported = keep(desk, "t4", question="A fourth?", conversation="c3")
    judge(desk, first, 1, "ann", Verdict.SUPPORTED)
    judge(desk, first, 2, "ann", Verdict.PARTLY)
    judge(desk, follow, 2, "ann", Verdict.SUPPORTED)
    judge(desk, unsure, 1, "ann", Verdict.SUPPORTED)
    judge(desk, unsure, 1, "ben", Verdict.NOT_SUPPORTED)
    judge(desk, reported, 1, "ann", Verdict.SUPPORTED)
    add_feedback(desk, "account:ann", "t4", 1, "wrong citation", "")
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(gold_lines(desk)) + "\n", encoding="utf-8")
    one, two = read_gold(path)
    assert (one.kind, one.limits.published_from, [g.quote for g in one.gold]) == ("filter", "2016-01-01", [WORDS[0]])
    assert (two.kind, [turn.role for turn in two.history]) == ("followup", ["user", "assistant"])
    assert [(g.file, g.page, g.quote) for g in two.gold] == [("birch.pdf", 2, WORDS[1])]
    record = json.loads(path.read_text(encoding="utf-8").splitlines()[0])
    assert set(record) == {"id", "kind", "history", "question", "filters", "gold", "answer", "note"}
    assert record["gold"][0]["paragraph"] == "1.1"
