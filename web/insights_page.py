"""The insights page: each picture with its description, its table, and the way to the lessons behind each number.

The pictures are drawn here as SVG and not by Plotly, whose 4.5 MB of script draw what a screen reader cannot read and
nothing at all where script is off. Every number is printed beside its mark, so colour says nothing by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from markupsafe import Markup

from desk import insights
from desk.check_report import checked_answers
from desk.conversations import kept_answers
from desk.insights import Grid, Relied
from web.access import require
from web.lesson_query import lessons_address
from web.lessons_html import HEAD, shortened, value_name
from web.markup import Child, element, join
from web.site import Site, document

TITLE = "Insights"
INTRODUCTION = "What this library is about, in numbers. Each number in a table leads to the lessons behind it."
CAUTION = (
    "Numbers say what these reviews say, not how often something happens. Roles, agencies and themes were found by "
    "program and can be wrong."
)
EMPTY = "There are no reviews in this library yet. Insights appear here when some have been added."
NO_DATA = "There is no data for this yet."
NO_KEPT = "There is no data yet: no answer with citations is kept."
NO_DISPUTE = "There is no data yet: no citation of a kept answer is disputed."
MOST = 15
QUOTED = 140
_LABEL, _CELL, _ROW, _BAR = 300, 52, 34, 380

Cell = tuple[str, str | None]


def routes(site: Site) -> APIRouter:
    """Make the address of the insights."""
    router = APIRouter()

    @router.get("/insights")
    def show(request: Request) -> Response:
        visitor = require(request, "ask")
        body = _body(site) if site.lessons.all() else element("p", EMPTY)
        return document(
            TITLE, body, current="/insights", visitor=visitor, demonstration=site.library.demonstration, head=HEAD
        )

    return router


def _body(site: Site) -> Markup:
    lessons, taxonomy = site.lessons.all(), site.lessons.themes.taxonomy
    order = [theme.id for theme in taxonomy.themes]
    reviews = site.library.reviews()
    relied = insights.relied_on(checked_answers(site.desk, kept_answers(site.desk)))
    disputed = sorted((one for one in relied if one.disputed), key=lambda one: -one.disputed)
    by_theme = insights.themes_by_year(lessons, order)
    by_kind = insights.reviews_by_year(reviews, lambda one: one.kind)
    by_place = insights.reviews_by_year(reviews, lambda one: one.local_authority)
    addressed = [
        (value_name("agency", name, taxonomy), count, lessons_address(agency=name, role="recommendation"))
        for name, count in insights.agencies(lessons)
    ]
    covered = [
        (
            value_name("theme", one.theme, taxonomy) + (" (lacks coverage)" if one.thin else ""),
            one.reviews,
            lessons_address(theme=one.theme),
        )
        for one in insights.coverage(lessons, order)
    ]
    return join(
        [
            element("p", INTRODUCTION),
            element("p", CAUTION),
            _over_time(
                "Themes by year", "Theme", "lessons", by_theme, "theme", lambda n: value_name("theme", n, taxonomy)
            ),
            _over_time(
                "Kinds of review by year", "Kind", "reviews", by_kind, "kind", lambda n: value_name("kind", n, taxonomy)
            ),
            _over_time(
                "Authorities by year",
                "Authority",
                "reviews",
                by_place,
                "authority",
                lambda n: value_name("authority", n, taxonomy),
            ),
            _bars("Agencies that recommendations address", "Agency", "Recommendations", addressed),
            _bars(
                f"Themes that lack coverage (fewer than {insights.THIN} reviews)",
                "Theme",
                "Reviews with lessons",
                covered,
            ),
            _relied("Most cited passages", "Answers", relied, lambda one: one.cited, NO_KEPT),
            _relied("Most disputed passages", "Disputes", disputed, lambda one: one.disputed, NO_DISPUTE),
        ]
    )


def _over_time(title: str, of: str, what: str, grid: Grid, facet: str, name: Callable[[str], str]) -> Markup:
    if not grid.names:
        return _section(title, element("p", NO_DATA))
    top = max(grid.counts, key=lambda one: (grid.counts[one], one))
    said = (
        f"Number of {what}, {grid.years[0]} to {grid.years[-1]}. A larger dot is a larger number. The largest is "
        f"{grid.counts[top]}: {name(top[0])}, {top[1]}. Undated reviews are left out."
    )
    rows: list[list[Cell]] = []
    for one in grid.names:
        cells: list[Cell] = [(name(one), lessons_address(**{facet: one}))]
        for year in grid.years:
            count = grid.counts[one, year]
            cells.append((str(count), lessons_address(**{facet: one, "year": str(year)}) if count else None))
        rows.append([*cells, (str(grid.total(one)), None)])
    picture = _dots([name(one) for one in grid.names], grid, title)
    return _section(title, _figure(title, picture, said), _table(title, [of, *map(str, grid.years), "All"], rows))


def _bars(title: str, of: str, unit: str, values: Sequence[tuple[str, int, str]]) -> Markup:
    if not values:
        return _section(title, element("p", NO_DATA))
    low, high = min(values, key=lambda one: one[1]), max(values, key=lambda one: one[1])
    said = f"{unit}: from {low[1]} ({low[0]}) to {high[1]} ({high[0]}). A longer bar is a larger number."
    rows: list[list[Cell]] = [
        [(name, address), (str(count), address if count else None)] for name, count, address in values
    ]
    picture = _bar_picture([(name, count) for name, count, _ in values], title)
    return _section(title, _figure(title, picture, said), _table(title, [of, unit], rows))


def _relied(title: str, unit: str, found: Sequence[Relied], count: Callable[[Relied], int], none: str) -> Markup:
    if not found:
        return _section(title, element("p", none))
    values = []
    for one in found[:MOST]:
        place = {"review": one.review_id, "version": one.version, "start": one.start, "end": one.end}
        values.append((f"“{shortened(one.quote, QUOTED)}”", count(one), f"/?{urlencode(place)}"))
    return _bars(title, "Passage", unit, values)


def _section(title: str, *children: Child) -> Markup:
    return element("section", element("h2", title), *children)


def _figure(title: str, picture: Markup, said: str) -> Markup:
    return element("figure", _scrolling(f"Picture: {title}", picture), element("figcaption", said))


def _scrolling(name: str, child: Markup) -> Markup:
    """What may be wider than a phone scrolls by itself, by keyboard too."""
    return element("div", child, class_="rl-scroll", tabindex="0", role="region", aria_label=name)


def _table(title: str, head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Markup:
    def cell(said: str, address: str | None) -> Child:
        return element("a", element("bdi", said), href=address) if address else said

    body = [
        element(
            "tr",
            element("th", cell(*row[0]), scope="row"),
            [element("td", cell(*one), class_="rl-number") for one in row[1:]],
        )
        for row in rows
    ]
    table = element(
        "table",
        element("caption", title),
        element("thead", element("tr", [element("th", name, scope="col") for name in head])),
        element("tbody", body),
        class_="rl-numbers",
    )
    return _scrolling(f"Table: {title}", table)


def _dots(names: Sequence[str], grid: Grid, title: str) -> Markup:
    most = max(grid.counts.values())
    marks = [_words(str(year), _LABEL + _CELL * x + _CELL // 2, 20, "middle") for x, year in enumerate(grid.years)]
    for y, (shown, name) in enumerate(zip(names, grid.names, strict=True)):
        middle = 30 + _ROW * y + _ROW // 2
        marks.append(_words(shortened(shown, 36), 0, middle + 5))
        for x, year in enumerate(grid.years):
            count, at = grid.counts[name, year], _LABEL + _CELL * x
            if count:
                radius = f"{2 + 10 * (count / most) ** 0.5:.1f}"  # the area says the number
                marks.append(element("circle", cx=at + 14, cy=middle, r=radius, class_="rl-chart-mark"))
                marks.append(_words(str(count), at + 29, middle + 5))
    return _svg(marks, _LABEL + _CELL * len(grid.years), 30 + _ROW * len(names), title)


def _bar_picture(values: Sequence[tuple[str, int]], title: str) -> Markup:
    most = max(1, *(count for _, count in values))
    marks = []
    for y, (name, count) in enumerate(values):
        top, width = _ROW * y, round(_BAR * count / most)
        marks.append(_words(shortened(name, 36), 0, top + 22))
        marks.append(element("rect", x=_LABEL, y=top + 7, width=width, height=20, class_="rl-chart-mark"))
        marks.append(_words(str(count), _LABEL + width + 8, top + 22))
    return _svg(marks, _LABEL + _BAR + 50, _ROW * len(values), title)


def _words(said: str, x: int, y: int, anchor: str | None = None) -> Markup:
    return element("text", said, x=x, y=y, text_anchor=anchor, class_="rl-chart-label")


def _svg(marks: Sequence[Markup], width: int, height: int, title: str) -> Markup:
    said = f"{title}: the numbers stand in the table below"
    # Attribute names of SVG hold capitals, which ``element`` keeps.
    return element(
        "svg", marks, viewBox=f"0 0 {width} {height}", width=width, height=height, role="img", aria_label=said
    )
