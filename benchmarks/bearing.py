"""What the yardsticks for claims share: the check beside a plain cosine, and the measures of a yes or no.

The baseline is what tools without a support check do: the cosine of the claim's vector and the nearest quote's, from
the same encoder, with one threshold. Where a threshold is needed, the baseline is given the best one for the very
items that it is measured on; the check keeps its own line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from assistant.support.check import EmbeddedCheck, support_model
from benchmarks.common import SEED, auroc
from vectorstore import Encoder
from vectorstore.encoder import identify

_RESAMPLES = 1_000
LINE = 0.5


@dataclass(frozen=True, slots=True)
class Scored:
    """One claim held against one set of quotes: the truth, the check's score and the baseline's."""

    true: bool
    check: float
    cosine: float


class Bench:
    """The default check and its baseline over one encoder."""

    @cached_property
    def encoder(self) -> Encoder:
        """The bundled encoder."""
        return Encoder(identify(None))

    @cached_property
    def check(self) -> EmbeddedCheck:
        """The check as the product makes it."""
        return EmbeddedCheck(self.encoder)

    def score(self, true: bool, claim: str, quotes: Sequence[str]) -> Scored:
        """Judge one claim both ways."""
        measured = self.check.measure(claim, quotes)
        return Scored(true, support_model().probability(measured.values), measured.values["cosine"])


def separated(scored: Sequence[Scored]) -> dict[str, object]:
    """AUROC of true against false by each score, with 95% intervals by resampling each side."""
    return {
        "check": _with_interval([(one.true, one.check) for one in scored]),
        "cosine": _with_interval([(one.true, one.cosine) for one in scored]),
    }


def _with_interval(pairs: Sequence[tuple[bool, float]]) -> dict[str, float]:
    positive = np.array([score for true, score in pairs if true])
    negative = np.array([score for true, score in pairs if not true])
    draws = np.random.default_rng(SEED)
    again = [
        auroc(list(draws.choice(positive, len(positive))), list(draws.choice(negative, len(negative))))
        for _ in range(_RESAMPLES if len(positive) and len(negative) else 0)
    ]
    low, high = np.percentile(again, [2.5, 97.5]) if again else (0.0, 1.0)
    return {
        "auroc": round(auroc(list(positive), list(negative)), 4),
        "low": round(float(low), 4),
        "high": round(float(high), 4),
    }


def macro_f1(truth: Sequence[bool], said: Sequence[bool]) -> float:
    """The mean of the F1 of yes and the F1 of no."""
    return round((_f1(truth, said) + _f1([not one for one in truth], [not one for one in said])) / 2, 4)


def f1(truth: Sequence[bool], said: Sequence[bool]) -> dict[str, float]:
    """Precision, recall and F1 of yes."""
    right = sum(one and other for one, other in zip(truth, said, strict=True))
    return {
        "precision": round(right / max(sum(said), 1), 4),
        "recall": round(right / max(sum(truth), 1), 4),
        "f1": round(_f1(truth, said), 4),
    }


def best_line(truth: Sequence[bool], scores: Sequence[float], *, macro: bool) -> float:
    """The threshold with the best F1 (or macro-F1) on these very items, of a hundred quantiles."""
    lines = np.unique(np.quantile(np.asarray(scores), np.linspace(0.01, 0.99, 99)))

    def quality(line: float) -> float:
        said = [score >= line for score in scores]
        return macro_f1(truth, said) if macro else _f1(truth, said)

    return float(max(lines, key=quality))


def _f1(truth: Sequence[bool], said: Sequence[bool]) -> float:
    right = sum(one and other for one, other in zip(truth, said, strict=True))
    return 2 * right / max(sum(truth) + sum(said), 1)
