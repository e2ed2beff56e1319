"""Retrieval on any folder in the BEIR form: corpus.jsonl, queries.jsonl and qrels.tsv (or qrels/test.tsv).

Each document is read as ingest reads a text and found through the product's own find and rank steps, with folding and
spreading off; a document's score is its best passage's. The tutorial pipeline ranks the same documents by their best
chunk.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks.baseline import Baseline, best_documents, chunks
from benchmarks.common import arguments, mean, ndcg, read_lines, recall, run, sample, timed, watched, with_interval
from benchmarks.shelf import Document, open_shelf

DEPTH = 100
BREADTH = 300  # candidates that each side brings, so that a hundred documents are among them
_CHUNKS = 400  # chunks looked at, so that the tutorial pipeline has a hundred documents too

Qrels = Mapping[str, Mapping[str, int]]


def read_corpus(folder: Path) -> list[Document]:
    """The documents, with their titles."""
    rows = read_lines(folder / "corpus.jsonl")
    return [Document(str(row["_id"]), str(row.get("text") or ""), str(row.get("title") or "")) for row in rows]


def read_qrels(folder: Path) -> dict[str, dict[str, int]]:
    """The grades of documents by query; tab-separated, with or without a header, three columns or trec's four."""
    path = folder / "qrels.tsv"
    if not path.is_file() and (folder / "qrels" / "test.tsv").is_file():
        path = folder / "qrels" / "test.tsv"
    grades: dict[str, dict[str, int]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if len(cells) < 3 or not cells[-1].strip().lstrip("-").isdigit():
            continue  # the header
        grades.setdefault(cells[0], {})[cells[-2]] = int(cells[-1])
    return grades


def measure(given: argparse.Namespace) -> dict[str, object]:
    """Rank every query's documents both ways."""
    folder: Path = given.folder
    documents, grades = read_corpus(folder), read_qrels(folder)
    texts = {str(row["_id"]): str(row["text"]) for row in read_lines(folder / "queries.jsonl")}
    queries = sample(
        [query for query in texts if any(grade > 0 for grade in grades.get(query, {}).values())], given.limit
    )
    seconds: dict[str, float] = {}
    result: dict[str, object] = {"benchmark": "retrieval", "documents": len(documents), "queries": len(queries)}
    with open_shelf() as shelf:
        with timed(seconds, "ingest"):
            shelf.add(documents, together=True)
        result["passages"] = len(shelf.library)
        with timed(seconds, "questions"):
            rankings = _rankings(queries, lambda query: shelf.rank_documents(texts[query], BREADTH))
        result["product"] = scores(rankings, grades)
        if not given.without_tutorial:
            made = [chunk for one in documents for chunk in chunks(one.id, f"{one.title}\n\n{one.text}".strip())]
            with timed(seconds, "tutorial ingest"):
                baseline = Baseline(shelf.library.encoder, made)
            with baseline, timed(seconds, "tutorial questions"):
                plain = _rankings(queries, lambda query: best_documents(baseline.search(texts[query], _CHUNKS)))
            result["tutorial"] = scores(plain, grades)
    return result | {"seconds_by_step": seconds}


def _rankings(queries: Sequence[str], rank: Callable[[str], list[str]]) -> dict[str, list[str]]:
    return {query: rank(query)[:DEPTH] for query in watched(queries, "queries")}


def scores(rankings: Mapping[str, Sequence[str]], grades: Qrels) -> dict[str, object]:
    """nDCG@10 with its interval, and recall at 10 and 100."""
    return {
        "ndcg@10": with_interval([ndcg(ranking, grades[query]) for query, ranking in rankings.items()]),
        "recall@10": mean(recall(ranking, grades[query], 10) for query, ranking in rankings.items()),
        "recall@100": mean(recall(ranking, grades[query], DEPTH) for query, ranking in rankings.items()),
    }


def _parser() -> argparse.ArgumentParser:
    return arguments(
        "Retrieval by find and rank, beside the tutorial pipeline.",
        "the folder with corpus.jsonl, queries.jsonl and qrels.tsv",
        lambda parser: parser.add_argument("--without-tutorial", action="store_true", help="the product's side only"),
    )


if __name__ == "__main__":
    run(_parser(), measure)
