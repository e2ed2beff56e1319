"""Blocks of memory that hold nothing of what stood there before.

Chroma's index writes its whole block of memory to disk, with the part that no vector has filled yet. Memory that the C
library hands out again still holds what the program had there: words of a report, or of a question. So the library is
told to empty what it hands out while Chroma is at work. A block that grows where it stands is not emptied by this.
"""

from __future__ import annotations

import contextlib
import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

_PERTURB = -6  # M_PERTURB of the GNU C library: what is handed out is filled with the complement of this byte
_EMPTY, _AS_IT_IS = 0xFF, 0
_lock = Lock()
_at_work = 0


def _option() -> Callable[[int, int], int] | None:
    with contextlib.suppress(AttributeError, OSError, TypeError):  # another C library, or another system
        found: Callable[[int, int], int] = ctypes.CDLL(None).mallopt
        return found
    return None


_mallopt = _option()


@contextmanager
def fresh_blocks() -> Iterator[None]:
    """Have memory be all zeros when it is handed out, while the block runs; several may run at once.

    Where the C library is another than GNU's, nothing changes.
    """
    _count(1)
    try:
        yield
    finally:
        _count(-1)


def _count(more: int) -> None:
    global _at_work
    with _lock:
        _at_work += more
        if _mallopt is not None and _at_work == max(more, 0):
            _mallopt(_PERTURB, _EMPTY if _at_work else _AS_IT_IS)
