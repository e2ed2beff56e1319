"""Running headers, footers and printed page numbers: what a page carries that is not its text.

A line is furniture when it recurs near the same edge of at least three pages, digits aside; a page number when the
numbers so printed keep step with the pages. What is really printed becomes the page's label; nothing is invented.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.lines import Line

EDGE_ROWS = 4
# Furniture stands within this share of the page's height from its upper or lower edge.
_ZONE = 0.19
# A recurring line stands at the same height give or take this many points, or is the outermost on its page.
_DRIFT = 8.0
_LEAST_PAGES = 3
_WINDOW = 4

_NUMBER = re.compile(r"\d+")
_ROMAN = re.compile(r"[ivxlc]{1,7}")
_ALONE = re.compile(
    r"^(?:page|p\.?)?[\s|\-–—]*(\d{1,4}|[ivxlcIVXLC]{1,7})[\s|\-–—]*(?:(?:of|/)\s*\d{1,4})?(?:[\s|]*P\s?a\s?g\s?e)?$",
    re.IGNORECASE,
)
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


@dataclass(frozen=True, slots=True)
class Furniture:
    """What was found: positions of furniture among each page's lines, and the printed label of pages that have one."""

    lines: Mapping[int, frozenset[int]]
    labels: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class _Row:
    """Lines on one baseline near an edge: ``order`` counts from the edge inwards."""

    page: int
    members: tuple[int, ...]
    text: str
    key: str
    y: float
    order: int
    top: bool
    size: float


def find_furniture(pages: Mapping[int, Sequence[Line]], heights: Mapping[int, float]) -> Furniture:
    """Find furniture among the lines of each page, given the pages' heights in points."""
    rows = [row for number, lines in pages.items() for row in _edge_rows(number, lines, heights[number])]
    recurring = _recurring(rows, len(pages))
    labels, numbered = _page_numbers(rows, recurring)
    found: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        if row in recurring or row in numbered:
            found[row.page].update(row.members)
    return Furniture({page: frozenset(members) for page, members in found.items()}, labels)


def _edge_rows(number: int, lines: Sequence[Line], height: float) -> Iterator[_Row]:
    rows: list[list[int]] = []
    for index in sorted(range(len(lines)), key=lambda index: (lines[index].y1, lines[index].x0)):
        line = lines[index]
        if rows and abs(lines[rows[-1][0]].y1 - line.y1) < 0.4 * line.size:
            rows[-1].append(index)
        else:
            rows.append([index])
    for top, ordered in ((True, rows), (False, rows[::-1])):
        for order, members in enumerate(ordered[:EDGE_ROWS]):
            members = sorted(members, key=lambda index: lines[index].x0)
            y = lines[members[0]].y1
            if (y if top else height - lines[members[0]].y0) > _ZONE * height:
                break
            text = " ".join(lines[index].text for index in members)
            # Text and page number change sides on facing pages.
            key = " ".join(sorted(_NUMBER.sub("#", text).casefold().split()))
            yield _Row(number, tuple(members), text, key, y if top else height - y, order, top, lines[members[0]].size)


def _recurring(rows: Sequence[_Row], pages: int) -> set[_Row]:
    """Rows whose words recur at the same edge; of their numbers only one may differ, in step with the pages."""
    alike: dict[tuple[object, ...], list[_Row]] = defaultdict(list)
    for row in rows:
        if row.key.strip("# |-–—"):
            for numbers in _readings(row):
                alike[row.top, row.key, numbers].append(row)
    least = min(_LEAST_PAGES, max(2, pages - 1))
    found: set[_Row] = set()
    for group in alike.values():
        for row in group:
            near = {other.page for other in group if abs(other.y - row.y) <= _DRIFT or other.order == row.order}
            # Headings recur too, but not on page after page.
            if sum(abs(page - row.page) <= _WINDOW for page in near) >= least:
                found.add(row)
    # On a first page the same line may stand elsewhere; in larger type it is the title.
    running = {(row.top, row.text, round(row.size)) for row in found}
    return found | {row for row in rows if (row.top, row.text, round(row.size)) in running}


def _readings(row: _Row) -> Iterator[tuple[int | str, ...]]:
    numbers = [int(number) for number in _NUMBER.findall(row.text)]
    yield tuple(numbers)
    for index, number in enumerate(numbers):
        yield (*numbers[:index], f"page{number - row.page:+d}", *numbers[index + 1 :])


def _page_numbers(rows: Sequence[_Row], recurring: set[_Row]) -> tuple[dict[int, str], set[_Row]]:
    """Labels of pages, and the rows that hold nothing but one.

    The difference between a page's number and what is printed on it stays the same over a run of pages; two pages
    in step are enough where the number stands alone, so that numbers of a table's last row do not count.
    """
    candidates: dict[tuple[bool, int], list[tuple[_Row, str]]] = defaultdict(list)
    for row in rows:
        for printed in _printed(row, row in recurring):
            value = _value(printed)
            if value:
                candidates[printed.isdigit(), value - row.page].append((row, printed))
    labels: dict[int, str] = {}
    numbered: set[_Row] = set()
    single = len({row.page for row in rows}) <= 2
    for (_, step), group in sorted(candidates.items(), key=lambda item: -len({row.page for row, _ in item[1]})):
        if len({row.page for row, _ in group}) < 2 and not (single and step == 0):
            continue
        for row, printed in group:
            if row.page not in labels:
                labels[row.page] = printed
                numbered.add(row)
            elif labels[row.page] == printed and row not in recurring and _ALONE.match(row.text):
                numbered.add(row)
    return labels, {row for row in numbered if row in recurring or _ALONE.match(row.text)}


def _printed(row: _Row, recurs: bool) -> list[str]:
    alone = _ALONE.match(row.text)
    if alone:
        return [alone[1]]
    return _NUMBER.findall(row.text) if recurs else []


def _value(printed: str) -> int:
    if printed.isdigit():
        return int(printed)
    if not _ROMAN.fullmatch(printed.casefold()):
        return 0
    values = [_ROMAN_VALUES[char] for char in printed.casefold()]
    return sum(-value if value < max(values[index:]) else value for index, value in enumerate(values))
