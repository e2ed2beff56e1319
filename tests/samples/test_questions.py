"""The questions are in the gold format and their quotes stand where they say."""

from __future__ import annotations

import csv
import json
from collections import Counter
from typing import TypedDict

import pytest

import samples
from samples.answer_key import letters, page_letters
from samples.source import Source, plain


class Gold(TypedDict):
    file: str
    page: int | None
    paragraph: str
    quote: str


class Question(TypedDict):
    id: str
    kind: str
    history: list[dict[str, str]]
    question: str
    filters: dict[str, str | list[str]]
    gold: list[Gold]
    answer: str
    note: str


@pytest.fixture(scope="module")
def asked() -> list[Question]:
    return [json.loads(line) for line in samples.questions().read_text(encoding="utf-8").splitlines()]


def test_kinds_and_names(asked: list[Question]) -> None:
    assert Counter(question["kind"] for question in asked) == {
        "single": 8, "theme": 5, "unanswerable": 5, "followup": 3, "filter": 3,
    }  # fmt: skip
    assert len({question["id"] for question in asked}) == len({question["question"] for question in asked}) == 24
    assert all({*question} == Question.__required_keys__ for question in asked)


def test_quotes_stand_in_their_paragraph_and_on_their_page(asked: list[Question], sources: list[Source]) -> None:
    by_file = {source.file: source for source in sources}
    for gold in (gold for question in asked for gold in question["gold"]):
        source = by_file[gold["file"]]
        blocks = [block for block in source.blocks if any(gold["quote"] in plain(line) for line in block.lines)]
        assert [block.number for block in blocks] == [gold["paragraph"]]
        assert 12 <= len(gold["quote"].split()) <= 60
        if source.format == "pdf":
            assert gold["page"] is not None
            pages = page_letters((samples.folder() / source.file).read_bytes())
            assert letters(gold["quote"]) in pages[gold["page"] - 1]


def test_each_kind_is_what_its_name_says(asked: list[Question]) -> None:
    for question in asked:
        assert (question["kind"] == "unanswerable") == (not question["gold"])
        assert (question["kind"] == "followup") == bool(question["history"])
        assert (question["kind"] == "filter") == bool(question["filters"])
        if question["kind"] == "theme":
            assert len({gold["file"] for gold in question["gold"]}) >= 3


def test_gold_satisfies_the_filters(asked: list[Question]) -> None:
    with (samples.folder() / "manifest.csv").open(encoding="utf-8", newline="") as stream:
        rows = {row["file"]: row for row in csv.DictReader(stream)}
    for question in asked:
        for gold in question["gold"]:
            row, filters = rows[gold["file"]], question["filters"]
            assert row["published"] >= str(filters.get("published_from", ""))
            assert row["kind"] == filters.get("kind", row["kind"])
            assert row["local_authority"] in filters.get("local_authority", [row["local_authority"]])
