"""Cutting a passage into windows that the encoder can read whole."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

Span = tuple[int, int]

OVERLAP = 0.25  # of a window's pieces, so that a sentence cut by one window stands whole in the next
_EARLIEST_CUT = 0.6
_SENTENCE = re.compile(r"(?<=[.!?;:])[\"'”’)\]]*\s+|\n+")
_SPACE = re.compile(r"\s+")


def cut(text: str, pieces: Sequence[Span], limit: int) -> tuple[Span, ...]:
    """Cut ``text`` into overlapping [start, end) windows of at most ``limit`` word pieces each.

    ``pieces`` are the offsets of the text's word pieces in order. Cuts fall at sentence ends where there is one in
    the last part of a window, else at white space, else (a run without any) between two pieces. Together the
    windows hold every piece; a text without pieces is one window.
    """
    if limit < 1:
        raise ValueError("a window needs room for at least one word piece")
    if len(pieces) <= limit:
        return ((0, len(text)),)
    starts = [start for start, _ in pieces]
    sentences = [found.end() for found in _SENTENCE.finditer(text)]
    words = [found.end() for found in _SPACE.finditer(text)]
    windows: list[Span] = []
    first = 0
    while True:
        last = first + limit
        if last >= len(pieces):
            windows.append((starts[first], len(text)))
            return tuple(windows)
        further = max(starts[first], windows[-1][1] if windows else 0) + 1  # each window reads on
        earliest = max(further, starts[first + max(1, int(limit * _EARLIEST_CUT))])
        end = _latest(sentences, earliest, starts[last]) or _latest(words, further, starts[last])
        end = end or starts[last]
        windows.append((starts[first], end))
        stop = bisect_left(starts, end)  # the first piece that this window does not hold
        first = _next_first(starts, sentences, words, first, stop)


def _next_first(starts: Sequence[int], sentences: Sequence[int], words: Sequence[int], first: int, stop: int) -> int:
    """The piece that the next window begins with: after this one's first, no later than ``stop``."""
    back = max(first + 1, stop - max(1, int((stop - first) * OVERLAP)))
    far = max(first + 1, stop - 2 * (stop - back))
    upper = starts[stop]
    place = _earliest(sentences, starts[far], upper) or _earliest(words, starts[back], upper) or upper
    return min(stop, max(first + 1, bisect_left(starts, place)))


def _latest(places: Sequence[int], low: int, high: int) -> int | None:
    """The last of the ascending places within [low, high]."""
    index = bisect_right(places, high) - 1
    return places[index] if index >= 0 and places[index] >= low else None


def _earliest(places: Sequence[int], low: int, high: int) -> int | None:
    """The first of the ascending places within [low, high]."""
    index = bisect_left(places, low)
    return places[index] if index < len(places) and places[index] <= high else None
