"""The themes of every passage and review of a library: found by ``desk.tagging``, corrected by librarians.

What was found is kept with the version it was found in, so opening a library finds only what is new. Corrections are
kept by the passage's words, and so outlast rebuilds and new versions.
"""

from __future__ import annotations

import hashlib
import math
import threading
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy import delete, select

from desk.database import Desk
from desk.tagging import Vectors, Weights, describe, example_vectors, load_weights, themes_of
from desk.taxonomy import Taxonomy, load_taxonomy
from desk.theme_rows import FoundThemesRow, ThemeCorrectionRow
from vectorstore import Encoder, ReviewRecord, StoredPassage

RECURS_AT_LEAST = 2  # lessons of a review that must speak of a theme
RECURS_SHARE = 0.03  # and what share of its lessons
_KEY_LENGTH = 32

Found = Mapping[int, tuple[str, ...]]


class TaggedLibrary(Protocol):
    """What finding themes needs of a library."""

    @property
    def encoder(self) -> Encoder:
        """What gives texts their vectors."""

    def reviews(self) -> Sequence[ReviewRecord]:
        """The current version of every review."""

    def passages(self, review_id: str, version: str | None = None) -> Sequence[StoredPassage]:
        """Its passages in text order."""

    def passage_vectors(self, review_id: str, version: str | None = None) -> Mapping[int, Vectors]:
        """Its passages' vectors by their numbers."""

    def tag(self, themes: Mapping[str, tuple[str, ...]]) -> None:
        """Take the names of the themes of each review, for its record and for filters."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A theme that was given (else taken away) by hand; ``passage`` is a passage's key, or "" for the whole review."""

    review_id: str
    passage: str
    theme: str
    given: bool


@dataclass(frozen=True, slots=True)
class _Edition:
    """What is known of one version: its passages' themes, and for the rule of the review whether each is a lesson."""

    version: str
    found: Found
    keys: Mapping[int, str]
    lessons: frozenset[int]


def passage_key(text: str) -> str:
    """Name a passage by its words: the first 32 hex digits of their SHA-256."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:_KEY_LENGTH]


class Themes:
    """The themes of a library, held open; safe to share between threads."""

    def __init__(self, desk: Desk, taxonomy: Taxonomy, weights: Weights) -> None:
        """Use ``open_themes``."""
        self.taxonomy = taxonomy
        self._desk = desk
        self._weights = weights
        self._lock = threading.RLock()
        self._examples: tuple[Vectors, ...] = ()
        self._editions: dict[str, _Edition] = {}
        self._corrections: Mapping[tuple[str, str], tuple[Correction, ...]] | None = None
        self._changed = True  # since the library was last told

    def refresh(self, library: TaggedLibrary) -> bool:
        """Find the themes of what is new in the library and tell the library; say whether anything had changed."""
        with self._lock:
            records = {record.review_id: record for record in library.reviews()}
            gone = [review_id for review_id in self._editions if review_id not in records]
            for review_id in gone:
                del self._editions[review_id]
            new = [
                record
                for record in records.values()
                if record.review_id not in self._editions or self._editions[record.review_id].version != record.version
            ]
            for record in new:
                self._editions[record.review_id] = self._edition(library, record)
            if gone or new or self._corrections is None:
                self._correct()
            changed, self._changed = bool(gone or new) or self._changed, False
            if changed:
                library.tag({one: self.taxonomy.names(self.of_review(one)) for one in self._editions})
            return changed

    def of_passage(self, stored: StoredPassage) -> tuple[str, ...]:
        """The ids of a passage's themes, corrections included; none for what is not in a current version."""
        edition = self._editions.get(stored.review_id)
        if edition is None or edition.version != stored.version:
            return ()
        return self._with_corrections(
            edition.found.get(stored.passage_id, ()), stored.review_id, edition.keys.get(stored.passage_id, "?")
        )

    def of_review(self, review_id: str) -> tuple[str, ...]:
        """The ids of the themes that recur among a review's lessons, corrections included."""
        edition = self._editions.get(review_id)
        if edition is None:
            return ()
        return self._with_corrections(self._recurring(review_id, edition), review_id, "")

    def _recurring(self, review_id: str, edition: _Edition) -> tuple[str, ...]:
        counts: Counter[str] = Counter()
        for number in edition.lessons:
            counts.update(self._with_corrections(edition.found.get(number, ()), review_id, edition.keys[number]))
        least = max(RECURS_AT_LEAST, math.ceil(RECURS_SHARE * len(edition.lessons)))
        return tuple(theme.id for theme in self.taxonomy.themes if counts[theme.id] >= least)

    def correct_passage(self, stored: StoredPassage, themes: Collection[str], by: str | None = None) -> None:
        """Let a passage have exactly these themes (ids), now and after every rebuild."""
        edition = self._editions.get(stored.review_id)
        found = edition.found.get(stored.passage_id, ()) if edition and edition.version == stored.version else ()
        self._keep(stored.review_id, passage_key(stored.text), frozenset(found), themes, by)

    def correct_review(self, review_id: str, themes: Collection[str], by: str | None = None) -> None:
        """Let a review have exactly these themes (ids), now and after every rebuild."""
        edition = self._editions.get(review_id)
        found = frozenset(self._recurring(review_id, edition)) if edition else frozenset()
        self._keep(review_id, "", found, themes, by)

    def corrections(self, review_id: str, passage: str = "") -> tuple[Correction, ...]:
        """What was corrected by hand of a passage, by its key, or of the review as a whole."""
        return (self._corrections or {}).get((review_id, passage), ())

    def _keep(
        self, review_id: str, passage: str, found: frozenset[str], themes: Collection[str], by: str | None
    ) -> None:
        """Keep what differs from what was found, and nothing else of this passage."""
        wanted = {theme for theme in themes if theme in self.taxonomy.by_id}
        now = datetime.now(UTC).replace(tzinfo=None)
        with self._lock:
            with self._desk.work() as session:
                session.execute(
                    delete(ThemeCorrectionRow).where(
                        ThemeCorrectionRow.review_id == review_id, ThemeCorrectionRow.passage == passage
                    )
                )
                session.add_all(
                    ThemeCorrectionRow(
                        review_id=review_id, passage=passage, theme=theme, given=theme in wanted, at=now, by=by
                    )
                    for theme in sorted(wanted ^ found)
                )
            self._correct()

    def _correct(self) -> None:
        with self._desk.work() as session:
            rows = session.scalars(select(ThemeCorrectionRow).order_by(ThemeCorrectionRow.id)).all()
        kept: dict[tuple[str, str], tuple[Correction, ...]] = {}
        for row in rows:
            place = (row.review_id, row.passage)
            kept[place] = (*kept.get(place, ()), Correction(*place, row.theme, row.given))
        self._corrections = kept
        self._changed = True

    def _with_corrections(self, found: Sequence[str], review_id: str, passage: str) -> tuple[str, ...]:
        themes = set(found)
        for correction in self.corrections(review_id, passage):
            (themes.add if correction.given else themes.discard)(correction.theme)
        return tuple(theme.id for theme in self.taxonomy.themes if theme.id in themes)

    def _edition(self, library: TaggedLibrary, record: ReviewRecord) -> _Edition:
        """What is kept of a version, or found now and kept."""
        passages = library.passages(record.review_id, record.version)
        method = f"{self.taxonomy.fingerprint} {hash_of(self._weights)} {library.encoder.card.fingerprint[:12]}"
        with self._desk.work() as session:
            row = session.get(FoundThemesRow, (record.review_id, record.version))
            kept = dict(row.themes) if row is not None and row.method == method else None
        if kept is None:
            kept = self._find(library, record, passages)
            with self._desk.work() as session:
                session.execute(delete(FoundThemesRow).where(FoundThemesRow.review_id == record.review_id))
                session.add(
                    FoundThemesRow(review_id=record.review_id, version=record.version, method=method, themes=kept)
                )
        return _Edition(
            record.version,
            {stored.passage_id: tuple(kept.get(str(stored.passage_id), ())) for stored in passages},
            {stored.passage_id: passage_key(stored.text) for stored in passages},
            frozenset(stored.passage_id for stored in passages if stored.passage.is_lesson),
        )

    def _find(
        self, library: TaggedLibrary, record: ReviewRecord, passages: Sequence[StoredPassage]
    ) -> dict[str, list[str]]:
        if not self._examples:
            self._examples = example_vectors(self.taxonomy, library.encoder)
        vectors = library.passage_vectors(record.review_id, record.version)
        table = describe(self.taxonomy, passages, vectors, self._examples)
        found = themes_of(self.taxonomy, passages, table, self._weights)
        return {str(stored.passage_id): list(ids) for stored, ids in zip(passages, found, strict=True) if ids}


def hash_of(weights: Weights) -> str:
    """Name the fitted numbers by 8 hex digits."""
    return hashlib.sha256(repr(weights).encode()).hexdigest()[:8]


def open_themes(desk: Desk, home: Path) -> Themes:
    """The themes of the library in ``home``, by its own file of themes where it has one. Raises TaxonomyError."""
    return Themes(desk, load_taxonomy(home), load_weights())


def forget(desk: Desk, review_id: str) -> int:
    """Take everything about a review out of the tables of themes; say how many rows that were. May be repeated."""
    with desk.work() as session:
        rows = 0
        for table in (FoundThemesRow, ThemeCorrectionRow):
            held = session.scalars(select(table).where(table.review_id == review_id)).all()
            for row in held:
                session.delete(row)
            rows += len(held)
    return rows
