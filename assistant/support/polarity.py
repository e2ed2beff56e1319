"""Whether a claim denies what its quote affirms, or the other way round."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.support.agreement import Agreement
from assistant.support.words import Word

_CUES = re.compile(
    r"\b(?:not|no|never|cannot|without|neither|nor|none|nobody|nothing|lack(?:s|ed|ing)?|absence|absent|fail(?:s|ed|ing)?"
    r"|failures?|unable|rarely|seldom|hardly|scarcely|miss(?:ed|es|ing)?|refus(?:ed|es|al)|yet to|rather than"
    r"|instead of|too (?:few|little|late)|little evidence|free of|overlook(?:ed|s)?|ignored?|insufficient|inadequate)\b"
    r"|\w+n['’]t\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"[.;:!?•\n]|,\s+(?:but|and|which|who|although|though|while|whereas)\b|\bbut\b|\bhowever\b|\balthough\b"
)


@dataclass(frozen=True, slots=True)
class Polarity:
    """The weight of a claim's words whose bearers stand on the other side of a negation, and the words themselves."""

    share: float
    words: tuple[str, ...]


def compare_polarity(agreement: Agreement, quotes: Sequence[str]) -> Polarity:
    """Compare, for each claim word with a bearer, whether the two are denied."""
    mine = _denied(agreement.claim.text, agreement.claim.words)
    theirs: list[bool] = []
    place = 0
    for quote in quotes:
        count = _words_within(agreement.quote_words, place, quote)
        theirs += _denied(quote, agreement.quote_words[place : place + count])
        place += count
    total, against, words = 0.0, 0.0, []
    for row, word in enumerate(agreement.claim.words):
        bearer = int(agreement.bearers[row])
        if word.weight < 1 or agreement.best[row] < 0.5 or bearer < 0 or _CUES.fullmatch(word.text):
            continue
        total += 1
        if mine[row] != theirs[bearer]:
            against += 1
            words.append(word.text)
    return Polarity(against / total if total else 0.0, tuple(words))


def _words_within(words: Sequence[Word], first: int, quote: str) -> int:
    """How many of the words from ``first`` on belong to this quote: their places rise until the next quote begins."""
    count = 0
    while first + count < len(words) and (count == 0 or words[first + count].start > words[first + count - 1].start):
        count += 1
    return count if quote.strip() else 0


def _denied(text: str, words: Sequence[Word]) -> list[bool]:
    """For each word, whether an odd number of negations stands before it within its clause."""
    breaks = [found.start() for found in _CLAUSE.finditer(text)]
    cues = [found.start() for found in _CUES.finditer(text)]
    out = []
    for word in words:
        opened = max((place for place in breaks if place < word.start), default=-1)
        out.append(sum(opened < cue < word.start for cue in cues) % 2 == 1)
    return out
