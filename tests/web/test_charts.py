"""Pictures of numbers: every mark has its number beside it, its size says it, and none touches another."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.insights import Grid
from web.charts import NAMED, bars, dots

WIDEST_DIGIT = 9.6  # pixels, of the widest font that the style names, at 15 px

counts = st.lists(st.lists(st.integers(0, 12_000), min_size=3, max_size=3), min_size=1, max_size=4)


def drawn(table):
    """The grid of these counts, drawn; its circles (x, y, radius) and its words (x, y, said)."""
    names = tuple(f"Theme {i}" for i in range(len(table)))
    years = (2020, 2021, 2022)
    filled = Counter({(names[i], years[j]): n for i, row in enumerate(table) for j, n in enumerate(row) if n})
    picture = str(dots(names, Grid(names, years, filled), "Themes by year"))
    circles = re.findall(r'<circle cx="(\d+)" cy="(\d+)" r="([\d.]+)"', picture)
    said = re.findall(r'<text x="(\d+)" y="(\d+)" class="rl-chart-label">([^<]*)<', picture)
    return [tuple(map(float, one)) for one in circles], [(float(x), float(y), unescape(w)) for x, y, w in said]


@given(counts.filter(lambda table: any(map(any, table))))
def test_no_mark_touches_another_mark_or_number(table):
    circles, said = drawn(table)
    assert len(circles) == sum(n > 0 for row in table for n in row)
    rows = {y for _, y, _ in circles}
    for middle in rows:
        ends = [(x - r, x + r) for x, y, r in circles if y == middle]
        ends += [(x, x + WIDEST_DIGIT * len(words)) for x, y, words in said if abs(y - middle) < 10]
        for (_, before), (after, _) in pairwise(sorted(ends)):
            assert before < after


@pytest.mark.parametrize("table", [[[326, 255, 1]], [[9, 4, 1]]])
def test_the_area_of_a_dot_says_its_number(table):
    circles, said = drawn(table)
    radii = {words: r for x, y, r in circles for at, _, words in said if 0 < at - x < 30}
    ordered = [radii[str(number)] for number in sorted(table[0])]
    assert ordered == sorted(ordered)
    assert ordered[0] < ordered[-1] / 2


def test_a_bar_is_as_long_as_its_number_and_its_name_is_cut_where_it_is_long():
    name = "Supervision & <management> oversight of everything there is"
    picture = str(bars([(name, 4), ("Short", 2), ("None", 0)], "Coverage"))
    widths = [int(one) for one in re.findall(r'<rect [^>]*width="(\d+)"', picture)]
    assert widths[0] == 2 * widths[1]
    assert widths[2] == 0
    label = unescape(re.findall(r"<text[^>]*>([^<]*)<", picture)[0])
    assert label.endswith(" …")
    assert len(label) <= NAMED + 2
    assert "<management>" not in picture
