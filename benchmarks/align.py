"""Where a stretch of a review's text stands in the text that ingest was given.

Ingest keeps the words of a plain text in order, but not its white space, bullets and line-end hyphens. So words are
paired in order, and a stretch lies between the first and the last of its paired words.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

_WORD = re.compile(r"\S+")
_AHEAD = 60  # words looked through for where the texts meet again
_FIRM = 3  # words in a row that must agree before words are taken to have been left out


class Alignment:
    """The paired words of a made text and the text that it was made from.

    ``share`` is the share of the made text's words that were paired.
    """

    def __init__(self, made: str, original: str) -> None:
        """Pair the words of both texts."""
        mine = [(found.start(), found.end(), found.group()) for found in _WORD.finditer(made)]
        theirs = [(found.start(), found.end(), found.group()) for found in _WORD.finditer(original)]
        pairs = _pairs([word for _, _, word in mine], [word for _, _, word in theirs])
        self._starts = [mine[one][0] for one, _ in pairs]
        self._ends = [mine[one][1] for one, _ in pairs]
        self._places = [(theirs[other][0], theirs[other][1]) for _, other in pairs]
        self.share = len(pairs) / len(mine) if mine else 1.0

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The [start, end) in the original of a stretch of the made text; empty where no word of it was paired."""
        first = bisect_right(self._ends, start)
        last = bisect_left(self._starts, end)
        if first >= last:
            return 0, 0
        return self._places[first][0], self._places[last - 1][1]


def _pairs(mine: list[str], theirs: list[str]) -> list[tuple[int, int]]:
    """Pair equal words in order; where the texts part, go on where the fewest words are passed over."""
    pairs: list[tuple[int, int]] = []
    one = other = 0
    while one < len(mine) and other < len(theirs):
        if mine[one] == theirs[other]:
            pairs.append((one, other))
            one, other = one + 1, other + 1
            continue
        step = _meeting(mine, theirs, one, other)
        if step is None:
            one, other = one + 1, other + 1
        else:
            one, other = one + step[0], other + step[1]
    return pairs


def _meeting(mine: list[str], theirs: list[str], one: int, other: int) -> tuple[int, int] | None:
    """How many words to pass over in each text until some in a row agree; None where that is too far."""
    for total in range(1, 2 * _AHEAD):
        for ahead in range(max(0, total - _AHEAD), min(total, _AHEAD) + 1):
            left, right = one + ahead, other + total - ahead
            run = mine[left : left + _FIRM]
            if run and run == theirs[right : right + len(run)]:
                return ahead, total - ahead
    return None
