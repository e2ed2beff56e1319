"""The same lesson in several reviews: which passages say so nearly the same that they are shown as one, with a count.

Wrongly folded lessons would hide one behind another and count what was never said, so precision comes before recall.
Two lessons of different reviews and the same role are the same when they are near in meaning (cosine of their vectors)
and in words (cosine of their stems, weighed by inverse document frequency; Salton and Buckley, 1988), and the two
together are high. Findings can praise and blame, so they must be nearer in words; what speaks of no theme at all is
never folded with its like (dates of inspections are). A fold has one lesson at its centre, and every other lesson in it
is the same as that one: likeness is not handed on from neighbour to neighbour. The numbers were chosen on folds judged
by hand (docs/evaluation.md).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ingest.model import Role

Vectors = npt.NDArray[np.float32]

MEANING = 0.74
WORDS = 0.35
WORDS_OF_FINDINGS = 0.43
TOGETHER = 1.2
FEWEST_STEMS = 8  # shorter ones are headings and dates
_CHUNK = 1_000


@dataclass(frozen=True, slots=True, eq=False)
class Foldable:
    """A lesson as folding sees it: its review, role, themes and stems, and one vector of length 1."""

    review_id: str
    role: Role
    themes: frozenset[str]
    stems: frozenset[str]
    vector: Vectors


def fold(lessons: Sequence[Foldable]) -> tuple[tuple[int, ...], ...]:
    """Put lessons together by their places in the sequence: each stands in one fold, its centre first.

    Folds come in the order of their first lesson; most hold one lesson only.
    """
    near = _near(lessons)
    free = set(range(len(lessons)))
    folds: list[tuple[int, ...]] = []
    while True:
        centre = max((one for one in near if one in free), key=lambda one: _reach(one, near, lessons, free), default=-1)
        if centre < 0 or not _reach(centre, near, lessons, free)[0]:
            break
        others = sorted((one for one in near[centre] if one in free), key=lambda one: (-near[centre][one], one))
        folds.append((centre, *others))
        free -= {centre, *others}
        for taken in (centre, *others):
            del near[taken]
    return tuple(sorted([*folds, *((one,) for one in free)], key=min))


def _reach(
    centre: int, near: dict[int, dict[int, float]], lessons: Sequence[Foldable], free: set[int]
) -> tuple[int, float, int]:
    """How many reviews a lesson would bring together, how near they are, and the earlier one where that is equal."""
    others = [one for one in near[centre] if one in free]
    return len({lessons[one].review_id for one in others}), sum(near[centre][one] for one in others), -centre


def _near(lessons: Sequence[Foldable]) -> dict[int, dict[int, float]]:
    """For each lesson those of other reviews that say the same, with how near they are."""
    said = [number for number, lesson in enumerate(lessons) if _says_something(lesson)]
    weights = _weights([lessons[number].stems for number in said])
    lengths = {number: math.sqrt(sum(weights[stem] ** 2 for stem in lessons[number].stems)) for number in said}
    near: dict[int, dict[int, float]] = {}
    for role in sorted({lessons[number].role for number in said}):
        least = WORDS_OF_FINDINGS if role is Role.FINDING else WORDS
        group = [number for number in said if lessons[number].role == role]
        for one, other, meaning in _close(group, lessons):
            shared = sum(weights[stem] ** 2 for stem in lessons[one].stems & lessons[other].stems)
            words = shared / (lengths[one] * lengths[other]) if shared else 0.0
            if words >= least and words + meaning >= TOGETHER:
                near.setdefault(one, {})[other] = words + meaning
                near.setdefault(other, {})[one] = words + meaning
    return near


def _says_something(lesson: Foldable) -> bool:
    return sum(not stem.isdigit() for stem in lesson.stems) >= FEWEST_STEMS


def _may_be_same(one: Foldable, other: Foldable) -> bool:
    return one.review_id != other.review_id and bool(one.themes or other.themes)


def _weights(documents: Sequence[frozenset[str]]) -> dict[str, float]:
    counts = Counter(stem for stems in documents for stem in stems)
    return {stem: math.log((len(documents) + 1) / count) for stem, count in counts.items()}


def _close(group: Sequence[int], lessons: Sequence[Foldable]) -> list[tuple[int, int, float]]:
    """The pairs of one role, of different reviews, that are near in meaning; in blocks, so that memory stays small."""
    if not group:
        return []
    vectors = np.stack([lessons[number].vector for number in group])
    pairs = []
    for start in range(0, len(group), _CHUNK):
        likeness = vectors[start : start + _CHUNK] @ vectors.T
        for row, column in zip(*np.nonzero(likeness >= MEANING), strict=True):
            one, other = group[start + int(row)], group[int(column)]
            if one < other and _may_be_same(lessons[one], lessons[other]):
                pairs.append((one, other, float(likeness[row, column])))
    return pairs
