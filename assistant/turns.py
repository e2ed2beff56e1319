"""Take turns: no more questions are worked on at a time than there are processors, in the order in which they came.

Steps that compute gain nothing from being interleaved; where many ask at once, threads that take the interpreter from
each other make everybody wait longer. Waiting for a chat model takes no turn.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache


class Turns:
    """Lets ``places`` threads through at a time; those who wait are let in as they came."""

    def __init__(self, places: int) -> None:
        """Nobody is in yet."""
        self._free = places
        self._waiting: deque[threading.Event] = deque()
        self._lock = threading.Lock()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Wait for a turn and keep it for as long as the block lasts."""
        with self._lock:
            mine = None if self._free and not self._waiting else threading.Event()
            if mine is None:
                self._free -= 1
            else:
                self._waiting.append(mine)
        if mine is not None:
            mine.wait()
        try:
            yield
        finally:
            with self._lock:
                if self._waiting:
                    self._waiting.popleft().set()
                else:
                    self._free += 1


@cache
def turns() -> Turns:
    """The turns of this process."""
    return Turns(max(1, os.cpu_count() or 1))
