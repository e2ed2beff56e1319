"""Looks for phrases in files; run as a program of its own, with JSON on its standard input and output.

A process that closes a database's file by hand lets go of the locks that SQLite holds on it, so the process that holds
the library does not read through its own files.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

_PIECE = 1 << 22


def scan(files: Iterable[Path], phrases: Sequence[bytes]) -> list[Path]:
    """Which of the files hold any of the phrases, searched by a process of its own; one that went away holds none."""
    asked = {"files": [str(path) for path in files], "phrases": [phrase.hex() for phrase in phrases]}
    command = [sys.executable, "-I", __file__]
    done = subprocess.run(command, input=json.dumps(asked), capture_output=True, text=True, check=True)
    return [Path(name) for name in json.loads(done.stdout)]


def _main() -> None:
    asked = json.load(sys.stdin)
    phrases = [bytes.fromhex(phrase) for phrase in asked["phrases"]]
    json.dump([name for name in asked["files"] if _holds(Path(name), phrases)], sys.stdout)


def _holds(path: Path, phrases: Sequence[bytes]) -> bool:
    """Whether a file holds any of the phrases, read in pieces that overlap."""
    longest = max(map(len, phrases), default=0)
    try:
        with path.open("rb") as file:
            before = b""
            while read := file.read(_PIECE):
                piece = before + read
                if any(phrase in piece for phrase in phrases):
                    return True
                before = piece[-longest:] if longest else b""
    except FileNotFoundError:
        return False
    return False


if __name__ == "__main__":
    _main()
