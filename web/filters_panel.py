"""The filters beside the question: what the library holds, counted, and what was ticked as constraints."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from vectorstore import Filters, ReviewRecord
from web import text
from web.markup import element

Choice = tuple[str, str]
MOST_TICKS = 500


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be ticked: pairs of words with a count, and the value behind them."""

    kinds: tuple[Choice, ...] = ()
    authorities: tuple[Choice, ...] = ()
    years: tuple[Choice, ...] = ()
    themes: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Ticks:
    """What somebody ticked."""

    kinds: tuple[str, ...] = ()
    authorities: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()


def choices(reviews: Iterable[ReviewRecord]) -> Choices:
    """Count the library's reviews by kind, authority, year and theme; newest year first, the rest by name."""
    kinds: Counter[str] = Counter()
    authorities: Counter[str] = Counter()
    years: Counter[str] = Counter()
    themes: Counter[str] = Counter()
    for review in reviews:
        details = review.details
        kinds.update([details.kind] if details.kind else [])
        authorities.update([details.local_authority] if details.local_authority else [])
        years.update([str(details.published.year)] if details.published else [])
        themes.update(set(review.themes))
    return Choices(
        kinds=tuple(sorted((f"{text.kind_name(slug)}: {n}", slug) for slug, n in kinds.items())),
        authorities=tuple(sorted((f"{text.place_name(name)}: {n}", name) for name, n in authorities.items())),
        years=tuple((f"{year}: {years[year]}", year) for year in sorted(years, reverse=True)),
        themes=tuple(sorted((f"{text.theme_name(name)}: {n}", name) for name, n in themes.items())),
    )


def filters_html(offered: Choices) -> Markup:
    """Return the groups of boxes to tick; "" where nothing can be told apart."""
    groups = (
        ("kinds", text.FILTER_KIND, offered.kinds),
        ("authorities", text.FILTER_AUTHORITY, offered.authorities),
        ("years", text.FILTER_YEAR, offered.years),
        ("themes", text.FILTER_THEME, offered.themes),
    )
    shown = [_group(name, label, values) for name, label, values in groups if values]
    if not shown:
        return Markup("")
    clear = element("button", text.FILTERS_CLEAR, type="button", class_="rl-link", id="rl-clear-filters")
    return element("div", shown, element("p", clear), id="rl-filters", hidden=True)


def read_ticks(sent: object) -> Ticks:
    """Take the ticks from what a browser sent; anything else in it is left out."""
    given = sent if isinstance(sent, Mapping) else {}

    def ticked(name: str) -> tuple[str, ...]:
        values = given.get(name)
        listed = values[:MOST_TICKS] if isinstance(values, list) else []
        return tuple(value[:200] for value in listed if isinstance(value, str))

    return Ticks(ticked("kinds"), ticked("authorities"), ticked("years"), ticked("themes"))


def filters_from(ticks: Ticks, reviews: Sequence[ReviewRecord]) -> Filters:
    """Turn ticks into constraints.

    Years that follow each other become two dates. Years with a gap between them cannot, so they become the reviews
    that were published in them.
    """
    wanted = sorted({int(year) for year in ticks.years if re.fullmatch(r"[0-9]{4}", year)})
    held = {r.details.published.year for r in reviews if r.details.published}
    base = Filters(kind=ticks.kinds, local_authority=ticks.authorities, theme=ticks.themes)
    if not wanted:
        return base
    between = {year for year in held if wanted[0] <= year <= wanted[-1]}
    if between <= set(wanted):
        return base.merged(Filters(published_from=date(wanted[0], 1, 1), published_to=date(wanted[-1], 12, 31)))
    chosen = tuple(r.review_id for r in reviews if r.details.published and r.details.published.year in wanted)
    return base.merged(Filters(review_id=chosen))


def _group(name: str, label: str, values: Sequence[Choice]) -> Markup:
    boxes = [
        element(
            "label",
            element("input", type="checkbox", name=name, value=value, autocomplete="off"),
            element("span", words),
        )
        for words, value in values
    ]
    return element("fieldset", element("legend", label), element("div", boxes, class_="rl-boxes"))
