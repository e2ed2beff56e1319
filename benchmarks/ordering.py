"""What comes first: fit the weights of the ranking on written questions, and measure what they change.

The product's own steps find the candidates of each answerable question of ``benchmarks/data/questions.jsonl``. A
log-linear model over the ranking's features gives each candidate a share; the weights make the gold passages' share
of the whole large (the listwise likelihood of Cao and others, "Learning to rank: from pairwise approach to listwise
approach", 2007), held to weights set by hand where the questions say little. They are judged by five-fold
cross-validation in which all questions about one review stand in one fold. With ``--write`` the weights fitted on all
become the product's.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import get_args

import numpy as np
import numpy.typing as npt
import torch

from assistant import Assistant
from assistant.chain import find_step, gate_step, understand_step, unless_answered
from assistant.model import Turn
from assistant.rank import Feature, Ranked, ranking_weights
from assistant.state import State, Tools
from benchmarks.common import SEED, fitting, lines, note, watched
from benchmarks.logistic import folds
from benchmarks.relocate import Question, Span, read_questions
from commands.measure import opened
from settings import Settings
from vectorstore import Library

FOLDS = 5
FEATURES: tuple[Feature, ...] = get_args(Feature)
BY_HAND: Mapping[Feature, float] = {
    "dense": 0.5, "late": 1.0, "sentence": 0.3, "two": 0.0, "three": 0.0,
    "lexical": 0.15, "matter": -0.2, "wanted_role": 0.02, "short": -0.1,
}  # fmt: skip
_NEAR: tuple[Feature, ...] = ("dense", "late", "sentence", "two", "three")
_SHARPNESS = 8.0  # how much likelier a candidate is whose score is greater by 1 (in e-folds)
_HELD = 0.1  # how much weights are held to those set by hand
_SHARED = 0.6  # of the shorter of a gold stretch and a passage that must be common to both
Floats = npt.NDArray[np.float32]
Yes = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A question's candidates: ``columns`` (n, features), and which are ``gold``; ``about`` names its review."""

    about: str
    columns: Floats
    gold: Yes


def ask(one: Question, tools: Tools) -> Asked | None:
    """Find a question's candidates; None where a gate settles it before any search."""
    history = tuple(Turn("user" if t["role"] == "user" else "assistant", t["content"]) for t in one["history"])
    state = State(one["question"], history)
    for step in (gate_step, understand_step, find_step):
        state = unless_answered(partial(step, tools=tools))(state)
    if not state.ranked:
        return None
    columns = np.array([[r.features[name] for name in FEATURES] for r in state.ranked], np.float32)
    gold = np.array([_is_gold(r, one["gold"], tools.library) for r in state.ranked])
    return Asked(min(span.file for span in one["gold"]), columns, gold)


def _is_gold(ranked: Ranked, gold: Sequence[Span], library: Library) -> bool:
    passage = ranked.passage.passage
    file = library.review(ranked.passage.review_id).file
    for span in gold:
        common = min(span.end, passage.end) - max(span.start, passage.start)
        if span.file == file and common >= _SHARED * min(span.end - span.start, passage.end - passage.start):
            return True
    return False


def fit(asked: Sequence[Asked]) -> dict[Feature, float]:
    """The weights that make the gold passages' share of all candidates largest.

    They are scaled so that those of nearness sum to what they did by hand: what later steps call near stays as near.
    """
    spread = np.vstack([one.columns for one in asked]).std(axis=0) + 1e-6
    hand = np.array([BY_HAND[name] for name in FEATURES], np.float32)
    start = torch.tensor(hand * spread)
    weights = start.clone().requires_grad_(True)
    rows = [(torch.tensor(one.columns / spread), torch.tensor(one.gold)) for one in asked if one.gold.any()]
    search = torch.optim.LBFGS([weights], max_iter=80)

    def loss() -> float:
        search.zero_grad()
        total = _SHARPNESS * _HELD * ((weights - start) ** 2).sum()
        for columns, gold in rows:
            scores = columns @ weights * _SHARPNESS
            total = total + (torch.logsumexp(scores, 0) - torch.logsumexp(scores[gold], 0)) / len(rows)
        total.backward()  # type: ignore[no-untyped-call]
        return float(total.detach())

    search.step(loss)  # type: ignore[no-untyped-call]
    fitted = dict(zip(FEATURES, (weights.detach().numpy() / spread).tolist(), strict=True))
    scale = sum(BY_HAND[name] for name in _NEAR) / sum(fitted[name] for name in _NEAR)
    return {name: value * scale for name, value in fitted.items()}


def cross_validated(asked: Sequence[Asked]) -> list[Mapping[Feature, float]]:
    """For each question the weights fitted without any question about the same review."""
    fold = folds([one.about for one in asked], FOLDS, SEED)
    fitted = [fit([one for one, own in zip(asked, fold, strict=True) if own != number]) for number in range(FOLDS)]
    return [fitted[number] for number in fold]


def figures(asked: Sequence[Asked], weights: Sequence[Mapping[Feature, float]]) -> dict[str, float]:
    """How far up the first gold passage stands."""
    ranks = []
    for one, own in zip(asked, weights, strict=True):
        scores = one.columns @ np.array([own[name] for name in FEATURES], np.float32)
        found = np.flatnonzero(one.gold[np.argsort(-scores, kind="stable")])
        ranks.append(int(found[0]) + 1 if len(found) else None)
    return {
        **{f"hit@{k}": round(float(np.mean([r is not None and r <= k for r in ranks])), 3) for k in (1, 5, 10)},
        "mrr@10": round(float(np.mean([1 / r if r is not None and r <= 10 else 0.0 for r in ranks])), 3),
    }


def main() -> None:
    """Measure, print, and write where asked to."""
    given = fitting(
        "Fit the weights of the ranking and measure what they change.", "make the fitted weights the product's"
    )
    settings = Settings(home=given.home) if given.home else Settings()
    answerable = [one for one in read_questions() if one["kind"] != "unanswerable"]
    with opened(settings, None if given.home else given.reviews) as library:
        tools = Assistant(library).tools
        found = [ask(one, tools) for one in watched(answerable, "questions", 100)]
    asked = [one for one in found if one is not None]
    weights = fit(asked)
    result = {
        "questions": len(asked),
        "by hand": figures(asked, [BY_HAND] * len(asked)),
        "cross-validated": figures(asked, cross_validated(asked)),
        "shipped": figures(asked, [ranking_weights()] * len(asked)),
        "weights": {name: round(value, 3) for name, value in weights.items()},
    }
    print(json.dumps(result, indent=1) if given.json else "\n".join(lines(result)))
    if given.write:
        origin = (
            f"listwise fit by benchmarks/ordering.py on {len(asked)} answerable questions written for this project "
            "about the development corpus (benchmarks/data/questions.jsonl); the gold questions had no part in it."
        )
        path = Path(str(files("assistant").joinpath("data/ranking.json")))
        path.write_text(json.dumps({"origin": origin, "weights": result["weights"]}, indent=2) + "\n", encoding="utf-8")
        note(f"wrote {path.name}")


if __name__ == "__main__":
    main()
