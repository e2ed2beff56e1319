"""How sure is sure: fit the decide step's probability on written questions, and measure how far it can be trusted.

The product's own steps (gate, understand, find, decide) run on ``benchmarks/data/questions.jsonl`` over a library of
the reports that the questions were written about. A logistic model (Platt, 1999) over the decide step's measurements
is fitted, and judged by ten-fold cross-validation in which all questions about one review stand in one fold. With
``--write`` the model fitted on all of them becomes the product's.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import get_args

import numpy as np

import assistant.decide
from assistant import Assistant
from assistant.chain import decide_step, find_step, gate_step, understand_step, unless_answered
from assistant.decide import DecideModel, Measure, decide_model
from assistant.decide import measure as take
from assistant.model import Turn
from assistant.state import State, Tools
from assistant.understand import admitted
from benchmarks.common import SEED, auroc, fitting, lines, note, watched
from benchmarks.logistic import Floats, fit_logistic, folds
from benchmarks.reliability import draw, table
from benchmarks.relocate import Question, read_questions
from commands.measure import opened
from settings import Settings

FOLDS = 10
MEASURES: tuple[Measure, ...] = get_args(Measure)
MODEL = Path(assistant.decide.__file__).resolve().parent / "data" / "decide.json"
PICTURE = Path(__file__).resolve().parents[1] / "docs" / "images" / "reliability.svg"
_THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7)


@dataclass(frozen=True, slots=True)
class Measured:
    """A question, and what the decide step measured for it.

    ``about`` is the review that the question is about, or the question's own id where it is about none or many;
    ``why`` the kind of unanswerable that it is, "" for an answerable one. ``measures`` (with "late" as it is, not yet
    held against the usual) is None where a rule settles the question before any evidence is weighed: an authority,
    report or person that the library does not hold. ``pieces`` is the number of the question's word pieces.
    """

    id: str
    about: str
    why: str
    measures: Mapping[Measure, float] | None
    pieces: int = 0

    @property
    def answerable(self) -> bool:
        """Whether the library answers it."""
        return not self.why


def measure_question(one: Question, tools: Tools) -> Measured:
    """Run the steps up to the decision."""
    history = tuple(Turn("user" if t["role"] == "user" else "assistant", t["content"]) for t in one["history"])
    state = State(one["question"], history)
    for step in (gate_step, understand_step, find_step, decide_step):
        state = unless_answered(partial(step, tools=tools))(state)
    why = one["note"].split(":")[0] if one["kind"] == "unanswerable" else ""
    about = _about(one, state, tools)
    if state.evidence is None or state.scope is None or state.evidence.premises.name:
        return Measured(one["id"], about, why, None)
    probe = state.probes[0]
    measures = take(probe, state.ranked, state.scope, state.evidence.premises, (0.0, 0.0))
    return Measured(one["id"], about, why, measures, len(probe.weights))


def _about(one: Question, state: State, tools: Tools) -> str:
    files = {span.file for span in one["gold"]}
    if not files and state.meaning is not None:
        inside = admitted(state.meaning.filters, tools.library.reviews())
        files = {record.file for record in inside} if state.meaning.filters else set()
    return min(files) if len(files) in (1, 2) else one["id"]


def fit(measured: Sequence[Measured], threshold: float) -> DecideModel:
    """Fit the usual late-interaction score of an answerable question of so many word pieces, then the model."""
    answerable = [one for one in measured if one.answerable]
    late = [(one.measures or {})["late"] for one in answerable]
    slope, intercept = np.polyfit([np.log1p(one.pieces) for one in answerable], late, 1)
    expected = (float(intercept), float(slope))
    truth = np.array([one.answerable for one in measured])
    model = fit_logistic(_columns(measured, expected), truth)
    weights: dict[Measure, float] = dict(zip(MEASURES, map(float, model.weights), strict=True))
    return DecideModel(model.bias, weights, expected, threshold)


def probabilities(model: DecideModel, measured: Sequence[Measured]) -> Floats:
    """What a model says of each question."""
    weights = np.array([model.weights[name] for name in MEASURES])
    made: Floats = 1 / (1 + np.exp(-(_columns(measured, model.expected) @ weights + model.bias)))
    return made


def _columns(measured: Sequence[Measured], expected: tuple[float, float]) -> Floats:
    rows = [[(one.measures or {})[name] for name in MEASURES] for one in measured]
    columns = np.array(rows, dtype=np.float64)
    usual = expected[0] + expected[1] * np.log1p([one.pieces for one in measured])
    columns[:, MEASURES.index("late")] -= usual
    return columns


def cross_validated(measured: Sequence[Measured], threshold: float, seed: int = SEED) -> Floats:
    """Each question's probability by a model that saw no question about the same review."""
    fold = folds([one.about for one in measured], FOLDS, seed)
    out: Floats = np.zeros(len(measured))
    for number in range(FOLDS):
        seen = [one for one, own in zip(measured, fold, strict=True) if own != number]
        left = [one for one, own in zip(measured, fold, strict=True) if own == number]
        if left:
            out[fold == number] = probabilities(fit(seen, threshold), left)
    return out


def figures(measured: Sequence[Measured], sure: Floats, threshold: float) -> dict[str, object]:
    """Separation, calibration, and what a threshold does; shares by kind count what a rule settles as caught."""
    weighed = [one for one in measured if one.measures is not None]
    truth = np.array([one.answerable for one in weighed])
    settled = [one for one in measured if one.measures is None]
    answerable = sum(one.answerable for one in measured)
    caught: dict[str, object] = {}
    for why in sorted({one.why for one in measured if one.why}):
        own = sure[[one.why == why for one in weighed]]
        by_rule = sum(one.why == why for one in settled)
        caught[why] = {
            "questions": len(own) + by_rule,
            "by_rule": by_rule,
            "by_model": int((own < threshold).sum()),
            "share": round((int((own < threshold).sum()) + by_rule) / (len(own) + by_rule), 3),
            "median_probability": round(float(np.median(own)), 2) if len(own) else None,
        }
    return {
        "weighed": {"answerable": int(truth.sum()), "unanswerable": int((~truth).sum())},
        "settled_by_rule": dict(Counter("answerable" if one.answerable else "unanswerable" for one in settled)),
        "auroc": round(auroc(list(sure[truth]), list(sure[~truth])), 4),
        "brier": round(float(((sure - truth) ** 2).mean()), 4),
        "brier_of_always_the_share": round(float(truth.mean() * (1 - truth.mean())), 4),
        "false_refusals": round(
            (int((sure[truth] < threshold).sum()) + sum(one.answerable for one in settled)) / answerable, 4
        ),
        "caught": caught,
        "by_threshold": {
            f"{at:.1f}": {
                "answerable_refused": round(float((sure[truth] < at).mean()), 3),
                "unanswerable_caught": round(float((sure[~truth] < at).mean()), 3),
            }
            for at in _THRESHOLDS
        },
        "reliability": {row.words: row.as_json() for row in table(sure, truth)},
    }


def origin(measured: Sequence[Measured]) -> str:
    """Where a fitted model comes from, in words that stand in its file."""
    weighed = [one for one in measured if one.measures is not None]
    yes = sum(one.answerable for one in weighed)
    return (
        f"logistic regression (Newton, ridge 1.0) by benchmarks/calibrate.py on {yes} answerable and "
        f"{len(weighed) - yes} unanswerable questions written for this project about the development corpus "
        "(benchmarks/data/questions.jsonl); questions that a rule settles are left out, and so are the gold questions."
    )


def write_model(model: DecideModel, words: str, path: Path) -> None:
    """Write the model as the product reads it."""
    read = {
        "origin": words,
        "expected": [round(value, 5) for value in model.expected],
        "bias": round(model.bias, 4),
        "weights": {name: round(value, 4) for name, value in model.weights.items()},
        "threshold": model.threshold,
    }
    path.write_text(json.dumps(read, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    """Measure, print, and write where asked to."""
    given = fitting(
        "Fit the decide step's probability and measure it.", "make the fitted model the product's; draw the picture"
    )
    settings = Settings(home=given.home) if given.home else Settings()
    with opened(settings, None if given.home else given.reviews) as library:
        tools = Assistant(library).tools
        measured = [measure_question(one, tools) for one in watched(read_questions(), "questions", 100)]
    weighed = [one for one in measured if one.measures is not None]
    threshold = decide_model().threshold
    sure = cross_validated(weighed, threshold)
    model = fit(weighed, threshold)
    result = {
        "questions": len(measured),
        "seed": SEED,
        **figures(measured, sure, threshold),
        "weights": {name: round(value, 2) for name, value in model.weights.items()},
    }
    print(json.dumps(result, indent=1) if given.json else "\n".join(lines(result)))
    if given.write:
        write_model(model, origin(measured), MODEL)
        truth = np.array([one.answerable for one in weighed])
        PICTURE.write_text(draw(table(sure, truth)), encoding="utf-8")
        note(f"wrote {MODEL.name} and {PICTURE.name}")


if __name__ == "__main__":
    main()
