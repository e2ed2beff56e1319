"""Adds small reviews to a library, saying so line by line; made to be killed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from ingest.model import Review
from tests.vectorstore.making import FATHERS, HOMES, make_review
from vectorstore import Library

COUNT = 12


def reviews() -> Iterator[Review]:
    """Reviews in two versions each, so that a new version is among what is interrupted."""
    for number in range(COUNT):
        review_id = f"review-{number // 2}"
        edition = f"Edition {number % 2} of the report about family number {number // 2} says this."
        yield make_review(f"{review_id}.txt", (edition, FATHERS[number % 3], HOMES[number % 3]), review_id=review_id)


def add_all(home: Path) -> None:
    """Open the library and add every review, saying so."""
    with Library.open(home) as library:
        library.encoder.query("loaded")
        print("begin", flush=True)
        for review in reviews():
            print("adding", review.review_id, review.version, flush=True)
            library.add(review)
            print("added", review.review_id, review.version, flush=True)
    print("end", flush=True)


if __name__ == "__main__":
    # What takes seconds to import is imported once; each line of input is a folder, for which a child does the work.
    for module in ("chromadb", "sentence_transformers", "tantivy"):
        import_module(module)
    for line in sys.stdin:
        child = os.fork()
        if not child:
            print(os.getpid(), flush=True)
            add_all(Path(line.strip()))
            os._exit(0)
        os.waitpid(child, 0)
        print("gone", flush=True)
