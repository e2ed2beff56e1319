"""Take turns: no more questions are worked on at a time than there are processors, those asked first before others.

Steps that compute gain nothing from being interleaved: where many ask at once, all would end as late as the last one.
A turn is taken for each step, so that nobody is kept waiting by a reader who takes the steps slowly; waiting for a chat
model takes none.
"""

from __future__ import annotations

import heapq
import itertools
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache


class Turns:
    """Lets ``places`` threads through at a time; of those who wait, the one who began first."""

    def __init__(self, places: int) -> None:
        """Nobody is in yet."""
        self._free = places
        self._waiting: list[tuple[float, int, threading.Event]] = []
        self._number = itertools.count()
        self._lock = threading.Lock()

    @contextmanager
    def taken(self, began: float) -> Iterator[None]:
        """Wait for a turn and keep it for as long as the block lasts; ``began`` is when the whole work began."""
        with self._lock:
            mine = None if self._free and not self._waiting else threading.Event()
            if mine is None:
                self._free -= 1
            else:
                heapq.heappush(self._waiting, (began, next(self._number), mine))
        if mine is not None:
            mine.wait()
        try:
            yield
        finally:
            with self._lock:
                if self._waiting:
                    heapq.heappop(self._waiting)[2].set()
                else:
                    self._free += 1


@cache
def turns() -> Turns:
    """The turns of this process."""
    return Turns(max(1, os.cpu_count() or 1))
