from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.figures import figures, interval, latency, words_median
from desk.gold import Kind
from desk.scoring import Outcome


def outcome(kind: Kind = "single", **changes: object) -> Outcome:
    given_values: dict[str, object] = {
        "id": "q",
        "kind": kind,
        "status": "answered",
        "refused": False,
        "refused_rightly": False,
        "rank": 1,
        "cited": True,
        "citations": 2,
        "in_gold": 1,
        "reviews": 2,
        "quotes": 2,
        "verbatim": 2,
        "obeyed": None,
        "words": 100,
        "long_passages": 0,
        "long_quotes": 0,
        "total_ms": 50.0,
    }
    return Outcome(**(given_values | changes))  # type: ignore[arg-type]


REFUSED: dict[str, object] = {
    "refused": True,
    "cited": False,
    "words": None,
    **dict.fromkeys(("citations", "in_gold", "reviews", "quotes", "verbatim"), 0),
}


def test_figures_by_hand() -> None:
    made = figures(
        [
            outcome(),
            outcome(rank=5, cited=False),
            outcome("single", rank=None, **REFUSED),
            outcome("theme", rank=2, citations=4, in_gold=3, reviews=3),
            outcome("filter", obeyed=True),
            outcome("unanswerable", rank=None, **(REFUSED | {"refused_rightly": True})),
            outcome("unanswerable", rank=None),
        ]
    )
    value = {name: round(figure.value, 4) for name, figure in made.items()}
    assert value == {
        "passage_hit@1": 0.4,
        "passage_hit@5": 0.8,
        "passage_hit@10": 0.8,
        "mrr@10": round((1 + 0.2 + 0 + 0.5 + 1) / 5, 4),
        "citation_hit": 0.6,
        "citation_file_precision": round((0.5 + 0.5 + 0 + 0.5) / 4, 4),
        "citations_per_answer": 2.0,
        "quotes_verbatim_on_page": 1.0,
        "filters_obeyed": 1.0,
        "theme_distinct_reviews": 3.0,
        "theme_citations_in_gold": 0.75,
        "refusal_precision": 0.5,
        "refusal_recall": 0.5,
        "refusal_f1": 0.5,
        "wrongly_refused_share": 0.2,
    }
    assert made["citation_hit"].questions == 5


def test_figures_that_no_question_counts_for_are_left_out() -> None:
    made = figures([outcome("unanswerable", **(REFUSED | {"refused_rightly": True, "rank": None}))])
    assert set(made) == {"refusal_precision", "refusal_recall", "refusal_f1"}
    assert figures([]) == {}


@given(st.lists(st.integers(0, 1), min_size=1, max_size=60))
def test_an_interval_holds_its_figure_and_is_the_same_again(hits: list[int]) -> None:
    table = np.array([(hit, 1) for hit in hits], dtype=np.float64)
    low, high = interval(table, resamples=300)
    assert 0 <= low <= sum(hits) / len(hits) <= high <= 1
    assert (low, high) == interval(table, resamples=300)


def test_an_interval_is_as_wide_as_theory_says() -> None:
    table = np.array([(hit, 1) for hit in [1] * 50 + [0] * 50], dtype=np.float64)
    low, high = interval(table)
    assert (low, high) == pytest.approx((0.402, 0.598), abs=0.015)


def test_times_and_lengths() -> None:
    outcomes = [outcome(total_ms=float(ms), words=ms) for ms in range(1, 101)]
    outcomes += [outcome("unanswerable", total_ms=9e9), outcome("theme", words=None, total_ms=None)]
    assert latency(outcomes) == {"p50": 50.5, "p95": 95.0}
    assert words_median(outcomes) == {"single": 50.5}
    assert latency([]) == {}
