"""Understand a question in its conversation: made standalone, its constraints taken out and shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.constraints import Constraints, newest, read_constraints
from assistant.followup import Standalone, make_standalone
from assistant.gate import gate
from assistant.model import Turn
from assistant.places import Gazetteer, written
from assistant.rank import Scope
from assistant.sentences import Span
from vectorstore import Filters, ReviewRecord

_ACROSS = re.compile(
    r"\b(?:across|reviews|reports|inspections|areas|councils|authorities|places|partnerships|common(?:ly)?|recurring|"
    r"repeated(?:ly)?|themes?|patterns?|how often|keeps?|generally|anywhere|elsewhere|everywhere|other)\b",
    re.I,
)
_ONE_WANTED = re.compile(
    r"\b(?:which|what) (?:council|area|authority|report|review|inspection|place|partnership|team)\b|"
    r"\bis there (?:an?|any) (?:example|report|review)|\bcan you find\b|\bany example\b|\bhas any(?:where|one)\b|"
    r"\bthe (?:case|report|review|authority|council|area) (?:where|in which|that|about)\b|"
    r"\bwhere (?:were|was|did|have|has|is|are)\b",
    re.I,
)
_ELSEWHERE = re.compile(
    r"\b(?:elsewhere|anywhere else|nationally|(?:all|any|most) (?:the )?(?:reviews|reports|areas|authorities)|"
    r"other (?:areas?|places?|reviews?|reports?|authorit(?:y|ies)|councils?|inspections?|partnerships?))\b",
    re.I,
)
_KEPT_TURNS = 6  # of the asker's earlier questions; older ones no longer carry a follow-up


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as it will be searched.

    ``text`` stands alone and is shown; ``search`` is that with what the earlier question was about, where this one
    leans on it, at half weight. ``own`` is the asker's part of it, before what the conversation lent. ``filters``
    joins the asker's set filters with those ``taken`` from words. ``ignored`` and ``faint`` are spans of ``search``:
    words that only limit, and words lent by the conversation.
    """

    question: str
    text: str
    search: str
    own: str
    filters: Filters
    taken: Filters
    constraints: Constraints
    scope: Scope
    ignored: tuple[Span, ...] = ()
    faint: tuple[Span, ...] = ()
    leans_on_history: bool = False


@dataclass(frozen=True, slots=True)
class _Heard:
    """Where the conversation stands after one question."""

    standalone: Standalone
    filters: Filters
    absent: tuple[str, ...]
    read: Constraints


def understand(
    question: str,
    history: Sequence[Turn],
    given: Filters,
    reviews: Sequence[ReviewRecord],
    gazetteer: Gazetteer,
) -> Understood:
    """Read a question after its history; ``given`` are the filters the asker set, which win over words."""
    heard: _Heard | None = None
    for earlier in _asked_before(history):
        heard = _hear(earlier, heard, reviews, gazetteer)
    heard = _hear(question, heard, reviews, gazetteer)
    standalone = heard.standalone
    filters = heard.filters.merged(given)
    text = standalone.text
    search = f"{text} ({standalone.lent})" if standalone.lent else text
    return Understood(
        question=question,
        text=text,
        search=search,
        own=standalone.own,
        filters=filters,
        taken=heard.filters,
        constraints=replace(heard.read, absent=heard.absent),
        scope=_scope(text, filters, reviews),
        ignored=_ignored(search, reviews, gazetteer),
        faint=tuple(_spans_of(search, (standalone.context, standalone.lent))),
        leans_on_history=standalone.inherits,
    )


def _spans_of(text: str, parts: Sequence[str]) -> Iterator[Span]:
    for part in parts:
        if part and (start := text.rfind(part)) >= 0:
            yield Span(start, start + len(part))


def _asked_before(history: Sequence[Turn]) -> tuple[str, ...]:
    """Return the asker's latest questions that were fit to be searched; an empty or endless one carries nothing."""
    passed = [gate(turn.content, search_anyway=True) for turn in history if turn.role == "user"]
    return tuple(one.question for one in passed if one.outcome == "search")[-_KEPT_TURNS:]


def plain(question: str) -> Understood:
    """Take a question as it stands: no conversation, nothing in it read as a constraint, one review wanted."""
    return Understood(question, question, question, question, Filters(), Filters(), Constraints(Filters()), "one")


def admitted(filters: Filters, reviews: Sequence[ReviewRecord]) -> tuple[ReviewRecord, ...]:
    """Return the reviews that filters admit."""
    return tuple(r for r in reviews if filters.admits(r.review_id, r.kind, r.local_authority, r.published, r.themes))


def _hear(text: str, before: _Heard | None, reviews: Sequence[ReviewRecord], gazetteer: Gazetteer) -> _Heard:
    read = read_constraints(text, reviews, gazetteer)
    if before is not None and _ELSEWHERE.search(text) and not read.mentions:
        before = replace(before, filters=replace(before.filters, local_authority=()), absent=())
    standalone = make_standalone(
        text,
        before.standalone if before else None,
        places=_shown((*before.filters.local_authority, *before.absent)) if before else (),
        own_places=tuple(text[m.start : m.end] for m in read.mentions),
        limit_spans=read.spans,
    )
    if before is None or not standalone.inherits:
        return _Heard(standalone, read.filters, read.absent, read)
    if (
        not read.mentions
        and before.filters.local_authority
        and not (read.filters.published_from or read.filters.published_to)
    ):
        # "And in 2016?" names a year of the authority that is being talked about.
        placed = read_constraints(f"{text} {' and '.join(before.filters.local_authority)}", reviews, gazetteer)
        dates = placed.filters
        limited = replace(read.filters, published_from=dates.published_from, published_to=dates.published_to)
        read = replace(read, filters=limited, missing_year=placed.missing_year)
    absent = read.absent if read.mentions else before.absent
    return _Heard(standalone, _inherited(before.filters, read, reviews), absent, read)


def _inherited(before: Filters, read: Constraints, reviews: Sequence[ReviewRecord]) -> Filters:
    """Join a follow-up's own constraints to the earlier ones; a new time frees the earlier year and kind."""
    own = read.filters
    dated = bool(own.published_from or own.published_to or read.latest)
    kept = replace(before, published_from=None, published_to=None, kind=()) if dated else before
    if read.mentions:
        kept = replace(kept, local_authority=(), not_local_authority=())
        if not dated:
            kept = replace(kept, published_from=None, published_to=None)
    joined = kept.merged(own)
    if read.latest and not (own.published_from or own.published_to):
        joined = newest(joined, reviews)
    return joined


def _shown(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(display_name(name) for name in names)


def display_name(authority: str) -> str:
    """An authority's name as it is written in a sentence."""
    return authority if authority != authority.lower() else written(authority)


def _scope(text: str, filters: Filters, reviews: Sequence[ReviewRecord]) -> Scope:
    """Whether one review is asked about, or several; "open" leaves it to what is found."""
    if len(admitted(filters, reviews)) <= 1 or len(filters.local_authority) == 1 or _ONE_WANTED.search(text):
        return "one"
    return "across" if _ACROSS.search(text) or filters else "open"


def _ignored(text: str, reviews: Sequence[ReviewRecord], gazetteer: Gazetteer) -> tuple[Span, ...]:
    read = read_constraints(text, reviews, gazetteer)
    places = tuple(Span(m.start, m.end) for m in read.mentions)
    return places + tuple(Span(start, end) for start, end in read.spans)
