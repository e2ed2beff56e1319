"""A reliability table and its picture: of the questions that a model gave about so much, how many were answerable?

Bins as in DeGroot and Fienberg (1983), with Wilson's (1927) 95% interval for each bin's share.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

EDGES = (0.0, 0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 1.0)
_Z = 1.96
_SIDE, _LEFT, _TOP = 400, 70, 50
_INK, _FAINT, _MAIN = "#222222", "#767676", "#1d5b8f"


@dataclass(frozen=True, slots=True)
class Bin:
    """The questions with a probability in [low, high): how many, their mean probability, the share that is true."""

    low: float
    high: float
    count: int
    mean: float
    share: float

    @property
    def words(self) -> str:
        """The bin's bounds."""
        return f"{self.low:.2f}-{self.high:.2f}"

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95% interval of the share."""
        n, p = self.count, self.share
        middle = (p + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        half = _Z / (1 + _Z**2 / n) * math.sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2))
        return max(0.0, middle - half), min(1.0, middle + half)

    def as_json(self) -> dict[str, float]:
        """The bin's figures."""
        return {"questions": self.count, "mean_probability": round(self.mean, 2), "answerable": round(self.share, 2)}


def table(sure: npt.NDArray[np.float64], truth: npt.NDArray[np.bool_]) -> tuple[Bin, ...]:
    """Sort probabilities into bins; empty ones are left out."""
    made = []
    for low, high in pairwise(EDGES):
        inside = (sure >= low) & ((sure < high) | (high == EDGES[-1]))
        if inside.any():
            made.append(Bin(low, high, int(inside.sum()), float(sure[inside].mean()), float(truth[inside].mean())))
    return tuple(made)


def draw(bins: Sequence[Bin]) -> str:
    """The picture as SVG: the share of answerable questions over the mean probability of each bin."""
    parts = [*_frame(), *(mark for one in bins for mark in _marks(one)), "</svg>"]
    return "\n".join(parts) + "\n"


def _frame() -> list[str]:
    width, height = _LEFT + _SIDE + 40, _TOP + _SIDE + 70
    bottom, right = _TOP + _SIDE, _LEFT + _SIDE
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" font-family="sans-serif" font-size="13" fill="{_INK}">',
        "<title>How often a question is answerable at each probability that the decide step gives it</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        f'<text x="{_LEFT}" y="22" font-size="15" font-weight="bold">How sure is sure</text>',
        f'<text x="{_LEFT}" y="40" font-size="12">numbers: questions; upright lines: 95% intervals</text>',
        f'<rect x="{_LEFT}" y="{_TOP}" width="{_SIDE}" height="{_SIDE}" fill="none" stroke="{_FAINT}"/>',
        f'<line x1="{_LEFT}" y1="{bottom}" x2="{right}" y2="{_TOP}" stroke="{_FAINT}" stroke-dasharray="5 4"/>',
        f'<text x="{_LEFT + _SIDE / 2}" y="{height - 18}" text-anchor="middle">probability given (cross-validated)'
        "</text>",
        f'<text transform="translate(20 {_TOP + _SIDE / 2}) rotate(-90)" text-anchor="middle">share answerable</text>',
    ]
    for tenth in range(0, 11, 2):
        x, y = _at(tenth / 10, tenth / 10)
        parts += [
            f'<text x="{x:.1f}" y="{bottom + 20}" text-anchor="middle">{tenth / 10:.1f}</text>',
            f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{tenth / 10:.1f}</text>',
        ]
    return parts


def _marks(one: Bin) -> list[str]:
    x, y = _at(one.mean, one.share)
    low, high = (_at(one.mean, share)[1] for share in one.interval)
    label = high - 6 if one.share < 0.5 else low + 15  # clear of the frame
    return [
        f'<line x1="{x:.1f}" y1="{low:.1f}" x2="{x:.1f}" y2="{high:.1f}" stroke="{_MAIN}" stroke-width="1.5"/>',
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{2 + math.sqrt(one.count) / 3:.1f}" fill="{_MAIN}"/>',
        f'<text x="{x:.1f}" y="{label:.1f}" text-anchor="middle" font-size="12">{one.count}</text>',
    ]


def _at(probability: float, share: float) -> tuple[float, float]:
    return _LEFT + probability * _SIDE, _TOP + (1 - share) * _SIDE
