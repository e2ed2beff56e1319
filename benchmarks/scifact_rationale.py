"""SciFact: which sentences of an abstract are the reasons for or against a claim?

For each claim and each abstract with marked sentences, a sentence is chosen or not; precision, recall and F1 over all
sentences. Sentences that contradict a claim are reasons too, so the measure taken is how far a sentence speaks of what
the claim speaks of, not whether it agrees; the check has no line for that, so both thresholds are the best for
these very sentences.
"""

from __future__ import annotations

import argparse
import json
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from benchmarks.bearing import Bench, best_line, f1
from benchmarks.common import arguments, auroc, read_lines, run, sample, watched


class Task(NamedTuple):
    """One claim, the sentences of one abstract, and which of them people marked."""

    claim: str
    sentences: tuple[str, ...]
    reasons: frozenset[int]


def read_claims(folder: Path) -> list[Task]:
    """The claims with evidence, an abstract at a time."""
    abstracts: dict[str, dict[str, object]] = {}
    with (folder / "corpus.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            abstracts[str(row["_id"])] = row
    made = []
    for one in read_lines(folder / "claims.jsonl"):
        evidence = one["evidence"]
        assert isinstance(evidence, dict)
        for document, sets in evidence.items():
            reasons = frozenset(int(place) for each in sets for place in each["sentences"])
            made.append(Task(str(one["claim"]), sentences(abstracts[str(document)]), reasons))
    return made


def sentences(abstract: dict[str, object]) -> tuple[str, ...]:
    """An abstract's sentences, from the places where they start."""
    text, starts = str(abstract["text"]), abstract["sentence_starts"]
    assert isinstance(starts, list)
    return tuple(text[start:end].strip() for start, end in pairwise([*starts, len(text)]))


def measure(given: argparse.Namespace) -> dict[str, object]:
    """Score every sentence both ways."""
    everything = read_claims(given.folder)
    items = sample(everything, given.limit)
    bench = Bench()
    truth: list[bool] = []
    check: list[float] = []
    cosine: list[float] = []
    for task in watched(items, "claims"):
        for place, sentence in enumerate(task.sentences):
            measured = bench.check.agreement(task.claim, [sentence])
            truth.append(place in task.reasons)
            check.append(measured.alone)
            cosine.append(measured.cosine)
    lines = {"check": best_line(truth, check, macro=False), "cosine": best_line(truth, cosine, macro=False)}
    return {
        "benchmark": "scifact_rationale",
        "claims with abstracts": len(items),
        "of": len(everything),
        "sentences": len(truth),
        "reasons": sum(truth),
        "check, its best threshold": f1(truth, [score >= lines["check"] for score in check]),
        "cosine, its best threshold": f1(truth, [score >= lines["cosine"] for score in cosine]),
        "auroc": {"check": _area(truth, check), "cosine": _area(truth, cosine)},
    }


def _area(truth: list[bool], scores: list[float]) -> float:
    chosen = [score for true, score in zip(truth, scores, strict=True) if true]
    others = [score for true, score in zip(truth, scores, strict=True) if not true]
    return round(auroc(chosen, others), 4)


if __name__ == "__main__":
    run(arguments("Reasons for and against claims, on SciFact.", "the folder with corpus.jsonl, claims.jsonl"), measure)
