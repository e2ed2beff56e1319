"""SQuAD 2: does the decide step tell answerable questions from unanswerable ones?

The library is the paragraphs, a Review for each article. A question's score is the decide step's probability; where
the step refuses for a name that the library does not hold, the score is 0. The tutorial pipeline's score is the
similarity of its nearest chunk.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.chain import decide_step, find_step
from benchmarks.baseline import Baseline, chunks
from benchmarks.common import SEED, arguments, auroc, run, sample, timed, watched
from benchmarks.shelf import Document, Shelf, open_shelf, understood

_RESAMPLES = 1_000


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and whether a paragraph answers it."""

    text: str
    answerable: bool


def read_squad(path: Path) -> tuple[list[Document], list[Question]]:
    """The articles, paragraphs parted by empty lines, and the questions."""
    articles = json.loads(path.read_text(encoding="utf-8"))["data"]
    documents = [
        Document(
            f"article-{number}",
            "\n\n".join(" ".join(one["context"].split()) for one in article["paragraphs"]),
            article["title"].replace("_", " "),
        )
        for number, article in enumerate(articles, 1)
    ]
    questions = [
        Question(asked["question"], not asked["is_impossible"])
        for article in articles
        for paragraph in article["paragraphs"]
        for asked in paragraph["qas"]
        if asked["question"].strip()
    ]
    return documents, questions


def confidence(shelf: Shelf, question: str) -> float:
    """The decide step's probability for a question as it stands; 0 where it refuses for a missing name."""
    state = decide_step(find_step(understood(question), shelf.tools), shelf.tools)
    if state.evidence is None or state.evidence.premises.name:
        return 0.0
    return state.evidence.probability


def separation(questions: Sequence[Question], score: Callable[[str], float], words: str) -> dict[str, float]:
    """AUROC of answerable against not, with its interval by resampling each side."""
    positive: list[float] = []
    negative: list[float] = []
    for one in watched(questions, words):
        (positive if one.answerable else negative).append(score(one.text))
    draws = np.random.default_rng(SEED)
    again = [
        auroc(list(draws.choice(positive, len(positive))), list(draws.choice(negative, len(negative))))
        for _ in range(_RESAMPLES if positive and negative else 0)
    ]
    low, high = np.percentile(again, [2.5, 97.5]) if again else (0.0, 1.0)
    return {"auroc": round(auroc(positive, negative), 4), "low": round(float(low), 4), "high": round(float(high), 4)}


def measure(given: argparse.Namespace) -> dict[str, object]:
    """Score every question both ways."""
    path = next(iter(sorted(given.folder.glob("*.json"))), given.folder / "dev-v2.0.json")
    documents, everything = read_squad(path)
    questions = sample(everything, given.limit)
    seconds: dict[str, float] = {}
    with open_shelf() as shelf:
        with timed(seconds, "ingest"):
            shelf.add(documents)
        with timed(seconds, "questions"):
            product = separation(questions, lambda text: confidence(shelf, text), "questions")
        encoder = shelf.library.encoder
        with timed(seconds, "tutorial"):
            made = [chunk for one in documents for chunk in chunks(one.id, one.text)]
            with Baseline(encoder, made) as baseline:
                tutorial = separation(questions, baseline.similarity, "tutorial")
        passages = len(shelf.library)
    return {
        "benchmark": "squad2",
        "questions": len(questions),
        "of": len(everything),
        "answerable": sum(one.answerable for one in questions),
        "passages": passages,
        "product": product,
        "tutorial": tutorial,
        "seconds_by_step": seconds,
    }


if __name__ == "__main__":
    run(arguments("Answerable or not, on SQuAD 2.", "the folder with a SQuAD 2 file (.json)"), measure)
