"""How often an ingest survives kill -9: killed at random moments, then the library is opened, verified and compared.

    python -m benchmarks.crash FILE... [--rounds 100] [--longest 12] [--seed 1] [--home DIR]

Each round runs the console command ``ingest`` on all the files and kills it after a random time; then ``library
verify`` must be clean and every review in the library must be one that had been handed in. When an ingest gets to its
end before it is killed, that round does not count and the next one begins with an empty library. At the end an ingest
runs undisturbed and must complete the files without a double. Prints JSON; exit 0 when everything held.

The commands run in children forked from one process that has the modules loaded, because importing them takes longer
than what is measured. Needs a system with fork.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

HEAVY = ("chromadb", "sentence_transformers", "tantivy", "pypdfium2", "docx", "cli", "app", "ingest", "vectorstore")


def start(arguments: Sequence[str], said: Path) -> int:
    """Run a console command in a forked child, what it says going to files; the child's process id."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        out = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(out, 1)
        errors = os.open(said.with_suffix(".err"), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(errors, 2)
        import_module("cli").main(list(arguments))
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def run(arguments: Sequence[str], said: Path) -> tuple[int, str]:
    """Run a console command to its end: its exit code and what it printed."""
    _, status = os.waitpid(start(arguments, said), 0)
    return os.waitstatus_to_exitcode(status), said.read_text(encoding="utf-8")


def report_of(printed: str) -> dict[str, object]:
    """The JSON object that a command printed; empty where it printed none."""
    read = json.loads(printed) if printed.lstrip().startswith("{") else {}
    return dict(read)


def kill_after(child: int, seconds: float) -> bool:
    """Kill the child after so long; False when it had ended by itself."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if os.waitpid(child, os.WNOHANG)[0]:
            return False
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def names_of(home: Path, said: Path) -> list[str]:
    """The file names of the reviews in the library."""
    _, printed = run(["--home", str(home), "library", "list", "--json"], said)
    return [str(review["file"]) for review in json.loads(printed)]


def main() -> int:
    """Do the rounds and print what came of them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--longest", type=float, default=12.0, help="seconds before the kill, at most")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--home", type=Path)
    given = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # a pool of threads would not outlive the fork
    for module in HEAVY:
        import_module(module)
    work = Path(tempfile.mkdtemp(prefix="crash-"))
    home = given.home or work / "home"
    said, chance = work / "said.json", random.Random(given.seed)
    expected = sorted(path.name for path in given.files)
    ingest = ["--home", str(home), "ingest", *map(str, given.files), "--json"]
    outcome: Counter[str] = Counter()
    problems: list[object] = []
    begun = time.monotonic()
    while outcome["killed"] < given.rounds:
        if not kill_after(start(ingest, said), chance.uniform(0.05, given.longest)):
            outcome["ran to the end"] += 1
            shutil.rmtree(home)
            continue
        outcome["killed"] += 1
        code, printed = run(["--home", str(home), "library", "verify", "--json"], said)
        report = report_of(printed)
        held = names_of(home, said)
        if code or not report.get("clean") or len(held) != len(set(held)) or not set(held) <= set(expected):
            problems.append({"round": outcome["killed"], "exit": code, "report": report, "held": held})
        if sorted(held) == expected:
            shutil.rmtree(home)
    last = report_of(run(ingest, said)[1])
    held = sorted(names_of(home, said))
    messages = Counter(
        "wholly in" if "wholly in" in line else "wholly absent"
        for line in said.with_suffix(".err").read_text(encoding="utf-8").splitlines()
        if "when the program stopped" in line
    )
    code, _ = run(["--home", str(home), "library", "verify", "--json"], said)
    complete = held == expected and not code
    print(
        json.dumps(
            {
                "rounds": dict(outcome),
                "found_after_the_kill": dict(messages),
                "not_clean": len(problems),
                "problems": problems[:10],
                "final_ingest": {key: last.get(key) for key in ("added", "unchanged", "failed")},
                "complete_without_double": complete,
                "seconds": round(time.monotonic() - begun),
            },
            indent=1,
        )
    )
    shutil.rmtree(work)
    return 0 if complete and not problems else 1


if __name__ == "__main__":
    sys.exit(main())
