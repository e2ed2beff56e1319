"""How long an answer takes: the product beside the tutorial pipeline, alone and with eight people asking at once.

Both answer the same gold questions in the same process, question by question in turn, after a few that are not
counted. Then eight askers put all the questions to the product at the same time, each in an order of their own.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from assistant import Assistant
from benchmarks.common import SEED, arguments, note, percentile, run, sample, timed
from benchmarks.tutorial import Tutorial, add_gold, find_gold
from commands.measure import opened
from desk.gold import GoldQuestion, read_gold
from settings import Settings

ASKERS = 8
_WARM = 3


def milliseconds(ask: Callable[[GoldQuestion], object], question: GoldQuestion) -> float:
    """How long one question takes."""
    began = time.perf_counter()
    ask(question)
    return (time.perf_counter() - began) * 1000


def at_once(ask: Callable[[GoldQuestion], object], questions: Sequence[GoldQuestion], askers: int) -> list[float]:
    """Milliseconds of every question when so many people each ask all of them at the same time."""

    def one_asker(number: int) -> list[float]:
        own = random.Random(SEED + number).sample(list(questions), len(questions))
        return [milliseconds(ask, question) for question in own]

    with ThreadPoolExecutor(askers) as pool:
        return [ms for times in pool.map(one_asker, range(askers)) for ms in times]


def summary(times: Sequence[float]) -> dict[str, float]:
    """Median and 95th percentile in milliseconds."""
    return {"p50_ms": round(statistics.median(times), 1), "p95_ms": round(percentile(times, 0.95), 1)}


def measure(given: argparse.Namespace) -> dict[str, object]:
    """Time both, then eight askers."""
    gold: Path = given.gold or find_gold(given.folder)
    questions = sample(read_gold(gold), given.limit)
    seconds: dict[str, float] = {}
    settings = Settings(home=given.home) if given.home else Settings()
    with opened(settings, None if given.home else given.folder) as library:
        assistant = Assistant(library)
        with timed(seconds, "tutorial ingest"):
            tutorial = Tutorial(library.encoder, given.folder)
        with tutorial.store, timed(seconds, "questions"):
            asks: dict[str, Callable[[GoldQuestion], object]] = {
                "product": lambda one: assistant.ask(one.question, one.history),
                "tutorial": lambda one: tutorial.ask(one.question, one.history),
            }
            times: dict[str, list[float]] = {name: [] for name in asks}
            for question in [*questions[:_WARM], *questions]:
                for name, ask in asks.items():
                    times[name].append(milliseconds(ask, question))
            product, plain = times["product"][_WARM:], times["tutorial"][_WARM:]
            note(f"{ASKERS} askers at once …")
            crowd = at_once(asks["product"], questions, ASKERS)
        passages = len(library)
    lone, lone_plain = statistics.median(product), statistics.median(plain)
    return {
        "benchmark": "speed",
        "questions": len(questions),
        "passages": passages,
        "processors": os.cpu_count(),
        "product": summary(product),
        "tutorial": summary(plain),
        "product_to_tutorial": round(lone / lone_plain, 2),
        f"{ASKERS}_at_once": summary(crowd),
        "p95_at_once_to_lone_median": round(percentile(crowd, 0.95) / lone, 2),
        "load_average": [round(one, 1) for one in os.getloadavg()],
        "seconds_by_step": seconds,
    }


if __name__ == "__main__":
    run(
        arguments(
            "How long an answer takes.",
            "the folder of reports, with its manifest.csv",
            add_gold,
            lambda parser: parser.add_argument(
                "--home", type=Path, metavar="DIR", help="a library that holds the reports already, to save time"
            ),
        ),
        measure,
    )
