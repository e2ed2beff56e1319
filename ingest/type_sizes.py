"""Sizes of type that OCR measured, evened out over a document.

The height of a line's picture varies with its letters ("no one" is lower than "Physically"), so that lines of one
paragraph seem to be set in several sizes. Those that are a little larger or up to a fifth smaller than the
commonest are taken for one: the picture of a line loses height more easily than it gains any.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ingest.lines import Line

_LARGER, _SMALLER = 0.14, 0.21


def even_sizes(pages: Sequence[Sequence[Line]]) -> list[tuple[Line, ...]]:
    """The lines of each page with the sizes of OCR's tokens evened out; lines of a text layer stay as they are."""
    counted: Counter[float] = Counter()
    for line in (line for page in pages for line in page if line.ocr):
        for token in line.tokens:
            counted[token.size] += len(token.text)
    usual = _usual_sizes(counted)
    return [tuple(_even(line, usual) if line.ocr else line for line in page) for page in pages]


def _usual_sizes(counted: Mapping[float, int]) -> dict[float, float]:
    """For each size the one it stands for: the commonest within reach, the commonest of all first."""
    usual: dict[float, float] = {}
    for size in sorted(counted, key=lambda size: (-counted[size], size)):
        if size not in usual:
            for other in counted:
                if other not in usual and -_SMALLER * size <= other - size <= _LARGER * size:
                    usual[other] = size
    return usual


def _even(line: Line, usual: Mapping[float, float]) -> Line:
    return replace(line, tokens=tuple(replace(token, size=usual[token.size]) for token in line.tokens))
