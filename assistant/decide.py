"""Decide whether what was found answers the question at all.

Method: a logistic model over a few measurements of the best passages (Platt, 1999), fitted on questions written for
this purpose; ``data/decide.json`` has the weights and where they come from. Its probability is the answer's
``confidence``.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

import numpy as np

from assistant.late import Probe
from assistant.rank import Ranked
from assistant.scope import ScopeReading

Measure = Literal[
    "score", "late", "sentence", "mean3", "dense", "lexical", "weakest", "weakest2",
    "unknown", "margin", "marked", "count"
]  # fmt: skip

_NAME = re.compile(r"(?<![.?!]\s)(?<!^)\b[A-Z][a-z]+(?:[ -][A-Z][a-z]+)+\b")
_NOT_NAMES = frozenset(
    (
        "Child Children Young Family Social Care Safeguarding Board Partnership Police Service Services Act Early Help "
        "Local Authority Health Joint Targeted Area Inspection Serious Case Review Practice Domestic Abuse Mental"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was measured, the probability that it answers, and a name in the question that nothing searched mentions."""

    probability: float
    measures: Mapping[Measure, float]
    missing_name: str | None


@dataclass(frozen=True, slots=True)
class DecideWeights:
    """The logistic model: a bias, a weight for each measure, and the probability from which a question is answered."""

    bias: float
    weights: Mapping[Measure, float]
    threshold: float


@cache
def decide_weights() -> DecideWeights:
    """Return the fitted model."""
    read = json.loads(files("assistant").joinpath("data/decide.json").read_text(encoding="utf-8"))
    return DecideWeights(read["bias"], read["weights"], read["threshold"])


def weigh(
    probe: Probe,
    ranked: Sequence[Ranked],
    scope: ScopeReading,
    frequency: Callable[[str], int | None],
    missing_name: str | None,
) -> Evidence:
    """Measure the evidence and return the probability that it answers the question."""
    measures = measure(probe, ranked, scope, frequency)
    model = decide_weights()
    total = model.bias + sum(model.weights.get(name, 0.0) * value for name, value in measures.items())
    return Evidence(1 / (1 + math.exp(-max(-40.0, min(40.0, total)))), measures, missing_name)


def measure(
    probe: Probe, ranked: Sequence[Ranked], scope: ScopeReading, frequency: Callable[[str], int | None]
) -> Mapping[Measure, float]:
    """Return the measurements; all 0 where nothing was found."""
    if not ranked:
        return {"score": 0.0, "margin": scope.margin, "marked": float(scope.marked)}
    top = ranked[0]
    best = max(ranked[:5], key=lambda r: r.meeting.score)
    met = np.max([r.meeting.words for r in ranked[:3]], axis=0)
    important = [
        float(c) for c, w in sorted(zip(met, probe.weights, strict=True), key=lambda p: -p[1])[: max(3, len(met) // 3)]
    ]
    important.sort()
    unknown = sum(float(w) for w, word in zip(probe.weights, probe.words, strict=True) if word and frequency(word) == 0)
    return {
        "score": top.score,
        "late": best.meeting.score,
        "sentence": max(float(r.meeting.sentence_scores.max(initial=0.0)) for r in ranked[:3]),
        "mean3": float(np.mean([r.score for r in ranked[:3]])),
        "dense": max(r.features["dense"] for r in ranked[:5]),
        "lexical": max(r.features["lexical"] for r in ranked[:5]),
        "weakest": important[0] if important else 0.0,
        "weakest2": float(np.mean(important[:2])) if important else 0.0,
        "unknown": unknown,
        "margin": scope.margin,
        "marked": float(scope.marked),
        "count": math.log(1 + len(probe.weights)),
    }


def missing_name(question: str, stands: Callable[[str], bool]) -> str | None:
    """Return the first person's or place's name in a question that stands nowhere in what is searched."""
    for match in _NAME.finditer(question):
        name = match.group()
        if not set(re.split(r"[ -]", name)) & _NOT_NAMES and not stands(name):
            return name
    return None
