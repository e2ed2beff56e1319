"""Constraints that a question carries in words: years, authorities, kinds of review, themes.

What is taken out is shown to the asker and turned into filters. A year or a kind only filters where the words make it
a limit on the reviews ("since 2022", "the 2016 inspection", "joint inspections only"); dates of events are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.places import Gazetteer, Mention
from vectorstore import Filters, ReviewRecord

_YEAR = r"(?P<y>(?:19|20)\d\d)"
_NOT_A_LIMIT = re.compile(r"(?:Act|Regulations|Order|Together|Rules|Education|section|guidance)\s+(?:of\s+)?$", re.I)
_NUMBER_WORDS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}

_BETWEEN = re.compile(
    r"\b(?:(?:between|from)\s+)?(?P<a>(?:19|20)\d\d)\s*(?:to|and|until|till|[-–])\s*(?P<b>(?:19|20)\d\d)\b", re.I
)
_SINCE = re.compile(
    rf"\b(?P<w>since|from|after|newer than|later than)\s+{_YEAR}(?:\s+(?:on(?=\s*(?:[,.;:?!)]|$))|onwards|onward))?\b",
    re.I,
)
_BEFORE = re.compile(rf"\b(?P<w>before|until|till|up to|older than|earlier than|pre[- ])\s*{_YEAR}\b", re.I)
_ONWARDS = re.compile(rf"\b{_YEAR}\s+(?:onwards|and later|or later)\b", re.I)
_LAST = re.compile(
    r"\b(?:in|over|during|within|from)?\s*(?:the\s+)?(?:last|past)\s+(?P<n>\d{1,2}|"
    + "|".join(_NUMBER_WORDS)
    + r")\s+years\b",
    re.I,
)
_IN_YEAR = re.compile(
    rf"(?:\b(?:in|during|for|only|just|back in|published in|dated|by the time they (?:came|went) back in)\s+{_YEAR}\b)"
    rf"|(?:\b(?P<y2>(?:19|20)\d\d)\s+"
    rf"(?=(?:[\w-]+\s+){{0,4}}?(?:reviews?|reports?|inspections?|visit|findings?|letter)\b))"
    rf"|(?:(?:\breviews?|\breports?|\binspections?)\s+(?:of|from)\s+(?P<y3>(?:19|20)\d\d)\b)",
    re.I,
)
_LATEST = re.compile(
    r"\b(?:these days|nowadays|currently|at present|most recent|latest|more recent(?:ly)?|newest|last inspection|"
    r"last review|last report)\b",
    re.I,
)
_NEVER_BEFORE = re.compile(r"\b(?:nothing|none|no reports?|no reviews?|not)\s+(?:from\s+)?$", re.I)
_BARE_YEAR = re.compile(r"(?<![\w/-])(?P<y>20\d\d)(?![\w/-])")
_NOT_THAT_YEAR = re.compile(r"\bnot (?:the |in |from )?$", re.I)

# Words for kinds, across the nations and over time; each names the slugs that count as that kind.
_KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"joint targeted area inspections?|jtais?|joint inspections?|multi-agency inspections?", ("jtai",)),
    (r"single inspections?(?: reports?| frameworks?)?|sif inspections?|sifs?", ("sif", "sif-single-inspection")),
    (r"ilacs(?: inspections?| reports?)?", ("ilacs",)),
    (r"national (?:panel |child safeguarding )?reviews?", ("national-review", "national")),
    (
        r"(?:local )?child safeguarding practice reviews?|l?csprs?",
        ("cspr", "lcspr", "child-safeguarding-practice-review"),
    ),
    (r"serious case reviews?|scrs?", ("scr", "serious-case-review")),
    (r"single unified safeguarding reviews?|susrs?", ("susr",)),
    (r"child practice reviews?|cprs?", ("cpr", "child-practice-review")),
    (r"case management reviews?|cmrs?", ("cmr",)),
    (r"learning reviews?", ("learning-review",)),
    (r"rapid reviews?", ("rapid-review",)),
    (r"domestic homicide reviews?|dhrs?|domestic abuse related death reviews?|dardrs?", ("dhr", "dardr")),
    (r"safeguarding adults? reviews?|sars?", ("sar",)),
    (r"thematic reviews?", ("thematic-review", "thematic")),
    (r"prevention of future deaths? reports?|pfds?", ("pfd",)),
)
_KIND_PATTERNS = tuple((re.compile(rf"\b(?:{words})\b", re.I), slugs) for words, slugs in _KINDS)
_NOUN_BEFORE = re.compile(
    r"\b(?:reports?|reviews?|inspections?|letters?|" + "|".join(words for words, _ in _KINDS) + r")\s+$", re.I
)
_EXCEPT = re.compile(
    r"\b(?:not|except(?: for)?|excluding|other than|apart from|without|but not|outside)\s+(?:in\s+|the\s+)?$", re.I
)
_AND_ALSO = re.compile(r"\s*(?:,\s*)?(?:(?:and|or|nor)\s+)?", re.I)
_RESUSCITATION = re.compile(
    r"\b(?:g[ai]ven?|giving|gives|perform\w*|start\w*|attempt\w*|began|begun|did|do|doing|administer\w*|need\w*|"
    r"paediatric|infant|trained in|taught)\s+(?:[\w']+\s+){0,3}$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Constraints:
    """What a question says about which reviews to look in.

    ``absent`` names places the library holds nothing about; ``missing_kind`` is the words for a kind it does not
    hold; ``missing_year`` a year in which it holds no review of the authorities named. ``latest`` asks for the newest
    review of each authority. ``spans`` are the words that only limit, which are no part of what is searched for.
    """

    filters: Filters
    mentions: tuple[Mention, ...] = ()
    absent: tuple[str, ...] = ()
    missing_kind: str | None = None
    missing_year: int | None = None
    latest: bool = False
    spans: tuple[tuple[int, int], ...] = ()


def read_constraints(
    question: str, reviews: Sequence[ReviewRecord], gazetteer: Gazetteer, *, today: date | None = None
) -> Constraints:
    """Read the constraints of one question against what the library holds."""
    mentions = gazetteer.mentions(question)
    excluded = _excluded(question, mentions)
    named = tuple(m for m in mentions if m not in excluded)
    held = tuple(dict.fromkeys(m.authority for m in named if m.authority))
    absent = tuple(dict.fromkeys(m.name for m in named if not m.authority))
    filters = Filters(
        local_authority=held,
        not_local_authority=tuple(dict.fromkeys(m.authority for m in excluded if m.authority)),
    )
    kinds, kind_spans, missing_kind = _kinds(question, reviews)
    filters, year_spans, missing_year = _years(question, replace(filters, kind=kinds), reviews, today or date.today())
    latest = bool(_LATEST.search(question))
    if latest and not filters.published_from and not filters.published_to:
        filters = newest(filters, reviews)
    return Constraints(
        filters=filters,
        mentions=mentions,
        absent=absent,
        missing_kind=missing_kind,
        missing_year=missing_year,
        latest=latest,
        spans=year_spans + (kind_spans if kinds else ()),
    )


def _excluded(question: str, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """Return the places left out: those after "not" and its like, and those listed on after one of them."""
    out: list[Mention] = []
    for mention in mentions:
        listed = bool(out) and bool(_AND_ALSO.fullmatch(question[out[-1].end : mention.start]))
        if listed or _EXCEPT.search(question[: mention.start]):
            out.append(mention)
    return tuple(out)


def _years(
    question: str, filters: Filters, reviews: Sequence[ReviewRecord], today: date
) -> tuple[Filters, tuple[tuple[int, int], ...], int | None]:
    def limit(match: re.Match[str]) -> bool:
        return not _NOT_A_LIMIT.search(question[: match.start()])

    if (m := _BETWEEN.search(question)) and limit(m) and int(m["a"]) <= int(m["b"]):
        return _between(filters, int(m["a"]), int(m["b"])), (m.span(),), None
    if (m := _LAST.search(question)) and limit(m):
        count = int(m["n"]) if m["n"].isdigit() else _NUMBER_WORDS[m["n"].lower()]
        start = date(today.year - count, today.month, min(today.day, 28))
        return replace(filters, published_from=start), (m.span(),), None
    spans: list[tuple[int, int]] = []
    since = _SINCE.search(question) or _ONWARDS.search(question)
    if since and limit(since) and not _is_one_year(question, since):
        later = "w" in since.groupdict() and since["w"].lower() in ("after", "newer than", "later than")
        filters = replace(filters, published_from=date(int(since["y"]) + later, 1, 1))
        spans.append(since.span())
    if (m := _BEFORE.search(question)) and limit(m):
        through = m["w"].lower().strip(" -") in ("until", "till", "up to")
        if not through and (negated := _NEVER_BEFORE.search(question[: m.start()])):
            filters = replace(filters, published_from=date(int(m["y"]), 1, 1))
            spans.append((negated.start(), m.end()))
        else:
            filters = replace(filters, published_to=date(int(m["y"]) - (not through), 12, 31))
            spans.append(m.span())
    if spans:
        return filters, tuple(spans), None
    return _one_year(question, filters, reviews, limit)


def _is_one_year(question: str, since: re.Match[str]) -> bool:
    """Whether "from 2018" tells which reports are meant ("reports from 2018") rather than where to begin."""
    from_year = since.groupdict().get("w", "").lower() == "from" and not since.group().lower().endswith(
        ("on", "onward", "onwards")
    )
    return from_year and bool(_NOUN_BEFORE.search(question[: since.start()]))


def _one_year(
    question: str, filters: Filters, reviews: Sequence[ReviewRecord], limit: Callable[[re.Match[str]], bool]
) -> tuple[Filters, tuple[tuple[int, int], ...], int | None]:
    named = _IN_YEAR.search(question)
    if named is None and (filters.local_authority or filters.kind):
        named = _BARE_YEAR.search(question)
    if named is None or not limit(named) or _NOT_THAT_YEAR.search(question[: named.start()]):
        return filters, (), None
    groups = named.groupdict()
    year = int(groups.get("y") or groups.get("y2") or groups.get("y3") or 0)
    limited = _between(filters, year, year)
    if any(_admits(limited, review) for review in reviews):
        return limited, (named.span(),), None
    if filters.local_authority and re.search(r"\b(?:review|report|inspection)s?\b", question, re.I):
        return filters, (), year
    if groups.get("y3"):  # "reports from 2005" asks for no others, also where there are none
        return limited, (named.span(),), None
    return filters, (), None


def _between(filters: Filters, first: int, last: int) -> Filters:
    return replace(filters, published_from=date(first, 1, 1), published_to=date(last, 12, 31))


def _admits(filters: Filters, review: ReviewRecord) -> bool:
    published = review.details.published
    if published is None or not (filters.published_from or date.min) <= published <= (filters.published_to or date.max):
        return False
    if filters.kind and review.details.kind not in filters.kind:
        return False
    return not filters.local_authority or review.details.local_authority in filters.local_authority


def newest(filters: Filters, reviews: Sequence[ReviewRecord]) -> Filters:
    """Limit to the newest review of the one authority named; for "these days" and its like."""
    own = [r for r in reviews if r.details.local_authority in filters.local_authority and r.details.published]
    if len(filters.local_authority) != 1 or len(own) < 2:
        return filters
    newest = max(own, key=lambda r: r.details.published or date.min)
    return replace(filters, published_from=newest.details.published)


def _kinds(
    question: str, reviews: Sequence[ReviewRecord]
) -> tuple[tuple[str, ...], tuple[tuple[int, int], ...], str | None]:
    """Return the kinds wanted, the words for them, and the words for a kind that alone is wanted and not held."""
    held = {r.details.kind for r in reviews if r.details.kind}
    wanted: set[str] = set()
    unwanted: set[str] = set()
    spans: list[tuple[int, int]] = []
    missing: str | None = None
    for pattern, slugs in _KIND_PATTERNS:
        match = pattern.search(question)
        if not match or (slugs[0] == "cpr" and _RESUSCITATION.search(question[: match.start()])):
            continue
        kinds = {k for k in held if any(k == slug or k.startswith(slug + "-") for slug in slugs)}
        if _EXCEPT.search(question[: match.start()]):
            unwanted |= kinds
        elif kinds:
            wanted |= kinds
        else:
            missing = missing or match.group()
        spans.append(match.span())
    if unwanted and not wanted and not missing:
        wanted = held - unwanted
    return tuple(sorted(wanted - unwanted)), tuple(spans), None if wanted else missing
