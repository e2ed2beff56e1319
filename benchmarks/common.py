"""What the benchmarks share: the command line, sampling, and measures."""

from __future__ import annotations

import argparse
import json
import math
import random
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import numpy as np

SEED = 20_240_131
RESAMPLES = 2_000
T = TypeVar("T")
Spans = Sequence[tuple[int, int]]


def arguments(what: str, folder: str, *more: Callable[[argparse.ArgumentParser], object]) -> argparse.ArgumentParser:
    """The options that every benchmark takes, and ``more``; ``what`` and ``folder`` are help texts."""
    parser = argparse.ArgumentParser(description=what)
    parser.add_argument("folder", metavar="DIR", type=Path, help=folder)
    parser.add_argument("--json", action="store_true", help="write the result as JSON")
    parser.add_argument("--limit", type=int, metavar="N", help="ask only N questions, drawn with a fixed seed")
    for add in more:
        add(parser)
    return parser


def fitting(what: str, write: str) -> argparse.Namespace:
    """Read the command line of what fits a part of the product on the written questions; ``write`` is a help text."""
    parser = argparse.ArgumentParser(description=what)
    parser.add_argument("--reviews", metavar="DIR", type=Path, help="the folder with the reports asked about")
    parser.add_argument("--home", metavar="HOME", type=Path, help="a library that holds them already, to save time")
    parser.add_argument("--write", action="store_true", help=write)
    parser.add_argument("--json", action="store_true", help="write the figures as JSON")
    given = parser.parse_args()
    if not (given.reviews or given.home):
        parser.error("name the folder with the reports (--reviews) or a library that holds them (--home)")
    return given


def run(parser: argparse.ArgumentParser, measure: Callable[[argparse.Namespace], Mapping[str, object]]) -> None:
    """Read the command line, measure, and write the result."""
    given = parser.parse_args()
    if not given.folder.is_dir():
        parser.error(f"there is no folder {given.folder}")
    began = time.perf_counter()
    try:
        result = dict(measure(given))
    except FileNotFoundError as error:
        parser.error(f"{error.filename} is missing")
    result["seconds"] = round(time.perf_counter() - began, 1)
    if given.json:
        print(json.dumps(result, ensure_ascii=False, indent=1))
    else:
        for line in lines(result):
            print(line)


def lines(result: Mapping[str, object], indent: str = "") -> Iterator[str]:
    """A result as lines of text, inner tables indented."""
    for key, value in result.items():
        if isinstance(value, Mapping):
            yield f"{indent}{key}:"
            yield from lines(value, indent + "  ")
        else:
            yield f"{indent}{key}: {value}"


def note(words: str) -> None:
    """Tell whoever waits what is going on."""
    print(words, file=sys.stderr, flush=True)


@contextmanager
def timed(seconds: dict[str, float], name: str) -> Iterator[None]:
    """Write down under ``name`` how many seconds the block took."""
    note(f"{name} …")
    began = time.perf_counter()
    yield
    seconds[name] = round(time.perf_counter() - began, 1)


def sample(items: Sequence[T], limit: int | None, seed: int = SEED) -> Sequence[T]:
    """At most ``limit`` of the items, drawn with a seed, in their own order."""
    if limit is None or limit >= len(items):
        return items
    chosen = sorted(random.Random(seed).sample(range(len(items)), limit))
    return [items[index] for index in chosen]


def watched(items: Sequence[T], words: str, every: int = 200) -> Iterator[T]:
    """The items one by one, telling now and then how far it has come."""
    for number, item in enumerate(items, 1):
        yield item
        if number % every == 0:
            note(f"{words}: {number} of {len(items)}")


def read_lines(path: Path) -> list[dict[str, object]]:
    """The objects of a JSON Lines file."""
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def mean(values: Iterable[float]) -> float:
    """The mean to four places; 0 of nothing."""
    known = list(values)
    return round(statistics.fmean(known), 4) if known else 0.0


def with_interval(values: Sequence[float], seed: int = SEED) -> dict[str, float]:
    """The mean with its 95% interval by the percentile bootstrap (Efron and Tibshirani, 1993)."""
    if not values:
        return {"mean": 0.0, "low": 0.0, "high": 0.0, "items": 0}
    table = np.asarray(values, dtype=np.float64)
    draws = np.random.default_rng(seed)
    means = [float(table[draws.integers(0, len(table), len(table))].mean()) for _ in range(RESAMPLES)]
    low, high = np.percentile(means, [2.5, 97.5])
    return {"mean": mean(values), "low": round(float(low), 4), "high": round(float(high), 4), "items": len(values)}


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` of the values lie, by the nearest lower rank."""
    return sorted(values)[int(share * (len(values) - 1))]


def ndcg(ranking: Sequence[str], grades: Mapping[str, int], depth: int = 10) -> float:
    """nDCG at ``depth`` with linear gains and a logarithmic discount (Järvelin and Kekäläinen, 2002), as trec_eval."""
    gained = sum(max(0, grades.get(one, 0)) / math.log2(place + 2) for place, one in enumerate(ranking[:depth]))
    best = sorted((grade for grade in grades.values() if grade > 0), reverse=True)[:depth]
    ideal = sum(grade / math.log2(place + 2) for place, grade in enumerate(best))
    return gained / ideal if ideal else 0.0


def recall(ranking: Sequence[str], grades: Mapping[str, int], depth: int) -> float:
    """The share of relevant documents (grade above 0) among the first ``depth``."""
    wanted = {one for one, grade in grades.items() if grade > 0}
    return len(wanted & set(ranking[:depth])) / len(wanted) if wanted else 0.0


def token_f1(text: str, wanted: str) -> float:
    """F1 of the words that two texts share, with their counts, case and punctuation aside."""
    mine, theirs = Counter(_words(text)), Counter(_words(wanted))
    shared = sum((mine & theirs).values())
    if not shared:
        return float(mine == theirs)
    return 2 * shared / (mine.total() + theirs.total())


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """The chance that a positive scores above a negative, ties counting half (Mann and Whitney, 1947)."""
    if not positive or not negative:
        return 0.5
    scores = np.asarray([*positive, *negative], dtype=np.float64)
    _, inverse, counts = np.unique(scores, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    ranks = (last - (counts - 1) / 2)[inverse]
    above = float(ranks[: len(positive)].sum()) - len(positive) * (len(positive) + 1) / 2
    return above / (len(positive) * len(negative))


def union(spans: Spans) -> list[tuple[int, int]]:
    """The same characters as spans that are in order and do not touch."""
    out: list[tuple[int, int]] = []
    for start, end in sorted((start, end) for start, end in spans if end > start):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out


def size(spans: Spans) -> int:
    """How many characters lie in at least one span."""
    return sum(end - start for start, end in union(spans))


def common(one: Spans, other: Spans) -> int:
    """How many characters lie in a span of both."""
    return sum(max(0, min(end, last) - max(start, first)) for start, end in union(one) for first, last in union(other))
