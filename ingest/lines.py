"""Printed lines: what a PDF's text layer and OCR both yield, before anything is known about structure.

All boxes are points (1/72 inch) from the top left of the page as displayed. A line is what stands on one baseline in
one column; ``ingest.structure`` joins lines into blocks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ingest.blocks import Box


@dataclass(frozen=True, slots=True)
class Token:
    """A run of characters without white space.

    ``size`` is the height of the type in points (for OCR: of the line). ``raised`` says that it stands above the
    baseline in smaller type, as a footnote's mark does; ``glued`` that no space parts it from the token before.
    """

    text: str
    box: Box
    size: float
    bold: bool = False
    italic: bool = False
    raised: bool = False
    glued: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """Tokens from left to right on one baseline of one page; never empty."""

    page: int
    tokens: tuple[Token, ...]
    ocr: bool = False

    @property
    def text(self) -> str:
        """The tokens with one space between them, none before a glued one."""
        return "".join(token.text if token.glued else f" {token.text}" for token in self.tokens).strip()

    @property
    def x0(self) -> float:
        """The left edge."""
        return min(token.box[0] for token in self.tokens)

    @property
    def y0(self) -> float:
        """The upper edge."""
        return min(token.box[1] for token in self.tokens)

    @property
    def x1(self) -> float:
        """The right edge."""
        return max(token.box[2] for token in self.tokens)

    @property
    def y1(self) -> float:
        """The lower edge."""
        return max(token.box[3] for token in self.tokens)

    @property
    def box(self) -> Box:
        """The smallest box around the line."""
        return self.x0, self.y0, self.x1, self.y1

    @property
    def size(self) -> float:
        """The size of most of the line's characters."""
        weights: dict[float, int] = {}
        for token in self.tokens:
            weights[token.size] = weights.get(token.size, 0) + len(token.text)
        return max(weights, key=lambda size: (weights[size], size))

    @property
    def bold(self) -> bool:
        """Whether most of the line's characters are bold."""
        heavy = sum(len(token.text) for token in self.tokens if token.bold)
        return 2 * heavy > sum(len(token.text) for token in self.tokens)


ReadPicture: TypeAlias = Callable[[NDArray[np.uint8], int, float], tuple[Line, ...]]
"""OCR of one page: an RGB picture (height, width, 3), the page's number and points per pixel give its lines.

The lines come in reading order with boxes in points (pixels times the third argument) and ``ocr=True``.
"""
