"""Who did what: whether a claim names somebody whom its quote does not name, or turns doer and done-to round."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from assistant.support.lexicon import ACTORS, KIN_ACTORS, pattern

_PASSIVE = re.compile(
    r"\b(?:was|were|is|are|be|been|being|got)\s+(?:\w+ly\s+)?\w+(?:ed|en|ght|ld|nt|wn)\b[^.;]*?\bby\b", re.I
)

_LISTED = re.compile(r",|\b(?:and|or|with|between|as well as|including)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ActorsRead:
    """``strangers`` are named by the claim alone, ``unnamed`` by the quote alone; ``turned`` is true where the two
    name the same two in the other order, with no change of voice to explain it."""

    strangers: tuple[str, ...]
    unnamed: tuple[str, ...]
    turned: bool


def compare_actors(claim: str, quote: str, context: str = "") -> ActorsRead:
    """Hold those whom the claim names against those whom the quote (or the context) names."""
    mine, theirs, given = actors_of(claim), actors_of(quote), actors_of(context)
    strangers = tuple(one for one in mine if not any(_alike(one, other) for other in (*theirs, *given)))
    unnamed = tuple(one for one in theirs if not any(_alike(one, other) for other in mine))
    shared = [one for one in mine if one in theirs]
    turned = False
    if len(shared) == 2:
        first, second = shared
        both = ((claim, mine), (quote, theirs))
        order = (mine[first] < mine[second]) != (theirs[first] < theirs[second])
        voice = bool(_PASSIVE.search(claim)) != bool(_PASSIVE.search(quote))
        listed = any(_LISTED.search(text[slice(*sorted((held[first], held[second])))]) for text, held in both)
        turned = order and not voice and not listed
    return ActorsRead(strangers, unnamed, turned)


@lru_cache(maxsize=500)
def actors_of(text: str) -> Mapping[str, int]:
    """The groups that a text names, in order, with the place where each is first named."""
    found: dict[str, int] = {}
    taken: list[tuple[int, int]] = []
    matches = sorted(
        ((match.start(), match.end(), name) for name, wanted in _patterns().items() for match in wanted.finditer(text)),
        key=lambda one: (one[0], -one[1]),
    )
    for start, end, name in matches:
        if any(start < last and first < end for first, last in taken):
            continue
        taken.append((start, end))
        found.setdefault(name, start)
    return found


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    return {name: pattern(entries) for name, entries in ACTORS.items()}


def _alike(one: str, other: str) -> bool:
    return one == other or any({one, other} <= kin for kin in KIN_ACTORS)
