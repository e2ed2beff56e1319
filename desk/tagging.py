"""Finding the themes of passages: cue words from the file of themes, weighed together with nearness in meaning.

Each pair of passage and theme is described by six numbers, and a logistic regression over all pairs alike (so that a
theme that a librarian adds needs no training) gives the probability that the passage speaks of the theme. The numbers
in ``data/tagging.json`` were fitted by ``python -m benchmarks.themes --fit`` on one half of the labelled reviews.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Protocol, cast

import numpy as np
import numpy.typing as npt

from desk.taxonomy import Taxonomy
from ingest.model import Role
from vectorstore import StoredPassage

Floats = npt.NDArray[np.float64]
Vectors = npt.NDArray[np.float32]

# A strong cue is there; further strong cues; weak cues; a strong cue in the heading; nearness (cosine) of the passage's
# best window to the theme's best example; how far that is above the nearest other theme.
COLUMNS = ("strong", "more", "weak", "heading", "near", "margin")
_MOST = 2  # more cues of one sort than this say no more


class Reader(Protocol):
    """What gives texts their vectors."""

    def query(self, text: str) -> Vectors:
        """The vector (size,) of a text, of length 1."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The fitted numbers: a passage has a theme from this probability on."""

    bias: float
    weights: tuple[float, ...]
    threshold: float


def load_weights() -> Weights:
    """Read the fitted numbers that come with the product."""
    read = json.loads(files("desk").joinpath("data/tagging.json").read_text(encoding="utf-8"))
    named = cast(Mapping[str, float], read["weights"])
    return Weights(float(read["bias"]), tuple(float(named[name]) for name in COLUMNS), float(read["threshold"]))


def example_vectors(taxonomy: Taxonomy, reader: Reader) -> tuple[Vectors, ...]:
    """The vectors (examples, size) of each theme's examples, and of its name and meaning where it has none."""
    return tuple(
        np.stack([reader.query(text) for text in theme.examples or (f"{theme.name}: {theme.about}",)])
        for theme in taxonomy.themes
    )


def describe(
    taxonomy: Taxonomy,
    passages: Sequence[StoredPassage],
    vectors: Mapping[int, Vectors],
    examples: Sequence[Vectors],
) -> Floats:
    """The six numbers (passages, themes, 6) of every pair; a passage without vectors is near to nothing."""
    shape = (len(passages), len(taxonomy.themes))
    headings: dict[str, list[float]] = {}
    table = np.zeros((*shape, len(COLUMNS)))
    for row, stored in enumerate(passages):
        named = taxonomy.named(stored.text)
        strong = np.array([one.strong for one in named])
        table[row, :, 0] = strong > 0
        table[row, :, 1] = np.clip(strong - 1, 0, _MOST)
        table[row, :, 2] = np.clip([one.weak for one in named], 0, _MOST)
        heading = stored.passage.heading_path[-1] if stored.passage.heading_path else ""
        if heading not in headings:
            headings[heading] = [float(one.strong > 0) for one in taxonomy.named(heading)]
        table[row, :, 3] = headings[heading]
        windows = vectors.get(stored.passage_id)
        if windows is not None:
            table[row, :, 4] = [float((windows @ vector.T).max()) for vector in examples]
    table[:, :, 5] = _margins(table[:, :, 4])
    return table


def _margins(near: Floats) -> Floats:
    """How far each value is above the largest other value of its row."""
    if near.shape[1] < 2:
        return np.zeros_like(near)
    ordered = np.sort(near, axis=1)
    best, second = ordered[:, -1:], ordered[:, -2:-1]
    margins: Floats = near - np.where(near >= best, second, best)
    return margins


def themes_of(
    taxonomy: Taxonomy, passages: Sequence[StoredPassage], table: Floats, weights: Weights
) -> tuple[tuple[str, ...], ...]:
    """The ids of each passage's themes; what is no part of the report's own matter (addresses, contents) has none."""
    chances = 1 / (1 + np.exp(-(table @ np.asarray(weights.weights) + weights.bias)))
    return tuple(
        ()
        if stored.passage.role is Role.MATTER
        else tuple(theme.id for theme, chance in zip(taxonomy.themes, row, strict=True) if chance >= weights.threshold)
        for stored, row in zip(passages, chances, strict=True)
    )
