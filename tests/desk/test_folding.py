"""Folding the same lesson of several reviews: each lesson once, centres alike, and nothing that should stand alone."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from desk.folding import Foldable, fold
from ingest.model import Role

WORDS = [f"stem{n}" for n in range(14)]
RARE = [f"rare{n}" for n in range(40)]


def lesson(review, stems, *, role=Role.RECOMMENDATION, themes=("neglect",), angle=0.0):
    vector = np.array([np.cos(angle), np.sin(angle)], dtype=np.float32)
    return Foldable(review, role, frozenset(themes), frozenset(stems), vector)


def others():
    """Lessons about other things, so that the words that are looked at are rare."""
    return [lesson(f"other{n}", [f"o{n}-{m}" for m in range(10)], angle=1.5) for n in range(6)]


LESSONS = st.builds(
    lesson,
    st.sampled_from(["alder", "birch", "cedar", "damson"]),
    st.lists(st.sampled_from(WORDS + RARE), max_size=16),
    role=st.sampled_from([Role.RECOMMENDATION, Role.FINDING, Role.GOOD_PRACTICE]),
    themes=st.sampled_from([(), ("neglect",), ("missing",)]),
    angle=st.floats(0, 3, allow_nan=False),
)


@given(st.lists(LESSONS, max_size=14))
def test_every_lesson_stands_in_one_fold_with_its_like(lessons):
    folds = fold(lessons)
    assert sorted(place for places in folds for place in places) == list(range(len(lessons)))
    for centre, *rest in folds:
        for place in rest:
            assert lessons[place].review_id != lessons[centre].review_id
            assert lessons[place].role is lessons[centre].role
            assert lessons[place].themes or lessons[centre].themes


def test_the_same_words_in_three_reviews_are_one():
    lessons = [lesson(name, WORDS) for name in ("alder", "birch", "cedar")] + others()
    assert sorted(fold(lessons)[0]) == [0, 1, 2]


def test_one_review_that_says_it_twice_is_not_several():
    assert all(len(places) == 1 for places in fold([lesson("alder", WORDS), lesson("alder", WORDS), *others()]))


def test_praise_is_not_folded_with_a_concern():
    pair = [lesson("alder", WORDS, role=Role.CONCERN), lesson("birch", WORDS, role=Role.GOOD_PRACTICE)]
    assert all(len(places) == 1 for places in fold([*pair, *others()]))


def test_dates_and_headings_are_not_folded():
    short = [lesson(name, WORDS[:5]) for name in ("alder", "birch")]
    themeless = [lesson(name, WORDS, themes=()) for name in ("alder", "birch")]
    assert all(len(places) == 1 for places in fold([*short, *themeless, *others()]))


def test_likeness_is_not_handed_on():
    """B is like A and like C, which are not alike: C is not counted with A unless B is the centre of both."""
    a = lesson("alder", WORDS[:10])
    c = lesson("cedar", [*WORDS[10:], *RARE[:6]])
    folds = fold([a, c, *others()])
    assert all(len(places) == 1 for places in folds)


def test_nothing_folds_to_nothing():
    assert fold([]) == ()
