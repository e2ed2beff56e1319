"""The key agrees with itself and with the files: tests elsewhere hold the reader to it."""

from __future__ import annotations

import re
from itertools import groupby, pairwise

import pytest

import samples
from samples.answer_key import Entry, entries, letters, page_letters
from samples.source import Block, Source

LESSONS = {"finding", "recommendation", "good practice", "concern"}


def of_file(key: list[Entry], file: str) -> list[Entry]:
    return [entry for entry in key if entry["file"] == file]


def test_key_covers_every_block_of_every_file(key: list[Entry], sources: list[Source]) -> None:
    for source in sources:
        blocks = [block for block in source.blocks if block.kind not in ("newpage", "contents")]
        assert len(of_file(key, source.file)) == len(blocks)


def test_words_stand_on_the_pages_named(key: list[Entry], sources: list[Source]) -> None:
    for source in (source for source in sources if source.format == "pdf"):
        pages = page_letters((samples.folder() / source.file).read_bytes())
        for entry in of_file(key, source.file):
            assert entry["page"] is not None
            assert entry["page_end"] is not None
            assert letters(entry["first"]) in unmarked(pages[entry["page"] - 1], entry["first"])
            assert letters(entry["last"]) in unmarked(pages[entry["page_end"] - 1], entry["last"])
            if entry["paragraph"]:
                assert letters(entry["paragraph"] + entry["first"]) in pages[entry["page"] - 1]


def unmarked(page: str, words: str) -> str:
    """The page's letters; without its digits too, where a footnote's mark would stand among the words."""
    return page if letters(words) in page else page + re.sub(r"\d", "", page)


def test_pages_run_forward(key: list[Entry]) -> None:
    for file, group in groupby(key, key=lambda entry: entry["file"]):
        paged = [entry for entry in group if entry["page"] and entry["shape"] != "note"]
        for before, after in pairwise(paged):
            assert (before["page_end"] or 0) <= (after["page"] or 0), f"{file}: {after['first']}"


def test_files_without_pages_have_none(key: list[Entry]) -> None:
    for entry in key:
        paged = entry["file"].endswith(".pdf")
        assert (entry["page"] is not None) == paged
        assert entry["page_label"] is None or paged


def test_labels_are_what_the_foot_of_the_page_prints(key: list[Entry], sources: list[Source]) -> None:
    labels = {(entry["file"], entry["page"]): entry["page_label"] for entry in key if entry["page"]}
    differing = [at for at, label in labels.items() if label is not None and label != str(at[1])]
    assert differing, "no sample has labels that differ from page indexes"
    for source in (source for source in sources if source.format == "pdf"):
        pages = page_letters((samples.folder() / source.file).read_bytes())
        for index, page in enumerate(pages, 1):
            label = labels.get((source.file, index))
            if label is not None:
                assert letters(samples.MARK) + ("page" if "pageof" in re.sub(r"\d", "", page) else "") + label in page


def test_numbers_run_without_gap_or_double(key: list[Entry], sources: list[Source]) -> None:
    for source in sources:
        numbers = [entry["paragraph"] for entry in of_file(key, source.file) if entry["paragraph"]]
        if source.details.get("numbering") == "running":
            assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
        for section, group in groupby(
            (number.split(".") for number in numbers if "." in number), lambda parts: parts[0]
        ):
            assert [parts[1] for parts in group] == [str(n) for n in range(1, 100)][: numbers_in(numbers, section)]


def numbers_in(numbers: list[str], section: str) -> int:
    return sum(number.startswith(f"{section}.") for number in numbers)


def test_case_reviews_have_the_usual_shape(key: list[Entry], sources: list[Source]) -> None:
    reviews = [
        source for source in sources if source.details["kind"] in {"scr", "cspr", "cpr", "susr", "learning-review"}
    ]
    for source in reviews:
        roles = {entry["role"] for entry in of_file(key, source.file)}
        assert roles >= LESSONS | {"chronology", "context", "method"}, source.name
        assert sum(entry["role"] == "recommendation" for entry in of_file(key, source.file)) >= 6
        assert any("." in entry["paragraph"] for entry in of_file(key, source.file))


def test_every_shape_occurs(key: list[Entry]) -> None:
    assert {entry["shape"] for entry in key} == {"heading", "paragraph", "list", "table", "case", "note"}
    assert any(entry["page"] != entry["page_end"] for entry in key), "no paragraph runs over a page"


def test_words_that_are_not_on_the_pages_are_refused() -> None:
    source = Source("absent", {"format": "pdf"}, (Block("paragraph", ("These words are nowhere.",)),))
    with pytest.raises(LookupError, match="not on page 1"):
        entries(source, ["otherwordsaltogether"])
