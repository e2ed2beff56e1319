"""What a text says of good and bad, how much, and how certainly: read from a claim and from the words that bear it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from assistant.support.lexicon import (
    AMOUNTS,
    BAD,
    DENIALS,
    GOOD,
    MAYBE,
    MEANT,
    NEVER_TURNED,
    OPPOSITES,
    ORDERS,
    OUGHT,
    pattern,
)

Certainty = Literal["ought", "maybe", "meant", "fact"]

_CLAUSE = re.compile(r"[.;:!?•\n]|\b(?:but|however|although|though|while|whereas|yet|and)\b|,", re.IGNORECASE)
_REACH = 6  # words that a denial reaches forward within its clause
_SIDE_REACH = 1  # the same for opposites, which a denial turns round only from close by
_DENIED = pattern(DENIALS)
_SHORT = re.compile(r"\w+n['’]t\b", re.IGNORECASE)
_GOOD, _BAD = pattern(GOOD), pattern(BAD)
_OUGHT, _MAYBE, _MEANT = pattern(OUGHT), pattern(MAYBE), pattern(MEANT)
_ORDER = re.compile(rf"^\W*(?:\d+[.)]?\s*)?(?:{'|'.join(ORDERS)})\b", re.IGNORECASE)
_ADDITIVE = re.compile(r"\bnot only\b|\bno doubt\b|\bno wrong door\b|\bnothing but\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stance:
    """``good`` and ``bad`` count what is said to be so, denials turned round; ``denials`` the denials of neither.
    ``denying`` counts all denials, ``lacking`` the words for what is bad or missing, whatever is said of them.

    ``amounts`` are the places on the scale from none (0) to all (4); ``sides`` the sides of opposites, turned round
    where denied, as (number of the pair, side).
    """

    good: int
    bad: int
    denials: int
    denying: int
    lacking: int
    amounts: tuple[float, ...]
    certainty: frozenset[Certainty]
    sides: frozenset[tuple[int, int]]

    @property
    def valence(self) -> int:
        """1 where it speaks well of something, -1 where badly or of what is not so, 0 where neither outweighs."""
        balance = self.good - self.bad - self.denials
        return (balance > 0) - (balance < 0)


@lru_cache(maxsize=500)
def stance(text: str) -> Stance:
    """Read a text's stance."""
    plain = _ADDITIVE.sub(lambda found: "_" * len(found.group()), text)
    denials = [found.span() for found in _DENIED.finditer(plain)] + [found.span() for found in _SHORT.finditer(plain)]
    used: set[tuple[int, int]] = set()

    def turned(start: int) -> bool:
        near = [span for span in denials if span[1] <= start and _reaches(plain, span[1], start, _REACH)]
        used.update(near)
        return len(near) % 2 == 1

    def turned_side(start: int) -> bool:
        return any(span[1] <= start and _reaches(plain, span[1], start, _SIDE_REACH) for span in denials)

    good = bad = lacking = 0
    for found in _GOOD.finditer(plain):
        good, bad = (good, bad + 1) if turned(found.start()) else (good + 1, bad)
    for found in _BAD.finditer(plain):
        lacking += 1
        good, bad = (good + 1, bad) if turned(found.start()) else (good, bad + 1)
    sides = frozenset(
        (number, side ^ int(number not in NEVER_TURNED and turned_side(found.start())))
        for number, side, wanted in _sides()
        for found in wanted.finditer(plain)
    )
    return Stance(good, bad, len(set(denials) - used), len(denials), lacking, _amounts(plain), _certainty(plain), sides)


def _reaches(text: str, start: int, end: int, words: int) -> bool:
    between = text[start:end]
    return not _CLAUSE.search(between) and len(between.split()) <= words


@cache
def _sides() -> tuple[tuple[int, int, re.Pattern[str]], ...]:
    return tuple((number, side, pattern(pair[side])) for number, pair in enumerate(OPPOSITES) for side in (0, 1))


@cache
def _scale() -> tuple[tuple[re.Pattern[str], dict[str, float]], ...]:
    every = {entry: place for place, entries in AMOUNTS for entry in entries}
    return ((pattern(every), every),)


def _amounts(text: str) -> tuple[float, ...]:
    made = []
    for wanted, places in _scale():
        for found in wanted.finditer(text):
            words = " ".join(found.group().lower().split())
            made.append(
                places.get(
                    words, next((p for e, p in places.items() if e.endswith("*") and words.startswith(e[:-1])), 2.0)
                )
            )
    return tuple(made)


def _certainty(text: str) -> frozenset[Certainty]:
    made: set[Certainty] = set()
    if _OUGHT.search(text) or _ORDER.search(text):
        made.add("ought")
    if _MAYBE.search(text):
        made.add("maybe")
    if _MEANT.search(text):
        made.add("meant")
    return frozenset(made or {"fact"})
