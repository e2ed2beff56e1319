"""The written questions: no report's words in them, and spans that are found again when ingest improves."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import relocate
from benchmarks.relocate import QUESTIONS, Question, Text, read_questions, read_texts, write_questions

# Short reports; together they hold more than a quarter of the spans.
READ = (
    "2016-05-10_oxfordshire_80536_jtai.pdf",
    "2018-06-12_bolton_80432_ilacs.pdf",
    "2018-08-03_medway_80522_jtai.pdf",
    "2020-03-02_northumberland_80532_ilacs.pdf",
    "2022-02-21_solihull_80554_jtai.pdf",
    "2022-08-12_rotherham_80543_ilacs.pdf",
    "2024-01-30_torbay_80572_jtai.pdf",
    "2024-07-12_oldham_80535_ilacs.pdf",
)
REPEATED = 7  # words in a row that a question may have from a report by chance


def question(text: Text, start: int, end: int) -> Question:
    return {
        "id": "q-1",
        "kind": "single",
        "question": "What?",
        "history": [],
        "standalone": "",
        "filters": {},
        "note": "",
        "gold": [text.span("a.txt", 1, start, end)],
    }


def test_the_questions_are_what_they_should_be() -> None:
    found = read_questions()
    assert len({one["id"] for one in found}) == len(found) == 482
    assert Counter(one["kind"] for one in found)["unanswerable"] == 110
    for one in found:
        assert (one["kind"] == "unanswerable") == (not one["gold"])
        assert (one["kind"] == "followup") == bool(one["history"]) == bool(one["standalone"])
    whys = {one["note"].split(":")[0] for one in found if one["kind"] == "unanswerable"}
    assert whys == {"off_topic", "absent_authority", "absent_case", "uncovered_topic", "false_premise"}


def test_spans_stand_in_the_reports_and_questions_do_not_repeat_them(shared: Path) -> None:
    texts = read_texts(shared / "corpus" / "reviews", READ)
    spans = [span for one in read_questions() for span in one["gold"] if span.file in READ]
    assert len(spans) > 200
    right = sum(texts[span.file].holds(span) for span in spans)
    assert right / len(spans) >= 0.99, "ingest makes other texts now: run python -m benchmarks.relocate"
    runs = {run for text in texts.values() for run in word_runs(text.text)}
    for one in read_questions():
        said = (one["question"], one["standalone"], one["note"], *(turn["content"] for turn in one["history"]))
        assert not any(run in runs for words in said for run in word_runs(words)), one["id"]


def word_runs(text: str) -> list[tuple[str, ...]]:
    words = "".join(c if c.isalnum() else " " for c in text.casefold().replace("’", "").replace("'", "")).split()
    return [tuple(words[i : i + REPEATED]) for i in range(len(words) - REPEATED + 1)]


def test_a_span_is_found_where_its_letters_stand_now() -> None:
    old = Text("1. Fathers were missed. Visits to multi-agency homes¹ (three) were rare. The end.")
    start = old.text.index("Visits")
    span = old.span("a.txt", 1, start, old.text.index(" The"))
    new = Text("A heading\n\nFathers were missed. Visits to multiagency homes (three)\nwere rare. The end.")
    assert not new.holds(span)
    found = new.find(span)
    assert found is not None
    assert new.text[found.start : found.end] == "Visits to multiagency homes (three)\nwere rare."
    assert new.holds(found)
    assert Text("Fathers were missed. Visits were rare.").find(span) is None


def test_of_two_places_the_nearer_is_taken() -> None:
    text = Text("He was seen. Nobody asked. He was seen.")
    span = text.span("a.txt", 1, text.text.rindex("He"), len(text.text))
    found = Text("Later. He was seen. Nobody asked. He was seen.").find(span)
    assert found is not None
    assert found.start == 34


@given(st.text(max_size=60), st.text(min_size=1, max_size=40), st.text(max_size=60))
def test_a_stretch_is_found_again_in_any_text(before: str, stretch: str, after: str) -> None:
    span = Text(stretch).span("a.txt", 1, 0, len(stretch))
    text = Text(f"{before} {stretch} {after}")
    found = text.find(span)
    if span.letters:
        assert found is not None
        assert text.span("a.txt", 1, found.start, found.end).letters_sha256 == span.letters_sha256


def test_the_file_is_written_anew_and_what_is_lost_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    (reports / "a.txt").write_text("Nobody rang. The health visitor was not told of the move.", encoding="utf-8")
    here = Text("The health visitor was not told of the move.")
    gone = Text("The dog was black.")
    path = tmp_path / "questions.jsonl"
    write_questions([question(here, 0, len(here.text)), question(gone, 0, len(gone.text))], path)
    monkeypatch.setattr(sys, "argv", ["relocate", "--reviews", str(reports)])
    monkeypatch.setattr(relocate, "read_questions", lambda: read_questions(path))
    monkeypatch.setattr(relocate, "write_questions", lambda made: write_questions(made, path))
    assert relocate.main() == 1
    assert "2 spans: 1 moved, 1 not found" in capsys.readouterr().err
    spans = [json.loads(line)["gold"][0] for line in path.read_text(encoding="utf-8").splitlines()]
    assert [span["start"] for span in spans] == [13, 0]


def test_the_file_as_it_stands_is_how_it_is_written(tmp_path: Path) -> None:
    write_questions(read_questions(), tmp_path / "again.jsonl")
    assert (tmp_path / "again.jsonl").read_bytes() == QUESTIONS.read_bytes()
