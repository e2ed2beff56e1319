"""Footnotes at the foot of a page."""

from __future__ import annotations

from dataclasses import replace

from ingest.footnotes import split_notes
from ingest.lines import Line
from ingest.regions import Region
from tests.ingest.typeset import line

BODY = line("The body of the page.", y=300)


def split(lines: list[Line], **more: object) -> tuple[list[str], list[tuple[str | None, str]]]:
    text, notes = split_notes(lines, 12.0, **more)  # type: ignore[arg-type]
    return [row.text for row in text], [(note.mark, " ".join(row.text for row in note.lines)) for note in notes]


def small(text: str, y: float) -> Line:
    return line(text, y=y, size=9)


def test_each_mark_begins_a_note() -> None:
    rows = [BODY, small("1 The first,", 700), small("on two lines.", 711), small("2 The second.", 722)]
    assert split(rows) == ([BODY.text], [("1", "The first, on two lines."), ("2", "The second.")])


def test_a_mark_glued_to_its_note_is_parted() -> None:
    assert split([BODY, small("3The note.", 700)]) == ([BODY.text], [("3", "The note.")])


def test_small_type_without_a_mark_is_text_unless_a_note_goes_on() -> None:
    rows = [BODY, small("Source: the council.", 690), small("1 A note.", 700)]
    assert split(rows) == ([BODY.text, "Source: the council."], [("1", "A note.")])
    assert split(rows, goes_on=True) == ([BODY.text], [(None, "Source: the council."), ("1", "A note.")])


def test_numbers_in_body_type_or_in_a_table_are_no_notes() -> None:
    assert split([BODY, line("1 A paragraph.", y=400)])[1] == []
    rows = [BODY, small("6 years", 700)]
    assert split(rows, boxed=[Region((60, 680, 500, 720))])[1] == []


def test_notes_above_body_type_are_no_notes() -> None:
    rows = [small("1 A caption.", 100), replace(BODY)]
    assert split(rows)[1] == []
