"""Whether a claim denies what its quote affirms, or the other way round, word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.support.agreement import Agreement
from assistant.support.lexicon import DENIALS, pattern

_CUE = re.compile(
    pattern(
        (
            *DENIALS,
            *("lack*", "absence", "absent", "fail*", "unable", "refus*", "missed", "misses", "missing", "overlook*"),
            *("ignored", "insufficien*", "inadequa*", "too few", "too little", "limited", "poor*", "weak*", "stop*"),
        )
    ).pattern
    + r"|\b\w+n['’]t\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"[.;:!?•\n]|,\s+(?:but|and|which|who|although|though|while|whereas)\b|\bbut\b|\bhowever\b|\balthough\b",
    re.IGNORECASE,
)
_LEAST = 0.5  # a word that is borne less closely than this is not compared
_REACH = 60  # characters that a denial reaches forward within its clause


@dataclass(frozen=True, slots=True)
class Polarity:
    """``share`` of the compared words' weight is denied on one side only; ``words`` are those, the weightiest first."""

    share: float
    words: tuple[str, ...]


def compare_polarity(agreement: Agreement) -> Polarity:
    """Compare, for each claim word with a bearer, whether it and its bearer are denied."""
    total, against = 0.0, 0.0
    words: list[tuple[float, str]] = []
    for row, (text, bearer) in enumerate(agreement.bearers):
        word = agreement.claim.words[row]
        if not word.carries or agreement.near[row] < _LEAST or _CUE.fullmatch(word.text) or _CUE.fullmatch(bearer.text):
            continue
        weight = float(agreement.weights[row])
        total += weight
        if denied(agreement.claim.text, word.start) != denied(text, bearer.start):
            against += weight
            words.append((-weight, word.text))
    return Polarity(against / total if total else 0.0, tuple(word for _, word in sorted(words)))


def denied(text: str, place: int) -> bool:
    """Whether an odd number of denials reaches the word that starts at ``place``."""
    before = text[max(0, place - _REACH) : place]
    opened = max((found.end() for found in _CLAUSE.finditer(before)), default=0)
    return len(_CUE.findall(before[opened:])) % 2 == 1
