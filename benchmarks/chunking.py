"""Chroma's chunking evaluation: of the characters retrieved, how many were wanted, and of those wanted, how many found?

The five corpora are one library, read as the files that they are. For each question the five best passages are taken
as an answer shows them, and compared with the excerpts that answer it, character by character: recall, precision, and
intersection over union, the mean over questions.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.baseline import Baseline, chunks
from benchmarks.common import arguments, common, mean, run, sample, size, timed, watched, with_interval
from benchmarks.shelf import Document, open_shelf, understood

K = 5
Place = tuple[str, int, int]  # a corpus and [start, end) in its text


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the excerpts of one corpus that answer it."""

    text: str
    corpus: str
    excerpts: tuple[tuple[int, int], ...]


def read_questions(folder: Path) -> list[Question]:
    """The questions, with the offsets of their excerpts."""
    csv.field_size_limit(10**9)
    with (folder / "questions_df.csv").open(encoding="utf-8", newline="") as file:
        return [
            Question(
                row["question"],
                row["corpus_id"],
                tuple((one["start_index"], one["end_index"]) for one in json.loads(row["references"])),
            )
            for row in csv.DictReader(file)
        ]


def read_corpora(folder: Path) -> list[Document]:
    """The corpora with their line ends as they are, since the excerpts' offsets count them."""
    return [
        Document(path.stem, path.read_bytes().decode("utf-8"), suffix=path.suffix)
        for path in sorted((folder / "corpora").iterdir())
    ]


@dataclass(frozen=True, slots=True)
class Overlap:
    """What one question's retrieval holds of its excerpts; ``characters`` is how much was retrieved."""

    recall: float
    precision: float
    iou: float
    characters: int


def overlap(found: Sequence[Place], question: Question) -> Overlap:
    """Compare what was found, of any corpus, with the excerpts; overlapping passages count once."""
    inside = [(start, end) for corpus, start, end in found if corpus == question.corpus]
    retrieved = sum(
        size([(start, end) for name, start, end in found if name == corpus]) for corpus in {one[0] for one in found}
    )
    wanted, shared = size(question.excerpts), common(inside, question.excerpts)
    return Overlap(
        shared / wanted, shared / retrieved if retrieved else 0.0, shared / (retrieved + wanted - shared), retrieved
    )


def summary(overlaps: Sequence[Overlap]) -> dict[str, object]:
    """The means over questions; recall and precision with their intervals."""
    return {
        "recall": with_interval([one.recall for one in overlaps]),
        "precision": with_interval([one.precision for one in overlaps]),
        "iou": mean(one.iou for one in overlaps),
        "characters": round(mean(one.characters for one in overlaps)),
    }


def measure(given: argparse.Namespace) -> dict[str, object]:
    """Ask every question both ways."""
    corpora = read_corpora(given.folder)
    questions = sample(read_questions(given.folder), given.limit)
    seconds: dict[str, float] = {}
    product: list[Overlap] = []
    tutorial: list[Overlap] = []
    with open_shelf() as shelf:
        with timed(seconds, "ingest"):
            shelf.add(corpora)
        with timed(seconds, "questions"):
            for question in watched(questions, "questions"):
                found = [shelf.in_document(one) for one in shelf.passages(understood(question.text), K)]
                product.append(overlap([(document.id, start, end) for document, start, end in found], question))
        with timed(seconds, "tutorial"):
            made = [chunk for one in corpora for chunk in chunks(one.id, one.text)]
            with Baseline(shelf.library.encoder, made) as baseline:
                for question in watched(questions, "tutorial"):
                    hits = baseline.search(question.text, K)
                    tutorial.append(overlap([(one.document, one.start, one.end) for one in hits], question))
        passages = len(shelf.library)
        paired = mean(shelf.paired(one) for one in corpora)
    return {
        "benchmark": "chunking",
        "questions": len(questions),
        "passages": passages,
        "words_paired": paired,
        "product": summary(product),
        "tutorial": summary(tutorial),
        "seconds_by_step": seconds,
    }


if __name__ == "__main__":
    run(
        arguments("Retrieved characters on Chroma's corpora.", "the folder with corpora/ and questions_df.csv"), measure
    )
