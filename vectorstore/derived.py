"""What every index that is made from the database has in common, so that all are treated alike."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
Offsets = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """A stretch of one passage as the encoder read it.

    ``start`` and ``end`` are offsets in the passage's own text. ``vector`` (size,) has length 1. ``tokens``
    (n, size) are the last layer's vectors of the word pieces that belong to the passage, not those of the context
    line or of the encoder's marks, as the encoder gives them (not normalised); ``spans`` (n, 2) are their offsets in
    the passage's text.
    """

    start: int
    end: int
    vector: Vectors
    tokens: Vectors
    spans: Offsets


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A passage on its way into the indexes; ``windows`` is empty where no index that is addressed needs vectors."""

    passage_id: int
    review_id: str
    version: str
    role: str
    kind: str | None
    local_authority: str | None
    published: str | None
    themes: tuple[str, ...]
    heading_path: tuple[str, ...]
    context: str
    body: str
    windows: tuple[Window, ...] = ()


class DerivedIndex(Protocol):
    """An index made from the database, which can be thrown away and made again.

    Nothing in it is visible to a search before the database says that the version is current and ready; so an index
    needs no transactions of its own, only that ``commit`` outlasts the process and that ``remove`` may be repeated.
    """

    @property
    def name(self) -> str:
        """What people call it, in messages."""

    @property
    def needs_vectors(self) -> bool:
        """Whether entries must come with encoded windows."""

    def add(self, entries: Sequence[Entry]) -> None:
        """Take entries in; they may stay in memory until ``commit``."""

    def commit(self) -> None:
        """Make everything added or removed last and findable."""

    def discard(self) -> None:
        """Forget what was added or removed since the last commit, as far as that is possible."""

    def remove(self, review_id: str, version: str) -> None:
        """Take out every entry of one version; harmless where there is none. Needs ``commit``."""

    def ids(self) -> frozenset[int]:
        """The passages that it holds, committed ones only."""

    def clear(self) -> None:
        """Throw everything away, a damaged store included, and stand ready to be filled."""

    def scrub(self, everything: Iterable[Sequence[Entry]]) -> None:
        """Leave nothing of removed entries on the disk; ``everything`` is all that is searched, without vectors."""

    def probe(self, entry: Entry) -> bool:
        """Whether a real query with the entry's own vector or words finds that entry."""

    def close(self) -> None:
        """Let go of files."""


def edition_key(review_id: str, version: str) -> str:
    """One text for one version of one review, by which indexes filter."""
    return f"{version}@{review_id}"


def scrubbing(folder: Path) -> Path:
    """An empty folder beside an index's own, in which it is made anew."""
    beside = folder.with_name(f"{folder.name}-scrubbing")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir()
    return beside


def swap(folder: Path) -> None:
    """Put the index that was made in ``scrubbing(folder)`` in this one's place."""
    beside = folder.with_name(f"{folder.name}-scrubbing")
    folder.rename(beside / "old")
    (beside / folder.name).rename(folder)
    shutil.rmtree(beside)
