"""Figures over many questions, each with its 95% interval.

Every figure is one sum over questions divided by another, so that all are resampled alike. The interval is the
percentile bootstrap over questions (Efron and Tibshirani, 1993), with a fixed seed: the same outcomes give the same
interval.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from desk.scoring import Outcome

RESAMPLES = 2_000
SEED = 20_240_131
Parts = tuple[float, float]  # what one question adds above and below the line; (0, 0) where it does not count
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with the ends of its 95% interval, over ``questions`` that count for it."""

    value: float
    low: float
    high: float
    questions: int


def _answerable(part: Callable[[Outcome], float]) -> Callable[[Outcome], Parts]:
    return lambda outcome: (0.0, 0.0) if outcome.kind == "unanswerable" else (float(part(outcome)), 1.0)


def _hit(depth: int) -> Callable[[Outcome], Parts]:
    return _answerable(lambda outcome: outcome.rank is not None and outcome.rank <= depth)


def _theme(part: Callable[[Outcome], float]) -> Callable[[Outcome], Parts]:
    return lambda outcome: (float(part(outcome)), 1.0) if outcome.kind == "theme" else (0.0, 0.0)


def _share_in_gold(outcome: Outcome) -> float:
    return outcome.in_gold / outcome.citations if outcome.citations else 0.0


def _file_precision(outcome: Outcome) -> Parts:
    counts = outcome.kind not in ("theme", "unanswerable")
    return (_share_in_gold(outcome), 1.0) if counts else (0.0, 0.0)


def _obeyed(outcome: Outcome) -> Parts:
    counts = outcome.kind != "unanswerable" and outcome.obeyed is not None
    return (float(bool(outcome.obeyed)), 1.0) if counts else (0.0, 0.0)


def _refusals(outcome: Outcome) -> tuple[int, int, int]:
    """Whether this was rightly refused, wrongly refused, wrongly answered."""
    if outcome.kind == "unanswerable":
        return int(outcome.refused_rightly), 0, int(not outcome.refused_rightly)
    return 0, int(outcome.refused), 0


def _refusal_precision(outcome: Outcome) -> Parts:
    right, wrong, _ = _refusals(outcome)
    return right, right + wrong


def _refusal_recall(outcome: Outcome) -> Parts:
    right, _, missed = _refusals(outcome)
    return right, right + missed


def _refusal_f1(outcome: Outcome) -> Parts:
    right, wrong, missed = _refusals(outcome)
    return 2 * right, 2 * right + wrong + missed


FIGURES: Mapping[str, Callable[[Outcome], Parts]] = {
    "passage_hit@1": _hit(1),
    "passage_hit@5": _hit(5),
    "passage_hit@10": _hit(10),
    "mrr@10": _answerable(lambda outcome: 1 / outcome.rank if outcome.rank else 0.0),
    "citation_hit": _answerable(lambda outcome: outcome.cited),
    "citation_file_precision": _file_precision,
    "citations_per_answer": _answerable(lambda outcome: outcome.citations),
    "quotes_verbatim_on_page": lambda outcome: (outcome.verbatim, outcome.quotes),
    "filters_obeyed": _obeyed,
    "theme_distinct_reviews": _theme(lambda outcome: outcome.reviews),
    "theme_citations_in_gold": _theme(_share_in_gold),
    "refusal_precision": _refusal_precision,
    "refusal_recall": _refusal_recall,
    "refusal_f1": _refusal_f1,
    "wrongly_refused_share": _answerable(lambda outcome: outcome.refused),
}


def figures(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """All figures for which some question counts."""
    made = {name: _figure([parts(outcome) for outcome in outcomes]) for name, parts in FIGURES.items()}
    return {name: figure for name, figure in made.items() if figure is not None}


def _figure(parts: Sequence[Parts]) -> Figure | None:
    table: Floats = np.asarray(parts, dtype=np.float64).reshape(-1, 2)
    counting = int(np.count_nonzero(table[:, 1]))
    if not counting:
        return None
    low, high = interval(table)
    return Figure(float(table[:, 0].sum() / table[:, 1].sum()), low, high, counting)


def interval(table: Floats, resamples: int = RESAMPLES, seed: int = SEED) -> tuple[float, float]:
    """The 95% interval of the ratio of the column sums of ``table`` (n, 2).

    A resample in which nothing counts (a second column of zeros) is left out.
    """
    chosen = np.random.default_rng(seed).integers(0, len(table), size=(resamples, len(table)))
    sums = table[chosen].sum(axis=1)
    sums = sums[sums[:, 1] > 0]
    low, high = np.percentile(sums[:, 0] / sums[:, 1], [2.5, 97.5])
    return float(low), float(high)


def latency(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """The median and 95th percentile, in milliseconds, over the questions that the library answers; {} if untimed."""
    times = sorted(o.total_ms for o in outcomes if o.kind != "unanswerable" and o.total_ms)
    if not times:
        return {}
    return {"p50": statistics.median(times), "p95": times[int(0.95 * (len(times) - 1))]}


def words_median(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """The median length of an answer in words, for each kind of question that was answered."""
    kinds = dict.fromkeys(o.kind for o in outcomes if o.kind != "unanswerable")
    lengths = {kind: [o.words for o in outcomes if o.kind == kind and o.words is not None] for kind in kinds}
    return {kind: float(statistics.median(words)) for kind, words in lengths.items() if words}
