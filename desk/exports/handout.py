"""What a hand-out holds, ready to be written in any format: words of ours, and words of reports with their places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

PieceKind = Literal["heading", "text", "lead_in", "claim"]


@dataclass(frozen=True, slots=True)
class Reference:
    """One version of a review as a reference names it; what is not known is None.

    ``words`` is the whole reference as one line without page and paragraph. ``authority`` is who the review is about,
    which need not be who published it.
    """

    review_id: str
    version: str
    words: str
    title: str
    authority: str | None
    kind: str | None
    published: str | None
    url: str | None
    file: str


@dataclass(frozen=True, slots=True)
class Source:
    """Words of a report as a hand-out quotes them: ``quote`` was found in the version's text when this was made.

    ``n`` numbers it within its answer. ``place`` says page and paragraph in words, "" where neither is known.
    ``checked`` says in words what trainers made of it, ``doubted`` whether they differ or do not find it supported;
    ``notes`` what a reader must know (a scan, an earlier version).
    """

    n: int
    reference: Reference
    quote: str
    page: int | None
    page_label: str | None
    paragraph: str | None
    place: str
    role: str
    ocr: bool
    checked: str
    doubted: bool = False
    notes: tuple[str, ...] = ()

    @property
    def cited(self) -> str:
        """The reference with its place and how it was checked, as a note at the foot of a page says it."""
        where = self.reference.words.rstrip(".") + (f", {self.place}" if self.place else "")
        return " ".join((f"{where}.", f"{self.checked}.", *self.notes))


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an answer in reading order; the words of a ``quoted`` claim are a report's, all others are ours.

    ``mark`` is what must be said beside a claim: how far it was checked, and what trainers doubt.
    """

    kind: PieceKind
    text: str
    sources: tuple[int, ...] = ()
    quoted: bool = False
    mark: str = ""


@dataclass(frozen=True, slots=True)
class HandedOut:
    """One question with its answer. ``about`` says how it was understood, what was searched and when, a line each.

    ``left_out`` counts what the answer had and this has not, because it could not be found in the library.
    """

    question: str
    about: tuple[str, ...]
    outcome: str
    pieces: tuple[Piece, ...]
    sources: tuple[Source, ...]
    left_out: int = 0
    notes: str = ""
    prompts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Handout:
    """One or more answers with what must be said of them all: ``statements`` are sentences of ours."""

    title: str
    made: datetime
    library_version: str
    statements: tuple[str, ...]
    answers: tuple[HandedOut, ...]
    notes: str = ""

    @property
    def day(self) -> str:
        """The day it was made: 3 March 2026."""
        return f"{self.made.day} {self.made:%B %Y}"

    @property
    def made_from(self) -> str:
        """When and of what it was made, as one line."""
        return f"Made on {self.day} with Review Lessons, from library version {self.library_version}."

    def references(self) -> tuple[tuple[Reference, tuple[Source, ...]], ...]:
        """Each review once, in the order of first use, with all its words that are quoted."""
        used: dict[Reference, list[Source]] = {}
        for answer in self.answers:
            for source in answer.sources:
                used.setdefault(source.reference, []).append(source)
        return tuple((reference, tuple(sources)) for reference, sources in used.items())
