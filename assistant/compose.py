"""The extractive composer: chosen sentences of the reviews, word for word, ordered and attributed.

It cannot invent: every claim is a quote. Words of ours (lead-ins, group headings) stand in blocks of their own and
state only authority, year, kind and counts of what was retrieved.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant import words
from assistant.late import Floats
from assistant.model import Block, Citation, Claim
from assistant.rank import Ranked, Scope
from assistant.sentences import MAX_QUOTE_WORDS, Span, quotable
from assistant.understand import display_name
from ingest.model import Role
from vectorstore import ReviewRecord

MAX_CLAIMS_ONE = 6
MAX_CLAIMS_ACROSS = 7
WORDS_ONE = 124
WORDS_ACROSS = 165
_DEPTH_ONE = 12
_NEAR_PASSAGE = 0.25  # how far below the best a passage's score may lie and still be quoted
_NEAR_OTHER = 0.05  # the same for a passage of another review, where the question is about one
_PASSAGE_SHARE = 1.0  # of a passage's distance to the best that counts against its sentences
_NEIGHBOURS = 0.15  # of the better neighbour's nearness that counts for a sentence
_BREADTH = 3  # passages that are each heard with their best sentence before any is with a second
_MOST_OF_ONE = 4  # sentences of one passage
_FEW = 3  # reviews; where an answer across reviews finds fewer, each says more
_NEAR_ACROSS = 0.18
_NEAR_OPEN = 0.12  # the same where the question does not say whether it is about several reviews
_SENTENCE_SHARE = 0.5  # of its best sentence's nearness that brings a passage forward where one sentence is quoted
_OUTSTANDING = 0.15  # lead over the second other review from which one review alone answers such a question
_WORTH = 0.7  # of the nearest sentence's nearness; what is farther from the question is not quoted
_LEAST_WORDS = 3
_LONG = 60  # words; longer sentences are quoted across reviews only where nothing shorter says it as well
_LEANING = re.compile(
    r"^(?:this|these|those|that|they|their|its|it(?! (?:is|was) (?:not )?(?:possible|clear|likely|important))|"
    r"he|she|his|her|such|however|but|as a result|consequently|therefore|both|some|others?|here|there|also|in addition|"
    r"additionally|furthermore|similarly|for (?:example|instance))\b",
    re.I,
)
_GROUPS: tuple[tuple[str, frozenset[Role]], ...] = (
    (
        "What was found",
        frozenset({Role.CONCERN, Role.FINDING, Role.CHRONOLOGY, Role.CONTEXT, Role.METHOD, Role.MATTER}),
    ),
    ("What worked", frozenset({Role.GOOD_PRACTICE})),
    ("What was recommended", frozenset({Role.RECOMMENDATION})),
)


@dataclass(frozen=True, slots=True)
class Quote:
    """A chosen sentence: its passage and its span in the review's text; ``score`` is its nearness to the question.

    ``alone`` is the sentence without the one before it, where that is quoted with it because it leans on it.
    """

    ranked: Ranked
    start: int
    end: int
    text: str
    score: float
    alone: Quote | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """Claims, citations and blocks, before they are checked."""

    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    layout: tuple[Block, ...]


def compose(ranked: Sequence[Ranked], scope: Scope, reviews: Mapping[str, ReviewRecord]) -> Draft:
    """Make an answer of the best sentences: depth in one review for a specific question, breadth across reviews else.

    ``ranked`` is best first; ``reviews`` holds the record of every review among them, by review_id.
    """
    usable = [r for r in ranked if r.passage.passage.role not in (Role.MATTER, Role.METHOD)] or list(ranked)
    if scope == "one" or (scope == "open" and _stands_out(usable)):
        return _draft(((None, _one(usable)),), reviews)
    quotes = _across(usable, _NEAR_ACROSS if scope == "across" else _NEAR_OPEN)
    return _draft(_grouped(quotes, reviews), reviews)


def _stands_out(ranked: Sequence[Ranked]) -> bool:
    """Whether the best passage is so much nearer than those of other reviews that it alone seems to be meant."""
    others: dict[str, float] = {}
    for one in ranked[1:]:
        if one.passage.review_id != ranked[0].passage.review_id:
            others.setdefault(one.passage.review_id, one.score)
    nearest = sorted(others.values(), reverse=True)[:2]
    return not nearest or ranked[0].score - nearest[-1] > _OUTSTANDING


def _one(ranked: Sequence[Ranked]) -> tuple[Quote, ...]:
    """Choose the sentences that answer from the best passages of one review, and of another that is as near.

    A sentence counts by its own nearness, by its passage's, and a little by its neighbours': the answer often stands
    beside the sentence that shares the question's words. The nearest passages are each heard before any goes on.
    """
    if not ranked:
        return ()
    best = ranked[0]
    least = _least(ranked)
    pool: list[tuple[float, Quote]] = []
    for passage in ranked[:_DEPTH_ONE]:
        own = passage.passage.review_id == best.passage.review_id
        if best.score - passage.score <= (_NEAR_PASSAGE if own else _NEAR_OTHER):
            weight = passage.score - best.score
            pool.extend((_PASSAGE_SHARE * weight + quote.score, quote) for quote in _sentences(passage, least))
    pool.sort(key=lambda pair: -pair[0])
    quotes = [quote for _, quote in pool]
    chosen: list[Quote] = []
    for quote in (*_best_of_each(quotes)[:_BREADTH], *quotes):
        if sum(q.ranked is quote.ranked for q in chosen) < _MOST_OF_ONE:
            _take(quote, chosen, MAX_CLAIMS_ONE, WORDS_ONE)
    return _in_reading_order(chosen)


def _best_of_each(quotes: Sequence[Quote]) -> list[Quote]:
    """The first quote of each passage."""
    first: dict[int, Quote] = {}
    for quote in quotes:
        first.setdefault(quote.ranked.passage.passage_id, quote)
    return list(first.values())


def _in_reading_order(chosen: Sequence[Quote]) -> tuple[Quote, ...]:
    """Begin with the review and in it the passage that answer best; the sentences of a passage keep their order."""
    review: dict[str, int] = {}
    passage: dict[int, int] = {}
    for quote in chosen:
        review.setdefault(quote.ranked.passage.review_id, len(review))
        passage.setdefault(quote.ranked.passage.passage_id, len(passage))
    return tuple(
        sorted(
            chosen, key=lambda q: (review[q.ranked.passage.review_id], passage[q.ranked.passage.passage_id], q.start)
        )
    )


def _across(ranked: Sequence[Ranked], near: float) -> tuple[Quote, ...]:
    """Choose one sentence a review, so that what is common shows; more of each where there are few."""
    if not ranked:
        return ()
    top = max(r.score for r in ranked)
    ordered = sorted(
        (r for r in ranked if top - r.score <= near),
        key=lambda r: -(r.score + _SENTENCE_SHARE * float(r.meeting.sentence_scores.max(initial=0.0))),
    )
    least = _least(ranked)
    chosen: list[Quote] = []
    _one_more_each(ordered, chosen, 1, least)
    if len(chosen) < _FEW:
        for most in (2, 3):
            _one_more_each(ordered, chosen, most, least)
    return tuple(chosen)


def _least(ranked: Sequence[Ranked]) -> float:
    """How near a sentence must be to be quoted, by the nearest one of the best passages."""
    nearest = max((float(r.meeting.sentence_scores.max(initial=0.0)) for r in ranked[:_DEPTH_ONE]), default=0.0)
    return _WORTH * nearest


def _one_more_each(ranked: Sequence[Ranked], chosen: list[Quote], most: int, least: float) -> None:
    """Add a sentence of each review that has fewer than ``most`` among the chosen."""
    for passage in ranked:
        if sum(q.ranked.passage.review_id == passage.passage.review_id for q in chosen) < most:
            sentences = _sentences(passage, least)
            short = [q for q in sentences if len(q.text.split()) <= _LONG] or list(sentences)
            any(_take(quote, chosen, MAX_CLAIMS_ACROSS, WORDS_ACROSS) for quote in short[:most])


def _take(quote: Quote, chosen: list[Quote], most: int, budget: int) -> bool:
    """Add a quote to the chosen where there is room and none of it is quoted already; say whether it was added."""
    if any(q.start < quote.end and quote.start < q.end and _same(q, quote) for q in chosen):
        # What it leans on is quoted already, so that it can follow that as the report has it.
        return quote.alone is not None and _take(quote.alone, chosen, most, budget)
    room = not chosen or sum(len(q.text.split()) for q in (*chosen, quote)) <= budget
    if len(chosen) < most and room:
        chosen.append(quote)
        return True
    return False


def _same(one: Quote, other: Quote) -> bool:
    return one.ranked.passage.review_id == other.ranked.passage.review_id


def _sentences(ranked: Ranked, least: float) -> tuple[Quote, ...]:
    """Return a passage's sentences from a nearness on, best first, each able to stand alone as far as possible."""
    scored = _smoothed(ranked.meeting.sentence_scores)
    picked = sorted((pair for pair in scored if pair[0] >= least), key=lambda pair: (-pair[0], pair[1]))
    return tuple(quote for value, number in picked if _says_something(quote := _quote(ranked, number, value)))


def _quote(ranked: Ranked, number: int, score: float) -> Quote:
    text, sentences = ranked.passage.text, ranked.meeting.sentences
    alone = _cut(ranked, quotable(text, sentences[number]), score, None)
    span = _standing(text, sentences, number)
    return alone if span.start == sentences[number].start else _cut(ranked, span, score, alone)


def _cut(ranked: Ranked, span: Span, score: float, alone: Quote | None) -> Quote:
    base = ranked.passage.passage.start
    return Quote(ranked, base + span.start, base + span.end, ranked.passage.text[span.start : span.end], score, alone)


def _says_something(quote: Quote) -> bool:
    return len(re.findall(r"\w+", quote.text)) >= _LEAST_WORDS


def _smoothed(scores: Floats) -> list[tuple[float, int]]:
    """Return each sentence's nearness helped by its better neighbour's, with its number."""
    near = [float(s) for s in scores]
    around = [max(near[max(0, i - 1) : i] + near[i + 1 : i + 2], default=0.0) for i in range(len(near))]
    return [(s + _NEIGHBOURS * n, i) for i, (s, n) in enumerate(zip(near, around, strict=True))]


def _standing(text: str, sentences: Sequence[Span], number: int) -> Span:
    """Give a sentence that leans on the one before, or an item on the words that begin its list, those words too."""
    span = sentences[number]
    begins = text[span.start : span.end]
    if number and (_LEANING.match(begins) or begins[:1].islower()):
        both = Span(sentences[number - 1].start, span.end)
        between = text[sentences[number - 1].end : span.start]
        listed = text[: sentences[number - 1].end].endswith(":")
        if len(text[both.start : both.end].split()) <= MAX_QUOTE_WORDS and ("\n" not in between or listed):
            return both
    return quotable(text, span)


def _grouped(
    quotes: Sequence[Quote], reviews: Mapping[str, ReviewRecord]
) -> tuple[tuple[str | None, tuple[Quote, ...]], ...]:
    """Group by what the passages are: what was found, what worked, what was recommended; each with its count."""
    groups: list[tuple[str | None, tuple[Quote, ...]]] = []
    for heading, roles in _GROUPS:
        own = [q for q in quotes if q.ranked.passage.passage.role in roles]
        if own:
            own.sort(key=lambda q: str(reviews[q.ranked.passage.review_id].published or ""))
            count = len({q.ranked.passage.review_id for q in own})
            label = f"{heading} ({words.at_least(count).lower()})" if count > 1 else heading
            groups.append((label, tuple(own)))
    return tuple(groups)


def _draft(groups: Sequence[tuple[str | None, Sequence[Quote]]], reviews: Mapping[str, ReviewRecord]) -> Draft:
    claims: list[Claim] = []
    citations: list[Citation] = []
    layout: list[Block] = []
    for heading, quotes in groups:
        if heading:
            layout.append(Block("heading", heading))
        before: str | None = None
        for quote in quotes:
            record = reviews[quote.ranked.passage.review_id]
            label = lead_in(record, reviews.values())
            if label != before:
                layout.append(Block("lead_in", f"{label}:"))
            before = label
            number = len(citations) + 1
            citations.append(citation(number, quote, record))
            layout.append(Block("claim", quote.text, claim=len(claims)))
            claims.append(Claim(quote.text, (number,), "verbatim"))
    return Draft(tuple(claims), tuple(citations), tuple(layout))


def lead_in(record: ReviewRecord, among: object = ()) -> str:
    """Name a review as its lead-in does: authority and year, else its title, else its file."""
    year = str(record.published.year) if record.published else None
    name = display_name(record.local_authority) if record.local_authority else record.title or record.file
    return f"{name}, {year}" if year and year not in name else name


def citation(number: int, quote: Quote, record: ReviewRecord) -> Citation:
    """Make the citation of a quote; its page is checked against the library before it is shown."""
    passage = quote.ranked.passage.passage
    return Citation(
        n=number,
        review_id=record.review_id,
        version=record.version,
        title=record.title,
        file=record.file,
        kind=record.kind,
        local_authority=record.local_authority,
        published=record.published.isoformat() if record.published else None,
        page=passage.page,
        page_label=passage.page_label,
        paragraph=passage.paragraph,
        start=quote.start,
        end=quote.end,
        quote=quote.text,
        url=record.url,
        ocr=passage.ocr,
        role=passage.role.value,
        heading_path=passage.heading_path,
    )
