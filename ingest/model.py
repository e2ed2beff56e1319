"""The facts that ingest yields and every other room reads: a Review with its text, structure and details.

Offsets are indexes into ``Review.text`` in Python characters (code points); spans are half-open, ``[start, end)``.
Page numbers are 1-based page indexes of the file; ``label`` is what the page itself has printed on it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal

DetailField = Literal["title", "kind", "local_authority", "published", "url", "themes"]
DetailSource = Literal["manifest", "document", "librarian"]
PassageShape = Literal["paragraph", "list", "case", "table", "note"]

VERSION_LENGTH = 12


class Role(StrEnum):
    """What a passage does in its review. The first four are lessons."""

    FINDING = "finding"
    RECOMMENDATION = "recommendation"
    GOOD_PRACTICE = "good practice"
    CONCERN = "concern"
    CHRONOLOGY = "chronology"
    CONTEXT = "context"
    METHOD = "method"
    MATTER = "matter"


LESSON_ROLES: frozenset[Role] = frozenset({Role.FINDING, Role.RECOMMENDATION, Role.GOOD_PRACTICE, Role.CONCERN})


@dataclass(frozen=True, slots=True)
class Details:
    """A review's bibliographic details; what is not known is None and is never guessed.

    ``kind`` is an open slug such as ``cspr`` or ``ilacs``. ``sources`` says where each known detail came from.
    """

    title: str | None = None
    kind: str | None = None
    local_authority: str | None = None
    published: date | None = None
    url: str | None = None
    themes: tuple[str, ...] = ()
    sources: Mapping[DetailField, DetailSource] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a paged file. ``width`` and ``height`` are points (1/72 inch) as the page is displayed."""

    number: int
    label: str | None
    width: float
    height: float
    ocr: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the text that stands on one page.

    Segments are in text order and do not overlap; a page can have several, since footnotes are kept apart at the
    end of the text and still belong to the page that they were printed on.
    """

    start: int
    end: int
    page: int


@dataclass(frozen=True, slots=True)
class WordBox:
    """Where one word (or the part of it on one line) stands: points from the top left of the page as displayed."""

    start: int
    end: int
    page: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading with its place in the text; ``level`` 1 is the highest."""

    start: int
    end: int
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """What is retrieved: a numbered paragraph, a bullet group, or a few unnumbered paragraphs under one heading.

    ``paragraph`` is the printed number without its full stop ("12", "4.12"); the number itself stands just before
    ``start``, outside the passage. ``page`` is where ``start`` stands, ``page_end`` where the last character does;
    all page fields are None where the format has no pages. ``ocr`` is true when any of its words came from OCR.
    """

    start: int
    end: int
    role: Role
    shape: PassageShape
    heading_path: tuple[str, ...] = ()
    paragraph: str | None = None
    page: int | None = None
    page_label: str | None = None
    page_end: int | None = None
    ocr: bool = False
    agencies: tuple[str, ...] = ()

    @property
    def is_lesson(self) -> bool:
        """Whether this passage teaches: a finding, recommendation, good practice or concern."""
        return self.role in LESSON_ROLES


@dataclass(frozen=True, slots=True)
class Original:
    """The file as it came, byte for byte."""

    name: str
    media_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        """Hex SHA-256 of the bytes."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Review:
    """One version of one review as read from one file.

    ``review_id`` is set only where a manifest gave it; otherwise the library names the review. ``source`` is the
    path that the file was read from, by which a later ingest knows a new version.
    """

    original: Original
    text: str
    details: Details
    passages: tuple[Passage, ...]
    headings: tuple[Heading, ...] = ()
    pages: tuple[Page, ...] = ()
    segments: tuple[Segment, ...] = ()
    words: tuple[WordBox, ...] = ()
    warnings: tuple[str, ...] = ()
    review_id: str | None = None
    source: str | None = None

    @property
    def version(self) -> str:
        """The first 12 hex digits of the SHA-256 of the text (UTF-8)."""
        return text_version(self.text)


def text_version(text: str) -> str:
    """Name a text by the first 12 hex digits of the SHA-256 of its UTF-8 bytes."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:VERSION_LENGTH]
