"""kill -9 at random moments while reviews are added; ``benchmarks/crash.py`` does the same a hundred times."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from subprocess import PIPE

import pytest

from tests.vectorstore.adder import COUNT, reviews
from vectorstore import Library

ROUNDS = 6


@pytest.fixture
def adder() -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.vectorstore.adder"]
    here = Path(__file__).parents[2]
    one_thread = {**os.environ, "OMP_NUM_THREADS": "1"}  # a pool of threads would not outlive the fork
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE, text=True, cwd=here, env=one_thread) as process:
        yield process


def run_and_kill(adder: subprocess.Popen[str], home: Path, seconds: float) -> list[str]:
    """Have reviews added, kill that process after so many seconds of it, and return the lines it had said."""
    assert adder.stdin is not None
    assert adder.stdout is not None
    adder.stdin.write(f"{home}\n")
    adder.stdin.flush()
    child = int(adder.stdout.readline())
    assert adder.stdout.readline() == "begin\n"
    time.sleep(seconds)
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    said = []
    while (line := adder.stdout.readline().strip()) != "gone":
        said.append(line)
    return said


@pytest.mark.parametrize("seed", [random.randrange(10**6) for _ in range(1)])
def test_killed_at_any_moment_each_review_is_wholly_there_or_wholly_absent(
    home: Path, adder: subprocess.Popen[str], seed: int
) -> None:
    chance = random.Random(seed)
    expected = {(review.review_id, review.version): review for review in reviews()}
    for _ in range(ROUNDS):
        said = run_and_kill(adder, home, chance.uniform(0.0, 0.6))
        with Library.open(home) as library:
            report = library.verify()
            assert report.problems == (), (seed, said, library.opened_with)
            held = {(record.review_id, record.version) for record in library.reviews(superseded=True)}
            told = {tuple(line.split()[1:]) for line in said if line.startswith("added")}
            assert told <= held, (seed, said)
            under_way = {tuple(line.split()[1:]) for line in said if line.startswith("adding")} - told
            for review_id, version in held:
                given = expected[review_id, version]
                assert library.text(review_id, version) == given.text
                assert tuple(p.passage for p in library.passages(review_id, version)) == given.passages
                assert library.original_path(review_id, version).read_bytes() == given.original.content
            for words in library.opened_with:
                outcomes = ("wholly in the library", "wholly absent", "as it was before")
                assert any(outcome in words for outcome in outcomes), words
                assert under_way
    with Library.open(home) as library:
        outcomes = [library.add(review).outcome for review in reviews()]
        assert len(outcomes) == COUNT
        assert len(library.reviews()) == COUNT // 2
        assert library.verify().clean
