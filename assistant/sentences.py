"""Cut a passage into quotable sentences without changing a character.

Rule-based, for the prose of review reports: abbreviations, initials, paragraph numbers and decimals do not end a
sentence; a bullet does. Spans are half-open offsets into the text given and never include white space at their ends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_QUOTE_WORDS = 60

_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof st no nos para paras p pp e.g i.e eg ie etc cf vs viz al fig sec s ss art col sgt insp "
    "rev hon jr sr approx dept est vol ed eds ch jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
_BREAK = re.compile(r"[.!?…]+[\"'’”)\]]*(?=\s)|\n+")
_BULLET = re.compile(r"^(?:[•–—\-▪◦o]\s+|\(?[a-z]{1,2}\)\s+|\(?[ivx]{1,5}\)\s+)")
_CLAUSE = re.compile(r"[;:,]\s|\s[–—-]\s")


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open stretch ``[start, end)`` of a text."""

    start: int
    end: int


def sentence_spans(text: str) -> tuple[Span, ...]:
    """Return the sentences of a text in order, without bullets and white space around them."""
    spans: list[Span] = []
    start = 0
    for match in _BREAK.finditer(text):
        if match.group().startswith("\n"):
            spans.append(Span(start, match.start()))
            start = match.end()
        elif _ends_sentence(text, match):
            spans.append(Span(start, match.end()))
            start = match.end()
    spans.append(Span(start, len(text)))
    return tuple(trimmed for span in spans if (trimmed := _trim(text, span)).end > trimmed.start)


def quotable(text: str, span: Span) -> Span:
    """Shorten a sentence of more than 60 words at a clause, so that a reader can take it in; others are unchanged."""
    words = list(re.finditer(r"\S+", text[span.start : span.end]))
    if len(words) <= MAX_QUOTE_WORDS:
        return span
    limit = span.start + words[MAX_QUOTE_WORDS - 1].end()
    cuts = [span.start + m.start() for m in _CLAUSE.finditer(text[span.start : limit])]
    floor = span.start + words[MAX_QUOTE_WORDS // 3].end()
    good = [cut for cut in cuts if cut >= floor]
    return Span(span.start, good[-1] if good else limit)


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    if match.group()[0] != ".":
        return True
    before = text[: match.start()].rsplit(None, 1)
    last = before[-1].lower().lstrip("(‘“'\"[") if before else ""
    following = text[match.end() :].lstrip()[:1]
    if last in _ABBREVIATIONS or (len(last) == 1 and last.isalpha() and following.isupper() and last != "i"):
        return False
    if last.isdigit() and match.start() - len(last) == _line_start(text, match.start()):
        return False
    return not following.islower()


def _line_start(text: str, position: int) -> int:
    return text.rfind("\n", 0, position) + 1


def _trim(text: str, span: Span) -> Span:
    raw = text[span.start : span.end]
    start = span.start + len(raw) - len(raw.lstrip())
    end = span.start + len(raw.rstrip())
    if end > start and (bullet := _BULLET.match(text[start:end])):
        start += bullet.end()
    return Span(start, max(start, end))
