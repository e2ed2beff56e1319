"""Score one answer against one gold question.

A passage or a quote holds a gold passage when, letters and digits only, one contains the other or they share a run of
at least 60% of the shorter one and 35 characters.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Protocol

from assistant.model import Answer, Citation, Status
from desk.gold import GoldLimits, GoldPassage, GoldQuestion, Kind
from ingest.model import Page

MAX_PASSAGE_CHARACTERS = 1_200
MAX_QUOTE_WORDS = 80
DEPTH = 10
_LEAST_QUOTE = 15  # letters and digits; a shorter quote proves nothing
_LEAST_RUN = 35
_SHARED = 0.6
_ANSWERED = frozenset({Status.ANSWERED, Status.PARTIAL})
_REFUSED = frozenset({Status.NO_EVIDENCE, Status.OUT_OF_SCOPE})


class Texts(Protocol):
    """Where quotes are looked up; a Library is one."""

    def text(self, review_id: str, version: str | None = None) -> str:
        """The text that every offset of this version refers to."""

    def page_at(self, review_id: str, version: str | None, offset: int) -> Page | None:
        """The page on which the character at this offset stands."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question.

    ``refused`` is that nothing was answered; ``refused_rightly`` that the status says so plainly and nothing is
    cited. ``rank`` is the place of the first passage that holds a gold one, 1 to 10. ``cited`` is that a citation
    holds a gold passage on its page. ``in_gold`` counts citations of a gold file, ``reviews`` the reviews cited;
    both are 0 for a refusal. ``verbatim`` counts, of all ``quotes``, those that stand where they say. ``obeyed`` is
    None where the question has no limits. ``words`` is the length of the answer, None for a refusal.
    """

    id: str
    kind: Kind
    status: str
    refused: bool
    refused_rightly: bool
    rank: int | None
    cited: bool
    citations: int
    in_gold: int
    reviews: int
    quotes: int
    verbatim: int
    obeyed: bool | None
    words: int | None
    long_passages: int
    long_quotes: int
    total_ms: float | None


def score_answer(question: GoldQuestion, answer: Answer, texts: Texts) -> Outcome:
    """Score one answer; ``texts`` is the library that it was made from."""
    refused = answer.status not in _ANSWERED
    standing = [stands(citation, texts) for citation in answer.citations]
    counted = [] if refused else list(zip(answer.citations, standing, strict=True))
    files = {passage.file for passage in question.gold}
    limits = question.limits
    return Outcome(
        id=question.id,
        kind=question.kind,
        status=answer.status.value,
        refused=refused,
        refused_rightly=answer.status in _REFUSED and not answer.citations,
        rank=_rank(question, answer),
        cited=any(verbatim and _holds_gold(c, question.gold, texts) for c, verbatim in counted),
        citations=len(counted),
        in_gold=sum(citation.file in files for citation, _ in counted),
        reviews=len({citation.file for citation, _ in counted}),
        quotes=len(standing),
        verbatim=sum(standing),
        obeyed=bool(counted) and all(_within(limits, citation) for citation, _ in counted) if limits else None,
        words=len(answer.answer.split()) if not refused and answer.answer else None,
        long_passages=sum(len(passage.text) > MAX_PASSAGE_CHARACTERS for passage in answer.passages[:DEPTH]),
        long_quotes=sum(_too_long(citation) for citation in answer.citations),
        total_ms=answer.timings.get("total_ms"),
    )


def stands(citation: Citation, texts: Texts) -> bool:
    """Whether a quote is the version's text at its offsets and begins on the page that the citation names."""
    if len(_letters(citation.quote)) < _LEAST_QUOTE:
        return False
    text = texts.text(citation.review_id, citation.version)
    if text[citation.start : citation.end] != citation.quote:
        return False
    page = texts.page_at(citation.review_id, citation.version, citation.start)
    return citation.page == (page.number if page else None)


def overlaps(gold: str, text: str) -> bool:
    """Whether a text holds a gold passage, or most of it."""
    wanted, found = _letters(gold), _letters(text)
    if not found:
        return False
    if wanted in found or (len(found) >= _LEAST_RUN and found in wanted):
        return True
    matcher = SequenceMatcher(None, wanted, found, autojunk=False)
    run = matcher.find_longest_match(0, len(wanted), 0, len(found)).size
    return run >= _LEAST_RUN and run >= _SHARED * min(len(wanted), len(found))


def _letters(text: str) -> str:
    """The letters and digits of a text, with £ and %, in lower case; what breaks a word at a line's end is gone."""
    whole = unicodedata.normalize("NFKC", text.replace("\u00ad", "").replace("\ufffe", ""))
    return "".join(char for char in whole.lower() if char.isalnum() or char in "£%")


def _rank(question: GoldQuestion, answer: Answer) -> int | None:
    for place, passage in enumerate(answer.passages[:DEPTH], 1):
        if len(passage.text) > MAX_PASSAGE_CHARACTERS:
            continue
        if any(one.file == passage.file and overlaps(one.quote, passage.text) for one in question.gold):
            return place
    return None


def _holds_gold(citation: Citation, gold: Sequence[GoldPassage], texts: Texts) -> bool:
    if _too_long(citation):
        return False
    last = texts.page_at(citation.review_id, citation.version, citation.end - 1)
    pages = {citation.page, last.number if last else None}
    return any(
        one.file == citation.file and (one.page is None or one.page in pages) and overlaps(one.quote, citation.quote)
        for one in gold
    )


def _too_long(citation: Citation) -> bool:
    return len(citation.quote.split()) > MAX_QUOTE_WORDS


def _within(limits: GoldLimits, citation: Citation) -> bool:
    if limits.local_authority and (citation.local_authority or "").casefold() not in limits.local_authority:
        return False
    if limits.kind and not (citation.kind or "").startswith(limits.kind):
        return False
    if not (limits.published_from or limits.published_to):
        return True
    return bool(citation.published) and (
        (limits.published_from or "0") <= (citation.published or "") <= (limits.published_to or "9")
    )
