"""Running headers, footers and page numbers."""

from __future__ import annotations

import pytest

from ingest.furniture import find_furniture
from ingest.lines import Line
from tests.ingest.typeset import line

HEIGHT = 842.0


def found(pages: list[list[Line]]) -> tuple[list[list[str]], dict[int, str]]:
    """The furniture's texts of each page, and the labels."""
    numbered = dict(enumerate(pages, 1))
    furniture = find_furniture(numbered, dict.fromkeys(numbered, HEIGHT))
    texts = [[pages[n - 1][i].text for i in sorted(furniture.lines.get(n, ()))] for n in numbered]
    return texts, dict(furniture.labels)


def test_a_line_that_recurs_is_furniture_and_its_number_the_label() -> None:
    pages = [
        [line("Review of Child Q", y=40), line(f"Words of page {n}.", y=300), line(f"Page {n + 4} of 9", y=800)]
        for n in range(1, 5)
    ]
    texts, labels = found(pages)
    assert texts == [["Review of Child Q", f"Page {n + 4} of 9"] for n in range(1, 5)]
    assert labels == {1: "5", 2: "6", 3: "7", 4: "8"}


def test_facing_pages_change_sides() -> None:
    pages = [[line(f"{n} Child Q" if n % 2 else f"Child Q {n}", y=40), line("Text.", y=300)] for n in range(1, 5)]
    texts, labels = found(pages)
    assert all(texts)
    assert labels == {1: "1", 2: "2", 3: "3", 4: "4"}


def test_roman_front_matter_then_arabic() -> None:
    printed = ["i", "ii", "iii", "1", "2", "3"]
    pages = [[line(f"Words {label}.", y=300), line(label, x=300, y=800)] for label in printed]
    assert found(pages)[1] == dict(enumerate(printed, 1))


def test_footnotes_that_differ_only_by_numbers_are_text() -> None:
    pages = [[line("Text.", y=300), line(f"{3 * n} Children Act 2004 Section {n * n}", y=780)] for n in range(1, 6)]
    assert found(pages) == ([[]] * 5, {})


def test_a_heading_at_the_head_of_far_pages_is_text() -> None:
    pages = [
        [line("Findings" if n in {1, 7, 13} else f"Words {n * n}.", y=60), line("Text.", y=300)] for n in range(14)
    ]
    assert not any(found(pages)[0])


def test_numbers_out_of_step_are_no_page_numbers() -> None:
    pages = [[line("Text.", y=300), line(str(number), x=300, y=800)] for number in (17, 4, 290, 56)]
    assert found(pages) == ([[]] * 4, {})


@pytest.mark.parametrize("text", ["1", "- 1 -", "Page 1", "1 | Page", "1 of 3"])
def test_a_number_alone_is_known_in_every_dress(text: str) -> None:
    pages = [[line("Text.", y=300), line(text.replace("1", str(n)), x=280, y=800)] for n in (1, 2, 3)]
    texts, labels = found(pages)
    assert labels == {1: "1", 2: "2", 3: "3"}
    assert all(texts)


def test_nothing_is_found_where_nothing_is() -> None:
    assert found([[], [], []]) == ([[], [], []], {})
