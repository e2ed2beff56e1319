from __future__ import annotations

import json
from pathlib import Path

import pytest

import samples
from assistant.model import Turn
from desk.gold import GoldError, GoldLimits, read_gold
from vectorstore import Filters

LINE = {
    "id": "q-1",
    "kind": "filter",
    "question": "Only since 2022: who was left out?",
    "history": [{"role": "user", "content": "Hello"}],
    "filters": {"local_authority": "Torbay", "published_from": "2022-01-01"},
    "gold": [{"file": "a.pdf", "page": 3, "quote": "He was left out."}],
}


def written(tmp_path: Path, *lines: object) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_text("\n\n".join(one if isinstance(one, str) else json.dumps(one) for one in lines), encoding="utf-8")
    return path


def test_a_line_becomes_a_question(tmp_path: Path) -> None:
    (read,) = read_gold(written(tmp_path, LINE))
    assert (read.id, read.kind) == ("q-1", "filter")
    assert read.history == (Turn("user", "Hello"),)
    assert read.limits == GoldLimits(local_authority=("torbay",), published_from="2022-01-01")
    assert read.gold[0].page == 3


def test_limits_that_were_ticked_are_read_apart_from_those_of_the_question(tmp_path: Path) -> None:
    first, second = read_gold(written(tmp_path, LINE | {"ticked": {"theme": ["neglect"]}}, LINE | {"id": "q-2"}))
    assert first.ticked == Filters(theme=("neglect",))
    assert not second.ticked


def test_several_authorities_and_no_limits(tmp_path: Path) -> None:
    two = LINE | {"filters": {"local_authority": ["Rotherham", "Oldham"]}}
    none = LINE | {"id": "q-2", "filters": {}}
    first, second = read_gold(written(tmp_path, two, none))
    assert first.limits.local_authority == ("rotherham", "oldham")
    assert not second.limits


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "line 1: it is not valid JSON"),
        ([], "not a JSON object"),
        (LINE | {"kind": "odd"}, "“kind” is 'odd'"),
        (LINE | {"gold": []}, "only for an unanswerable question"),
        (LINE | {"kind": "unanswerable"}, "must be empty"),
        (LINE | {"question": " "}, "no text under “question”"),
        (LINE | {"history": [{"role": "system", "content": "x"}]}, "“history” holds a turn"),
        (LINE | {"filters": {"council": "x"}}, "unknown key: council"),
        (LINE | {"ticked": {"council": "x"}}, "“ticked” cannot be used"),
        (LINE | {"ticked": ["x"]}, "“ticked” is not an object"),
        (LINE | {"gold": [{"file": "a.pdf", "page": "3", "quote": "x"}]}, "is not a number"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(tmp_path: Path, line: object, words: str) -> None:
    with pytest.raises(GoldError, match=r"gold\.jsonl, line 1") as caught:
        read_gold(written(tmp_path, line))
    assert words in str(caught.value)


def test_doubles_and_empty_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="stands further up"):
        read_gold(written(tmp_path, LINE, LINE))
    with pytest.raises(GoldError, match="holds no question"):
        read_gold(written(tmp_path, ""))


def test_the_samples_questions_can_be_read() -> None:
    assert len(read_gold(samples.questions())) > 10
