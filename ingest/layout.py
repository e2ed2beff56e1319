"""From the lines of a page to strips in reading order: which stand in a box, which make up a row of a table.

The order of the file is kept: reports are written by word processors, which draw a page in reading order, and PDFium
hands text on in that order too, so that what we quote stands in one piece on the page for others as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.lines import Line
from ingest.reading import BULLETS
from ingest.regions import Region

# A page with at least this many rows without rules holds a list that is set in columns.
_A_LIST = 4
# Beyond this many lines a page is a drawing or a data sheet, and its columns are not looked for.
_TOO_MANY = 600
# Steps back up the same column, in number and as a share of lines, that a page in reading order does not have.
_JUMPS = (4, 0.2)
_LEADER = re.compile(r"(?:\.\s?){5,}|…{2,}|_{5,}")
_LABEL = re.compile(rf"^(?:\d{{1,3}}(?:\.\d{{1,3}})*[.)]?|\(?[a-zA-Z]\)|[{BULLETS}]+|o|\([ivx]+\)|[ivx]+[.)])$")


@dataclass(frozen=True, slots=True)
class Strip:
    """One line in its surroundings.

    ``box`` numbers the drawn box it stands in over the whole document; ``row`` numbers the table row it is part of.
    ``right`` is how far lines reach in its column (points).
    """

    line: Line
    right: float
    box: int | None = None
    row: int | None = None


class StripMaker:
    """Makes strips page by page; boxes and rows are numbered through the document."""

    def __init__(self) -> None:
        self.boxes = 0
        self.rows = 0

    def strips(self, lines: Sequence[Line], regions: Sequence[Region]) -> list[Strip]:
        """The strips of one page: of the lines that furniture and footnotes left over, and its drawn boxes."""
        lines = _in_order(lines)
        numbers = {region: self.boxes + index for index, region in enumerate(regions, 1)}
        self.boxes += len(regions)
        placed = [(line, _region_of(line, regions)) for line in lines]
        reach = _reaches([line for line, _ in placed])
        strips: list[Strip] = []
        waiting: list[Line] = []
        for index, (line, region) in enumerate(placed):
            following = placed[index + 1][1] if index + 1 < len(placed) else None
            if region is not None:
                waiting.append(line)
                if following != region:
                    strips.extend(self._boxed(region, numbers[region], waiting))
                    waiting = []
            else:
                strips.append(Strip(line, reach[index]))
        return _with_first_lines(list(self._rows_by_gap(strips)))

    def _boxed(self, region: Region, number: int, lines: Sequence[Line]) -> Iterator[Strip]:
        by_row: dict[int, list[Line]] = {}
        for line in lines:
            by_row.setdefault(region.row_of(line.box), []).append(line)
        for row, cells in sorted(by_row.items()):
            if not region.is_parted(row):
                yield from (Strip(line, region.box[2] - 4, box=number) for line in cells)
                continue
            self.rows += 1
            # Cells of one row are written one after the other; a stable sort mends files that mix them.
            for line in sorted(cells, key=lambda line: region.column_of(line.box)):
                yield Strip(line, line.x1, box=number, row=self.rows)

    def _rows_by_gap(self, strips: Sequence[Strip]) -> Iterator[Strip]:
        """Mark lines that stand side by side, or whose parts a leader joins, as rows of a table without rules."""
        before: Strip | None = None
        row: int | None = None
        for index, strip in enumerate(strips):
            if strip.row is not None:
                before, row = None, None
                yield strip
                continue
            following = strips[index + 1] if index + 1 < len(strips) else None
            beside_last = before is not None and _beside(before.line, strip.line)
            beside_next = following is not None and following.row is None and _beside(strip.line, following.line)
            if not beside_last:
                row = None
            if (beside_next or _LEADER.search(strip.line.text)) and row is None:
                self.rows += 1
                row = self.rows
            yield Strip(strip.line, strip.right, strip.box, row) if row is not None else strip
            before = strip


def _with_first_lines(strips: list[Strip]) -> list[Strip]:
    """Give rows of a list such as the contents their first line back, where an entry runs over two."""
    by_gap = {strip.row for strip in strips if strip.row is not None and strip.box is None}
    if len(by_gap) < _A_LIST:
        return strips
    for index in range(len(strips) - 2, -1, -1):
        strip, below = strips[index], strips[index + 1]
        step = below.line.y1 - strip.line.y1
        starts = below.row is not None and below.box is None and abs(below.line.x0 - strip.line.x0) < 3
        if strip.row is None and starts and 0 < step < 1.6 * strip.line.size and strip.line.size == below.line.size:
            strips[index] = replace(strip, row=below.row)
    return strips


def _region_of(line: Line, regions: Sequence[Region]) -> Region | None:
    return next((region for region in regions if region.holds(line.box)), None)


def _in_order(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines as they came, unless they jump up again and again: then from the top down."""
    jumps = sum(
        two.y1 < one.y0 - 2 and min(one.x1, two.x1) - max(one.x0, two.x0) > 0.3 * min(one.x1 - one.x0, two.x1 - two.x0)
        for one, two in pairwise(lines)
    )
    if jumps < _JUMPS[0] or jumps < _JUMPS[1] * len(lines):
        return lines
    return sorted(lines, key=lambda line: (round(line.y1 / (0.5 * line.size)), line.x0))


def _beside(one: Line, other: Line) -> bool:
    return abs(one.y1 - other.y1) < 0.35 * max(one.size, other.size) and other.x0 >= one.x1 - 1


def join_labels(lines: Sequence[Line]) -> Iterator[Line]:
    """Lines in file order, with a number or bullet that stands apart put back at the head of its line."""
    held: Line | None = None
    for line in lines:
        if held is not None:
            if _beside(held, line) and line.x0 - held.x1 < 6 * line.size:
                line = Line(line.page, held.tokens + line.tokens, line.ocr)
            else:
                yield held
            held = None
        if len(line.tokens) == 1 and _LABEL.match(line.tokens[0].text):
            held = line
        else:
            yield line
    if held is not None:
        yield held


def _reaches(lines: Sequence[Line]) -> list[float]:
    """How far full lines reach in the column of each line: the edge that nearly all lines across its middle keep to."""
    edges = [(line.x0, line.x1) for line in lines]
    if len(edges) > _TOO_MANY:
        return [max(edge for _, edge in edges)] * len(edges)
    reaches: list[float] = []
    for left, right in edges:
        middle = (left + right) / 2
        across = sorted(end for start, end in edges if start <= middle <= end)
        reaches.append(across[int(0.93 * (len(across) - 1))])
    return reaches
