"""ContractNLI: which spans of a contract bear on a statement, ranked?

For each statement that a contract entails or contradicts, all spans of the contract are ranked; the measure is the
share of the marked spans among the first three (at most three count as wanted). The check ranks by how far a span
speaks of what the statement speaks of, since spans that contradict it are evidence too.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import NamedTuple

from benchmarks.bearing import Bench
from benchmarks.common import arguments, note, run, sample, with_interval

_DEPTH = 3


class Task(NamedTuple):
    """One statement about one contract: the contract's spans, and which of them people marked."""

    statement: str
    spans: tuple[str, ...]
    wanted: frozenset[int]
    entailed: bool


def read_contracts(path: Path) -> list[Task]:
    """The statements with evidence, contract by contract."""
    read = json.loads(path.read_text(encoding="utf-8"))
    statements = {key: label["hypothesis"] for key, label in read["labels"].items()}
    return [
        Task(
            statements[key],
            tuple(" ".join(document["text"][start:end].split()) for start, end in document["spans"]),
            frozenset(made["spans"]),
            made["choice"] == "Entailment",
        )
        for document in read["documents"]
        for key, made in document["annotation_sets"][0]["annotations"].items()
        if made["spans"]
    ]


def recalled(scores: list[float], wanted: frozenset[int]) -> float:
    """The share of the wanted spans among the first three."""
    first = sorted(range(len(scores)), key=lambda place: -scores[place])[:_DEPTH]
    return len(wanted & set(first)) / min(len(wanted), _DEPTH)


def measure(given: argparse.Namespace) -> dict[str, object]:
    """Rank the spans of every contract both ways."""
    everything = read_contracts(given.folder / "dev.json")
    items = sample(everything, given.limit)
    bench = Bench()
    check: list[float] = []
    cosine: list[float] = []
    for number, task in enumerate(items, 1):
        measured = [bench.check.agreement(task.statement, [span]) for span in task.spans]
        check.append(recalled([one.alone for one in measured], task.wanted))
        cosine.append(recalled([one.cosine for one in measured], task.wanted))
        if number % 50 == 0:
            note(f"statements: {number} of {len(items)}")
    return {
        "benchmark": "contract_nli",
        "statements": len(items),
        "of": len(everything),
        "evidence_recall@3": {"check": with_interval(check), "cosine": with_interval(cosine)},
        "entailed only": {
            "check": with_interval([value for value, task in zip(check, items, strict=True) if task.entailed]),
            "cosine": with_interval([value for value, task in zip(cosine, items, strict=True) if task.entailed]),
        },
    }


if __name__ == "__main__":
    run(arguments("Evidence for statements about contracts, on ContractNLI.", "the folder with dev.json"), measure)
