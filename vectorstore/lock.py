"""One process holds a library's folder at a time, and whoever comes second is told who holds it."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from vectorstore.errors import LibraryBusy

LOCK_FILE = "library.lock"
HOLDER_FILE = "library.holder.json"


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that holds a library: its id and when it took the lock (UTC, ISO)."""

    pid: int
    started: str


class HomeLock:
    """The lock of one folder, held from ``take`` to ``release``.

    The operating system drops its lock when the holder dies, so a dead holder's lock is simply taken; the file that
    names the holder only serves the message.
    """

    def __init__(self, home: Path) -> None:
        """A lock not yet taken."""
        self._home = home
        self._holder_file = home / HOLDER_FILE
        self._lock = FileLock(home / LOCK_FILE, thread_local=False)

    def take(self) -> Holder | None:
        """Take the lock; the holder that died without releasing it, if there was one. Raises LibraryBusy at once."""
        try:
            self._lock.acquire(timeout=0)
        except (Timeout, RuntimeError) as error:
            raise LibraryBusy(_busy(self._home, self._read())) from error
        dead = self._read()
        mine = Holder(os.getpid(), datetime.now(UTC).isoformat(timespec="seconds"))
        with contextlib.suppress(OSError):  # a full disk must not keep anyone from reading
            self._holder_file.write_text(json.dumps({"pid": mine.pid, "started": mine.started}), encoding="utf-8")
        return dead

    def release(self) -> None:
        """Release the lock; harmless when it is not held."""
        if self._lock.is_locked:
            self._holder_file.unlink(missing_ok=True)
            self._lock.release()

    def _read(self) -> Holder | None:
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            read = json.loads(self._holder_file.read_text(encoding="utf-8"))
            return Holder(int(read["pid"]), str(read["started"]))
        return None


def _busy(home: Path, holder: Holder | None) -> str:
    who = f"process {holder.pid}, since {holder.started}" if holder else "another process"
    return (
        f"The library in {home} is in use by {who}. Ask on the page that it serves, or stop that process "
        "and run this command again."
    )
