"""Pictures of numbers, drawn as SVG: dots in a grid and bars, each with its number beside it.

They are drawn here and not by Plotly, whose 4.5 MB of script draw what a screen reader cannot read and nothing at all
where script is off. Every number is printed beside its mark, so colour says nothing by itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from desk.insights import Grid
from web.lessons_html import shortened
from web.markup import element

LABEL, NAMED = 330, 36  # what a label takes, in pixels, and how many characters of it are shown
_ROW, _BAR, _HEAD = 34, 380, 30
_LARGEST = 12  # radius of the largest dot
_DIGIT = 10  # the width of a digit of the labels, in pixels, in wide fonts


def dots(names: Sequence[str], grid: Grid, title: str) -> Markup:
    """Draw how many of something each name has in each year; ``names`` stand for those of the grid, in its order."""
    most = max(grid.counts.values())
    # A cell holds the largest dot, the longest number and room to the next dot, so that no two ever touch.
    beside = 2 * _LARGEST + 6
    cell = beside + _DIGIT * max(len(str(most)), 3) + 10
    marks = [_words(str(year), LABEL + cell * x, 20) for x, year in enumerate(grid.years)]
    for y, (shown, name) in enumerate(zip(names, grid.names, strict=True)):
        middle = _HEAD + _ROW * y + _ROW // 2
        marks.append(_words(shortened(shown, NAMED), 0, middle + 5))
        for x, year in enumerate(grid.years):
            count, at = grid.counts[name, year], LABEL + cell * x
            if count:
                radius = f"{2 + (_LARGEST - 2) * (count / most) ** 0.5:.1f}"  # the area says the number
                marks.append(element("circle", cx=at + _LARGEST, cy=middle, r=radius, class_="rl-chart-mark"))
                marks.append(_words(str(count), at + beside, middle + 5))
    return _svg(marks, LABEL + cell * len(grid.years), _HEAD + _ROW * len(names), title)


def bars(values: Sequence[tuple[str, int]], title: str) -> Markup:
    """Draw a bar for each name and number."""
    most = max(1, *(count for _, count in values))
    marks = []
    for y, (name, count) in enumerate(values):
        top, width = _ROW * y, round(_BAR * count / most)
        marks.append(_words(shortened(name, NAMED), 0, top + 22))
        marks.append(element("rect", x=LABEL, y=top + 7, width=width, height=20, class_="rl-chart-mark"))
        marks.append(_words(str(count), LABEL + width + 8, top + 22))
    return _svg(marks, LABEL + _BAR + 60, _ROW * len(values), title)


def _words(said: str, x: int, y: int) -> Markup:
    return element("text", said, x=x, y=y, class_="rl-chart-label")


def _svg(marks: Sequence[Markup], width: int, height: int, title: str) -> Markup:
    said = f"{title}: the numbers stand in the table below"
    # Attribute names of SVG hold capitals, which ``element`` keeps.
    return element(
        "svg", marks, viewBox=f"0 0 {width} {height}", width=width, height=height, role="img", aria_label=said
    )
