"""Which numbers count paragraphs."""

from __future__ import annotations

from ingest.layout import Strip
from ingest.numbering import Numbered, find_numbers
from tests.ingest.typeset import line


def numbers(*rows: tuple[str, float]) -> list[str | None]:
    """The number found at the head of each (text, left edge)."""
    strips = [Strip(line(text, x=x, y=100 + 15 * n), 500.0) for n, (text, x) in enumerate(rows)]
    found = find_numbers(strips, heading_like=frozenset())
    return [found[index].number if index in found else None for index in range(len(strips))]


def test_a_count_goes_on_over_other_lines() -> None:
    rows = [("1. Late.", 72), ("again", 99), ("2. Never.", 72), ("3.Communication", 72), ("4.\u202fNo.", 72)]
    assert numbers(*[(text.replace("\u202f", " "), float(x)) for text, x in rows]) == ["1", None, "2", "3", "4"]


def test_years_and_ranges_within_a_paragraph_are_no_numbers() -> None:
    rows = [("1. From 2014–", 72), ("15. It was", 99), ("2. From 2015–", 72), ("3. Yes.", 72), ("3. Really.", 72)]
    assert numbers(*[(text, float(x)) for text, x in rows]) == ["1", None, "2", None, "3"]


def test_dotted_numbers_go_up() -> None:
    rows = ["1.1 Begin.", "1.2 On.", "4.5 Million.", "2.1 Next.", "2.10 Later.", "2.9 Back."]
    assert numbers(*[(row, 72.0) for row in rows]) == ["1.1", "1.2", None, "2.1", "2.10", None]


def test_a_list_within_a_paragraph_is_a_list() -> None:
    rows = [("1. They should:", 72.0), ("1. ask;", 110.0), ("2. write.", 110.0), ("2. On.", 72.0), ("3. End.", 72.0)]
    strips = [Strip(line(text, x=x, y=100 + 15 * n), 500.0) for n, (text, x) in enumerate(rows)]
    found = find_numbers(strips, heading_like=frozenset())
    assert found[1] == Numbered("1", listed=True)
    assert found[2] == Numbered("2", listed=True)
    assert [found[index].listed for index in (0, 3, 4)] == [False, False, False]


def test_a_lone_number_a_row_and_a_heading_do_not_count() -> None:
    assert numbers(("7. Alone.", 72.0)) == [None]
    strips = [Strip(line(f"{n}. Row", y=100 + 15 * n), 500.0, row=n) for n in (1, 2, 3)]
    assert find_numbers(strips, heading_like=frozenset()) == {}
    strips = [Strip(line(f"{n}. Head", y=100 + 15 * n), 500.0) for n in (1, 2, 3)]
    assert find_numbers(strips, heading_like=frozenset({0, 1, 2})) == {}
