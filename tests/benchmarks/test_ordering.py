"""The fit of the ranking: it finds what tells gold passages apart, and is judged on reviews that it has not seen."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.ordering import BY_HAND, FEATURES, Asked, cross_validated, figures, fit


def asked(number: int, telling: str) -> Asked:
    """Ten candidates, of which the one with the most of the ``telling`` feature is gold."""
    columns = np.random.default_rng(number).uniform(0, 1, (10, len(FEATURES))).astype(np.float32)
    gold = np.zeros(10, np.bool_)
    gold[columns[:, FEATURES.index(telling)].argmax()] = True
    return Asked(f"review {number % 7}", columns, gold)


@pytest.mark.parametrize("telling", ["two", "lexical"])
def test_what_tells_gold_apart_gains_weight_and_helps_on_other_reviews(telling: str) -> None:
    questions = [asked(number, telling) for number in range(60)]
    weights = fit(questions)
    assert weights[telling] > BY_HAND[telling]
    by_hand = figures(questions, [BY_HAND] * len(questions))
    fitted = figures(questions, cross_validated(questions))
    assert fitted["mrr@10"] > by_hand["mrr@10"]


def test_what_is_called_near_stays_as_near() -> None:
    near = ("dense", "late", "sentence", "two", "three")
    weights = fit([asked(number, "dense") for number in range(30)])
    assert sum(weights[name] for name in near) == pytest.approx(sum(BY_HAND[name] for name in near))


def test_a_question_without_gold_among_its_candidates_counts_as_missed() -> None:
    one = asked(1, "late")
    missed = Asked(one.about, one.columns, np.zeros(10, np.bool_))
    assert figures([missed], [BY_HAND]) == {"hit@1": 0.0, "hit@5": 0.0, "hit@10": 0.0, "mrr@10": 0.0}
