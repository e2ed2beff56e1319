"""Whether a claim denies what its quote affirms, or the other way round, word by word.

A denial ("not", "no", "without", "failed to", "lack of", "poor") reaches the words after it in its clause; two that
reach the same word cancel out. The words that a denial of the claim reaches are compared with their bearers in the
quote, and the words whose bearers a denial of the quote reaches with those bearers.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.support.agreement import Agreement
from assistant.support.lexicon import DENIALS, pattern

_CUE = re.compile(
    pattern(
        (
            *DENIALS,
            *(
                "lack",
                "lacks",
                "lacked",
                "lacking",
                "absence",
                "absent",
                "fail*",
                "unable",
                "refus*",
                "overlook*",
                "non",
            ),
            *(
                "missed",
                "misses",
                "missing",
                "ignored",
                "insufficien*",
                "inadequa*",
                "too few",
                "too little",
                "limited",
            ),
            *("poor*", "weak*", "stop", "stops", "stopped", "little", "less"),
        )
    ).pattern
    + r"|\b\w+n['’]t\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"[.;:!?•\n]|,\s+(?:but|and|which|who|although|though|while|whereas|so)\b|\b(?:but|however|although|because|when)\b",
    re.IGNORECASE,
)
_NOT_ONLY = re.compile(r"\bnot (?:only|just|merely)\b", re.IGNORECASE)
# In this field a child who is missing is nothing that is denied.
_RAN_AWAY = re.compile(
    r"\bmissing (?=(?:from (?:home|care|education|school)|child|young|people|persons?|episodes?|incidents?)\b|children)"
    r"|\b(?:go|goes|going|gone|went|reported) missing\b",
    re.IGNORECASE,
)
_REACH = re.compile(r"(?:\W+\w[\w’'-]*){0,7}")
_PREFIX = re.compile(r"(?:un|in|im|il|ir|dis|mis|non)(?=\w{3})")
_LEAST = 0.5  # a word that is borne less closely than this is not compared

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Polarity:
    """How far denials differ, each 0 to 1, and the words concerned, the weightiest first.

    ``share`` is the weight of compared words denied on one side only; ``added`` how much of what a denial of the claim
    reaches stands undenied in the quote, ``lost`` the other way round, each for the worst denial.
    """

    share: float
    added: float
    lost: float
    words: tuple[str, ...]


def compare_polarity(agreement: Agreement) -> Polarity:
    """Compare, for each claim word with a bearer, whether it and its bearer are denied."""
    total, against = 0.0, 0.0
    words: list[tuple[float, str]] = []
    added: defaultdict[tuple[int, int], list[tuple[float, bool]]] = defaultdict(list)
    lost: defaultdict[tuple[int, int], list[tuple[float, bool]]] = defaultdict(list)
    for row, (text, bearer) in enumerate(agreement.bearers):
        word = agreement.claim.words[row]
        if not word.carries or agreement.near[row] < _LEAST or _CUE.fullmatch(word.text) or _CUE.fullmatch(bearer.text):
            continue
        weight = float(agreement.weights[row])
        mine, theirs = _reaching(agreement.claim.text, word.start), _reaching(text, bearer.start)
        differs = (len(mine) + len(theirs) + _prefixed(word.text, bearer.text)) % 2 == 1
        total += weight
        against += weight * differs
        if differs:
            words.append((-weight, word.text))
        for span in mine:
            added[span].append((weight, differs))
        for span in theirs:
            lost[span].append((weight, differs))
    return Polarity(
        against / total if total else 0.0,
        _worst(list(added.values())),
        _worst(list(lost.values())),
        tuple(word for _, word in sorted(words)),
    )


def _worst(denials: Sequence[Sequence[tuple[float, bool]]]) -> float:
    shares = (sum(w for w, differs in one if differs) / max(sum(w for w, _ in one), 1e-9) for one in denials)
    return max(shares, default=0.0)


def _prefixed(one: str, other: str) -> bool:
    """Whether the words differ by a denying prefix alone: "known" and "unknown"."""
    return one != other and (_PREFIX.sub("", one, count=1) == other or _PREFIX.sub("", other, count=1) == one)


def _reaching(text: str, place: int) -> Spans:
    return tuple(span for span in denied_spans(text) if span[0] <= place < span[1])


@lru_cache(maxsize=1_000)
def denied_spans(text: str) -> Spans:
    """The stretches [start, end) of a text that its denials reach."""
    plain = text
    for idiom in (_NOT_ONLY, _RAN_AWAY):
        plain = idiom.sub(lambda found: "_" * len(found.group()), plain)
    made = []
    for cue in _CUE.finditer(plain):
        reach = _REACH.match(plain, cue.end())
        end = reach.end() if reach else cue.end()
        clause = _CLAUSE.search(plain, cue.end(), end)
        made.append((cue.end(), clause.start() if clause else end))
    return tuple(made)
