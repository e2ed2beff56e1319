"""The facts that the library hands out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from ingest.model import Details, Passage

Outcome = Literal["added", "new version", "unchanged"]


@dataclass(frozen=True, slots=True)
class ReviewRecord:
    """One version of one review as the library holds it, without its text.

    ``file`` is the review's base name, unique in the library; ``original_name`` is what this version's file was
    called when it came. ``current`` is false for a superseded version, which can be read but is not searched; so it is
    for every version of a withdrawn review, and ``withdrawn`` names the one that was searched until then.
    ``tagged`` are themes that were found in it (``Reading.tag``), beside those of its details.
    ``added_at`` is UTC. ``pages`` is 0 where the format has no pages; ``ocr_pages`` counts those read from pictures.
    """

    review_id: str
    version: str
    file: str
    original_name: str
    media_type: str
    sha256: str
    size: int
    source: str | None
    details: Details
    added_at: datetime
    current: bool
    passages: int
    pages: int
    ocr_pages: int
    characters: int
    warnings: tuple[str, ...] = ()
    withdrawn: str | None = None
    tagged: tuple[str, ...] = ()

    @property
    def title(self) -> str | None:
        """The review's title, where it is known."""
        return self.details.title

    @property
    def kind(self) -> str | None:
        """The open slug of its kind, where it is known."""
        return self.details.kind

    @property
    def local_authority(self) -> str | None:
        """The authority it is about, where it is known."""
        return self.details.local_authority

    @property
    def published(self) -> date | None:
        """The day it was published, where it is known."""
        return self.details.published

    @property
    def url(self) -> str | None:
        """Where it was published, where it is known."""
        return self.details.url

    @property
    def themes(self) -> tuple[str, ...]:
        """Its themes: those that it was given, then those that its passages were found to speak of."""
        given = {theme.casefold() for theme in self.details.themes}
        return (*self.details.themes, *(theme for theme in self.tagged if theme.casefold() not in given))


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with its number in the library and its words; ``text`` is the version's text at its offsets."""

    passage_id: int
    review_id: str
    version: str
    passage: Passage
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A found passage. Scores compare within one search only: cosine (dense) or BM25 (lexical), higher is nearer."""

    passage_id: int
    score: float


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one review that was handed to the library."""

    review_id: str
    version: str
    outcome: Outcome
    warnings: tuple[str, ...] = ()


ChangedField = Literal["title", "kind", "local_authority", "published", "url", "themes", "withdrawn", "restored"]


@dataclass(frozen=True, slots=True)
class Change:
    """A change to a review by hand: when (UTC), by whom (None without accounts), what it was and what it became.

    Values are as they are written in a manifest; None is not known. ``withdrawn`` and ``restored`` have no old value,
    and as the new one the reason that was given, if any.
    """

    at: datetime
    by: str | None
    field: ChangedField
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Erased:
    """What the proof of an erasure found: ``problems`` is empty when no trace was left.

    ``files`` is how many files of the home were read through, ``phrases`` how many stretches of the review's own
    words were looked for in each, ``stems`` how many words that stood in no other review were asked of the index.
    """

    problems: tuple[str, ...]
    files: int
    phrases: int
    stems: int

    @property
    def clean(self) -> bool:
        """Whether nothing of the review was found any more."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What ``verify`` found: nothing wrong when ``problems`` is empty; ``checked`` counts what was looked at."""

    problems: tuple[str, ...]
    checked: Mapping[str, int] = field(default_factory=dict)

    @property
    def clean(self) -> bool:
        """Whether nothing was wrong."""
        return not self.problems
