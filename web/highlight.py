"""Where quoted words stand on a page: boxes in points from the page's top left, one for each line of the quote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.model import WordBox

SAME_LINE = 0.5
SMALL_GAP = 3
ENOUGH = 0.9


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in points from the top left."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Marks:
    """The boxes of a quote on one page, and whether it begins before that page or runs on after it."""

    boxes: tuple[Box, ...] = ()
    runs_on: bool = False
    runs_from: bool = False


def line_boxes(words: Iterable[WordBox]) -> tuple[Box, ...]:
    """Join the boxes of words that follow each other on one line; another line or column begins another box."""
    boxes: list[Box] = []
    for word in sorted(words, key=lambda w: (w.start, w.end)):
        last = boxes[-1] if boxes else None
        if last and _same_line(last, word) and -1 <= word.x0 - last.x1 <= 3 * (last.y1 - last.y0):
            boxes[-1] = Box(last.x0, min(last.y0, word.y0), max(last.x1, word.x1), max(last.y1, word.y1))
        else:
            boxes.append(Box(word.x0, word.y0, word.x1, word.y1))
    return tuple(boxes)


def words_of(words: Iterable[WordBox], start: int, end: int) -> list[WordBox]:
    """Return the words that share at least one character with ``[start, end)``."""
    return [word for word in words if word.start < end and word.end > start]


def covered(words: Iterable[WordBox], text: str, start: int, end: int) -> float:
    """Return the share of the characters of ``text[start:end]``, spaces apart, that stand in a word with a box."""
    wanted = {i for i in range(start, min(end, len(text))) if not text[i].isspace()}
    if not wanted:
        return 0.0
    found = {i for word in words for i in range(max(word.start, start), min(word.end, end))}
    return len(wanted & found) / len(wanted)


def place(
    before: Sequence[WordBox], here: Sequence[WordBox], after: Sequence[WordBox], text: str, start: int, end: int
) -> Marks:
    """Mark the quote ``[start, end)`` on a page, given the words of it and of the pages beside it.

    Nothing is marked unless nearly all of the quote is found on these pages: a highlight on a part of the words, or
    on other words, is worse than none.
    """
    parts = [words_of(page, start, end) for page in (before, here, after)]
    if covered([word for part in parts for word in part], text, start, end) < ENOUGH:
        return Marks()
    return Marks(line_boxes(parts[1]), runs_on=bool(parts[2]), runs_from=bool(parts[0]))


def page_stretches(words: Iterable[WordBox]) -> list[tuple[int, int]]:
    """Return the stretches of the review's text that stand on a page, in text order."""
    stretches: list[tuple[int, int]] = []
    for word in sorted(words, key=lambda w: w.start):
        if stretches and word.start - stretches[-1][1] <= SMALL_GAP:
            stretches[-1] = (stretches[-1][0], max(stretches[-1][1], word.end))
        else:
            stretches.append((word.start, word.end))
    return stretches


def _same_line(box: Box, word: WordBox) -> bool:
    overlap = min(box.y1, word.y1) - max(box.y0, word.y0)
    return overlap >= SAME_LINE * min(box.y1 - box.y0, word.y1 - word.y0)
