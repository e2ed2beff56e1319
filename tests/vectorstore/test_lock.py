from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from vectorstore import Library, LibraryBusy
from vectorstore.lock import HOLDER_FILE, HomeLock

HOLD = """
import sys, time
from pathlib import Path
from vectorstore.lock import HomeLock
lock = HomeLock(Path(sys.argv[1]))
lock.take()
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture
def holder(home: Path) -> Iterator[subprocess.Popen[str]]:
    home.mkdir()
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(home)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_a_second_process_is_told_at_once_who_holds_the_library(home: Path, holder: subprocess.Popen[str]) -> None:
    begun = time.monotonic()
    with pytest.raises(LibraryBusy, match=rf"process {holder.pid}, since 20.*stop that process"):
        Library.open(home)
    assert time.monotonic() - begun < 2


def test_a_dead_holder_is_no_holder(home: Path, holder: subprocess.Popen[str]) -> None:
    holder.kill()
    holder.wait()
    assert json.loads((home / HOLDER_FILE).read_text())["pid"] == holder.pid
    with Library.open(home) as library:
        assert library.reviews() == ()
        with pytest.raises(LibraryBusy):
            Library.open(home)
    assert not (home / HOLDER_FILE).exists()


def test_a_refused_opening_leaves_the_holder_alone(library: Library) -> None:
    with pytest.raises(LibraryBusy):
        Library.open(library.home)
    assert json.loads((library.home / HOLDER_FILE).read_text())["pid"]
    with pytest.raises(LibraryBusy):
        HomeLock(library.home).take()


def test_a_failed_opening_lets_go(home: Path) -> None:
    home.mkdir()
    (home / "library.sqlite3").write_bytes(b"this is no database at all, whatever its name says" * 50)
    for _ in range(2):
        with pytest.raises(Exception, match="database"):
            Library.open(home)
    (home / "library.sqlite3").unlink()
    Library.open(home).close()
