"""The insights page: each picture with its description, its table, and the way from a number to what it counts."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from markupsafe import Markup

from assistant.model import Citation
from desk import insights
from desk.check_report import checked_answers
from desk.conversations import kept_answers
from desk.insights import Grid, Place, Relied
from desk.lessons import Chosen, Facet
from desk.taxonomy import Taxonomy
from vectorstore import NotInLibrary
from web.access import require
from web.charts import bars, dots
from web.faces import LibraryFace
from web.lesson_query import lessons_address
from web.lessons_html import HEAD, asking_address, question_about, shortened, value_name
from web.markup import Child, element, join
from web.reference import chip_place, place_words, source_name
from web.site import Site, document
from web.source_address import Address

TITLE = "Insights"
INTRODUCTION = (
    "What this library is about, in numbers. Each number in a table leads to the lessons behind it, and “Ask” takes a "
    "question about its row to the ask page."
)
CAUTION = (
    "Numbers say what these reviews say, not how often something happens. Roles, agencies and themes were found by "
    "program and can be wrong."
)
EMPTY = "There are no reviews in this library yet. Insights appear here when some have been added."
NO_DATA = "There is no data for this yet."
NO_KEPT = "There is no data yet: no answer with citations is kept."
NO_DISPUTE = "There is no data yet: no citation of a kept answer is disputed."
WIDER = "Scroll the picture sideways to see all of it."
CITED_HELP = "In how many kept answers a passage is cited. A passage counts once for each answer."
DISPUTED_HELP = (
    "In how many kept answers a citation of the passage is disputed: trainers differ, or a reader has reported it."
)
MOST = 15
QUOTED = 140
_IN_WORDS = ("Where", "Ask")  # columns that hold no numbers

Cell = Child


@dataclass(frozen=True, slots=True)
class _Bar:
    """A row of a picture of bars: its name in the picture, its number, and its cells in the table."""

    name: str
    count: int
    cells: Sequence[Cell]


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
    by_theme = insights.themes_by_year(lessons, order)
    by_kind = insights.reviews_by_year(reviews, lambda one: one.kind)
    by_place = insights.reviews_by_year(reviews, lambda one: one.local_authority)
    covered = insights.coverage(lessons, order)
    return join(
        [
            element("p", INTRODUCTION),
            element("p", CAUTION),
            _over_time("Themes by year", "Theme", "lessons", by_theme, "theme", taxonomy),
            _over_time("Kinds of review by year", "Kind", "reviews", by_kind, "kind", taxonomy),
            _over_time("Authorities by year", "Authority", "reviews", by_place, "authority", taxonomy),
            _bars(
                "Agencies that recommendations address",
                ["Agency", "Recommendations", "Ask"],
                [_agency(name, count, taxonomy) for name, count in insights.agencies(lessons)],
            ),
            _bars(
                f"Themes that lack coverage (fewer than {insights.THIN} reviews)",
                ["Theme", "Reviews with lessons", "Reviews that recommend", "Ask"],
                [_covered(one, taxonomy) for one in covered],
            ),
            *_relied(site),
        ]
    )


def _agency(name: str, count: int, taxonomy: Taxonomy) -> _Bar:
    shown = value_name("agency", name, taxonomy)
    address = lessons_address(agency=name, role="recommendation")
    asking = asking_address(Chosen(agency=(name,), role=("recommendation",)), taxonomy)
    return _Bar(shown, count, [_link(shown, address), _link(str(count), address), _ask(shown, asking)])


def _covered(one: insights.Coverage, taxonomy: Taxonomy) -> _Bar:
    theme = value_name("theme", one.theme, taxonomy)
    shown = f"{theme} (lacks coverage)" if one.thin else theme
    address = lessons_address(theme=one.theme)
    recommending = lessons_address(theme=one.theme, role="recommendation")
    cells = [
        _link(shown, address),
        _number(one.reviews, address),
        _number(one.recommending, recommending),
        _ask(theme, asking_address(Chosen(theme=(one.theme,)), taxonomy)),
    ]
    return _Bar(shown, one.reviews, cells)


def _over_time(title: str, of: str, what: str, grid: Grid, facet: Facet, taxonomy: Taxonomy) -> Markup:
    if not grid.names:
        return _section(title, element("p", NO_DATA))
    names = {name: value_name(facet, name, taxonomy) for name in grid.names}
    top = max(grid.counts, key=lambda one: (grid.counts[one], one))
    said = (
        f"Number of {what}, {grid.years[0]} to {grid.years[-1]}. A larger dot is a larger number. The largest is "
        f"{grid.counts[top]}: {names[top[0]]}, {top[1]}. Undated reviews are left out."
    )
    rows: list[Sequence[Cell]] = []
    for one, name in names.items():
        row: list[Cell] = [_link(name, lessons_address(**{facet: one}))]
        for year in grid.years:
            row.append(_number(grid.counts[one, year], lessons_address(**{facet: one, "year": str(year)})))
        asking = asking_address(Chosen(**{facet: (one,)}), taxonomy)
        rows.append([*row, str(grid.total(one)), _ask(name, asking)])
    head = [of, *map(str, grid.years), "All", "Ask"]
    return _section(title, _figure(title, dots(list(names.values()), grid, title), said), _table(title, head, rows))


def _said_of(help_: str, shown: Sequence[Relied]) -> str:
    return help_ if len(shown) <= MOST else f"{help_} The first {MOST} of {len(shown)} passages are shown."


def _relied(site: Site) -> tuple[Markup, Markup]:
    """Return the pictures of the passages that are cited and disputed most."""
    answers = checked_answers(site.desk, kept_answers(site.desk))
    found = insights.relied_on(answers, _passage_finder(site.library))
    disputed = sorted((one for one in found if one.disputed), key=lambda one: -one.disputed)
    head = ["Passage", "Where", "Answers", "Disputed", "Ask"]
    return (
        _bars(
            "Most cited passages", head, _passages(found, lambda one: one.cited), _said_of(CITED_HELP, found), NO_KEPT
        ),
        _bars(
            "Most disputed passages",
            head,
            _passages(disputed, lambda one: one.disputed),
            _said_of(DISPUTED_HELP, disputed),
            NO_DISPUTE,
        ),
    )


def _passages(found: Sequence[Relied], count: Callable[[Relied], int]) -> list[_Bar]:
    made = []
    for one in found[:MOST]:
        c = one.citation
        name = f"{source_name(c)}, {chip_place(c)}".strip(", ")
        where = f"{source_name(c)}, {place_words(c.page, c.page_label, c.paragraph)}".strip(", ")
        opened = "/?" + Address(c.review_id, c.version, c.page, c.start, c.end).query()
        cells: list[Cell] = [
            _link(f"“{shortened(c.quote, QUOTED)}”", opened),
            element("bdi", where),
            str(one.cited),
            str(one.disputed),
            _ask(where, "/?" + urlencode({"q": question_about(c.quote)})),
        ]
        made.append(_Bar(name, count(one), cells))
    return made


def _passage_finder(library: LibraryFace) -> Callable[[Citation], Place]:
    """Return what tells where a citation's passage starts; a review that is gone counts by the words cited."""

    @cache
    def starts(review_id: str, version: str) -> Sequence[int]:
        try:
            return [stored.passage.start for stored in library.passages(review_id, version)]
        except NotInLibrary:
            return []

    def found(citation: Citation) -> Place:
        known = starts(citation.review_id, citation.version)
        at = bisect_right(known, citation.start) - 1
        return citation.review_id, citation.version, known[at] if at >= 0 else citation.start

    return found


def _bars(title: str, head: Sequence[str], values: Sequence[_Bar], help_: str = "", none: str = NO_DATA) -> Markup:
    if not values:
        return _section(title, element("p", none))
    low, high = min(values, key=lambda one: one.count), max(values, key=lambda one: one.count)
    said = f"{help_} A longer bar is a larger number: from {low.count} ({low.name}) to {high.count} ({high.name})."
    if low.count == high.count:
        said = f"{help_} Each has {high.count}."
    picture = bars([(one.name, one.count) for one in values], title)
    return _section(title, _figure(title, picture, said.strip()), _table(title, head, [one.cells for one in values]))


def _link(said: str, address: str) -> Markup:
    return element("a", element("bdi", said), href=address)


def _number(count: int, address: str) -> Cell:
    return _link(str(count), address) if count else "0"


def _ask(about: str, address: str) -> Markup:
    """Return the way to the ask page with a question, named for those who hear only the link."""
    return element("a", "Ask", element("span", f" about {about}", class_="rl-hidden"), href=address)


def _section(title: str, *children: Child) -> Markup:
    return element("section", element("h2", title), *children)


def _figure(title: str, picture: Markup, said: str) -> Markup:
    hint = element("p", WIDER, class_="rl-wider")
    return element("figure", hint, _scrolling(f"Picture: {title}", picture), element("figcaption", said))


def _scrolling(name: str, child: Markup) -> Markup:
    """What may be wider than a phone scrolls by itself, by keyboard too."""
    return element("div", child, class_="rl-scroll", tabindex="0", role="region", aria_label=name)


def _table(title: str, head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Markup:
    def cell(column: str, child: Cell) -> Markup:
        return element("td", child, class_=None if column in _IN_WORDS else "rl-number")

    body = [
        element("tr", element("th", row[0], scope="row"), [cell(*one) for one in zip(head[1:], row[1:], strict=True)])
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
