"""Decide whether what was found answers the question at all.

Method: a logistic model (Platt, 1999) over a few measurements, fitted on questions written for this purpose.
``data/decide.json`` has the weights and where they come from. Its probability is the answer's ``confidence``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from assistant.late import Probe
from assistant.rank import Ranked
from assistant.scope import ScopeReading

Measure = Literal["late", "margin", "marked", "topic", "number", "judgement"]

_JUDGED = 5  # best passages that are looked at


@dataclass(frozen=True, slots=True)
class Premises:
    """What a question takes for granted and the reviews searched do not have."""

    topics: tuple[str, ...] = ()
    name: str | None = None
    judgement: str | None = None
    number: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was measured, and the probability (0 to 1) that the passages found answer the question."""

    probability: float
    measures: Mapping[Measure, float]
    premises: Premises


@dataclass(frozen=True, slots=True)
class DecideModel:
    """The logistic model.

    ``expected`` gives the late-interaction score that an answered question of n word pieces has on average, as
    intercept and slope over log(1 + n): longer questions are met less closely, and that alone says nothing against
    the evidence. From ``threshold`` on a question is answered.
    """

    bias: float
    weights: Mapping[Measure, float]
    expected: tuple[float, float]
    threshold: float


@cache
def decide_model() -> DecideModel:
    """Return the fitted model."""
    read = json.loads(files("assistant").joinpath("data/decide.json").read_text(encoding="utf-8"))
    intercept, slope = read["expected"]
    return DecideModel(read["bias"], read["weights"], (intercept, slope), read["threshold"])


def weigh(probe: Probe, ranked: Sequence[Ranked], scope: ScopeReading, premises: Premises) -> Evidence:
    """Measure the evidence and return the probability that it answers the question."""
    model = decide_model()
    measures = measure(probe, ranked, scope, premises, model.expected)
    total = model.bias + sum(model.weights.get(name, 0.0) * value for name, value in measures.items())
    return Evidence(1 / (1 + math.exp(-max(-40.0, min(40.0, total)))), measures, premises)


def measure(
    probe: Probe,
    ranked: Sequence[Ranked],
    scope: ScopeReading,
    premises: Premises,
    expected: tuple[float, float],
) -> Mapping[Measure, float]:
    """Return the measurements; without any passage, evidence is as far below the expected as it can be."""
    best = max((r.meeting.score for r in ranked[:_JUDGED]), default=0.0)
    usual = expected[0] + expected[1] * math.log(1 + len(probe.weights))
    return {
        "late": best - usual,
        "margin": scope.margin,
        "marked": float(scope.marked),
        "topic": float(bool(premises.topics)),
        "number": float(premises.number),
        "judgement": float(premises.judgement is not None),
    }
