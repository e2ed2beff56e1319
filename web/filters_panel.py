"""The filters beside the question: what the library holds, counted, and what was ticked as constraints."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from vectorstore import Filters, ReviewRecord
from web import text

Choice = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be ticked: pairs of words with a count, and the value behind them."""

    kinds: tuple[Choice, ...] = ()
    authorities: tuple[Choice, ...] = ()
    years: tuple[Choice, ...] = ()


def choices(reviews: Iterable[ReviewRecord]) -> Choices:
    """Count the library's reviews by kind, authority and year; newest year first, the rest by name."""
    kinds: Counter[str] = Counter()
    authorities: Counter[str] = Counter()
    years: Counter[str] = Counter()
    for review in reviews:
        details = review.details
        kinds.update([details.kind] if details.kind else [])
        authorities.update([details.local_authority] if details.local_authority else [])
        years.update([str(details.published.year)] if details.published else [])
    return Choices(
        kinds=tuple(sorted((f"{text.kind_name(slug)}: {n}", slug) for slug, n in kinds.items())),
        authorities=tuple(sorted((f"{text.place_name(name)}: {n}", name) for name, n in authorities.items())),
        years=tuple((f"{year}: {years[year]}", year) for year in sorted(years, reverse=True)),
    )


def filters_from(
    kinds: Sequence[str], authorities: Sequence[str], years: Sequence[str], reviews: Sequence[ReviewRecord]
) -> Filters:
    """Turn ticks into constraints.

    Years that follow each other become two dates. Years with a gap between them cannot, so they become the reviews
    that were published in them.
    """
    wanted = sorted({int(year) for year in years if re.fullmatch(r"[0-9]{4}", year)})
    held = {r.details.published.year for r in reviews if r.details.published}
    base = Filters(kind=tuple(kinds), local_authority=tuple(authorities))
    if not wanted:
        return base
    between = {year for year in held if wanted[0] <= year <= wanted[-1]}
    if between <= set(wanted):
        return base.merged(Filters(published_from=date(wanted[0], 1, 1), published_to=date(wanted[-1], 12, 31)))
    chosen = tuple(r.review_id for r in reviews if r.details.published and r.details.published.year in wanted)
    return base.merged(Filters(review_id=chosen))


def ticked_words(kinds: Sequence[str], authorities: Sequence[str], years: Sequence[str]) -> str:
    """Say what is ticked in a line, "" when nothing is."""
    parts = [
        " or ".join(text.kind_name(kind) for kind in kinds),
        " or ".join(text.place_name(name) for name in authorities),
        " or ".join(sorted(years)),
    ]
    return "; ".join(part for part in parts if part)
