"""The lessons of a library, to be browsed without a question: chosen by theme, agency, kind, year, place and role."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Literal, Protocol, get_args

import numpy as np

from desk.folding import FEWEST_STEMS, Foldable, Vectors, fold
from desk.themes import TaggedLibrary, Themes, passage_key
from ingest.model import Role
from vectorstore import ReviewRecord, StoredPassage

Facet = Literal["theme", "role", "agency", "kind", "year", "authority"]
FACETS: tuple[Facet, ...] = get_args(Facet)
ROLES = (Role.RECOMMENDATION, Role.FINDING, Role.CONCERN, Role.GOOD_PRACTICE)


class LessonLibrary(TaggedLibrary, Protocol):
    """What browsing lessons needs of a library."""

    def stems(self, text: str) -> tuple[str, ...]:
        """The stems of a text's words."""


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """A passage that teaches, with its review and its themes (ids); ``fold`` is shared by lessons that say the same."""

    stored: StoredPassage
    record: ReviewRecord
    themes: tuple[str, ...]
    fold: int

    @property
    def key(self) -> str:
        """By what a choice of lessons names it: the same for as long as its words are."""
        return passage_key(self.stored.text)

    @property
    def year(self) -> int | None:
        """The year in which its review was published, where that is known."""
        return self.record.published.year if self.record.published else None

    def values(self, facet: Facet) -> tuple[str, ...]:
        """What it can be chosen by."""
        match facet:
            case "theme":
                return self.themes
            case "role":
                return (self.stored.passage.role.value,)
            case "agency":
                return self.stored.passage.agencies
            case "kind":
                return (self.record.kind,) if self.record.kind else ()
            case "year":
                return (str(self.year),) if self.year else ()
            case "authority":
                return (self.record.local_authority,) if self.record.local_authority else ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was ticked: within one facet any value will do, and every facet that is ticked must hold."""

    theme: tuple[str, ...] = ()
    role: tuple[str, ...] = ()
    agency: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    year: tuple[str, ...] = ()
    authority: tuple[str, ...] = ()
    review: tuple[str, ...] = ()

    def of(self, facet: Facet) -> tuple[str, ...]:
        """What was ticked in one facet."""
        ticked: tuple[str, ...] = getattr(self, facet)
        return ticked

    def __bool__(self) -> bool:
        """Whether anything was ticked."""
        return any(getattr(self, one.name) for one in fields(self))

    def admits(self, lesson: Lesson, without: Facet | None = None) -> bool:
        """Whether a lesson passes, one facet left aside if it is named."""
        if self.review and lesson.record.review_id not in self.review:
            return False
        return all(
            not self.of(facet) or not set(self.of(facet)).isdisjoint(lesson.values(facet))
            for facet in FACETS
            if facet != without
        )


@dataclass(frozen=True, slots=True)
class Fold:
    """One lesson as it is shown: the same in several reviews is one, the newest first."""

    lessons: tuple[Lesson, ...]

    @property
    def first(self) -> Lesson:
        """The lesson whose words are shown."""
        return self.lessons[0]

    @property
    def reviews(self) -> int:
        """In how many reviews it is said."""
        return len({lesson.record.review_id for lesson in self.lessons})

    @property
    def years(self) -> tuple[int, int] | None:
        """The first and last year in which it is said, where any is known."""
        known = [lesson.year for lesson in self.lessons if lesson.year]
        return (min(known), max(known)) if known else None


@dataclass(frozen=True, slots=True)
class _Shelved:
    """What was read at one moment; replaced whole."""

    lessons: tuple[Lesson, ...] = ()
    by_place: Mapping[tuple[str, int], Lesson] = field(default_factory=dict)


class Lessons:
    """The lessons of an open library, read again whenever the library has changed. Safe to share between threads."""

    def __init__(self, library: LessonLibrary, themes: Themes) -> None:
        self.themes = themes
        self._library = library
        self._lock = threading.Lock()
        self._shelved = _Shelved()
        self._records: tuple[ReviewRecord, ...] = ()
        self._folds: Mapping[int, int] = {}

    def all(self) -> tuple[Lesson, ...]:
        """Every lesson of every current review, newest review first, in the order of its text."""
        return self._read().lessons

    def find(self, review_id: str, start: int) -> Lesson | None:
        """The lesson that starts at this place of a review's current text."""
        return self._read().by_place.get((review_id, start))

    def chosen(self, chosen: Chosen) -> tuple[Fold, ...]:
        """The lessons that pass, folded: those that most reviews say first, then the newest."""
        return folded([lesson for lesson in self.all() if chosen.admits(lesson)])

    def counts(self, chosen: Chosen) -> dict[Facet, Counter[str]]:
        """For each facet how many lessons have each value, among those that pass all other facets."""
        lessons = self.all()
        return {
            facet: Counter(
                value for lesson in lessons if chosen.admits(lesson, without=facet) for value in lesson.values(facet)
            )
            for facet in FACETS
        }

    def refresh(self) -> None:
        """Read what is new in the library, and its themes."""
        self._read()

    def _read(self) -> _Shelved:
        with self._lock:
            changed = self.themes.refresh(self._library)
            records = tuple(sorted(self._library.reviews(), key=_newest_first))
            if changed or records != self._records:
                editions = [(record.review_id, record.version) for record in records]
                new = editions != [(record.review_id, record.version) for record in self._records]
                self._shelved = self._shelve(records, new=new)
                self._records = records
            return self._shelved

    def _shelve(self, records: Sequence[ReviewRecord], *, new: bool) -> _Shelved:
        found: list[tuple[StoredPassage, ReviewRecord]] = []
        stems: dict[int, frozenset[str]] = {}
        for record in records:
            for stored in self._library.passages(record.review_id, record.version):
                if stored.passage.is_lesson:
                    stems[stored.passage_id] = frozenset(self._library.stems(stored.text))
                    if sum(not stem.isdigit() for stem in stems[stored.passage_id]) >= FEWEST_STEMS:
                        found.append((stored, record))
        if new:
            self._folds = self._fold(found, stems)
        lessons = tuple(
            Lesson(
                stored, record, self.themes.of_passage(stored), self._folds.get(stored.passage_id, -stored.passage_id)
            )
            for stored, record in found
        )
        return _Shelved(lessons, {(one.record.review_id, one.stored.passage.start): one for one in lessons})

    def _fold(
        self, found: Sequence[tuple[StoredPassage, ReviewRecord]], stems: Mapping[int, frozenset[str]]
    ) -> dict[int, int]:
        vectors: dict[int, Vectors] = {}
        for record in {record.review_id: record for _, record in found}.values():
            vectors.update(self._library.passage_vectors(record.review_id, record.version))
        known = [stored for stored, _ in found if stored.passage_id in vectors]
        foldable = [
            Foldable(
                stored.review_id,
                stored.passage.role,
                frozenset(self.themes.of_passage(stored)),
                stems[stored.passage_id],
                _one(vectors[stored.passage_id]),
            )
            for stored in known
        ]
        return {known[place].passage_id: number for number, places in enumerate(fold(foldable)) for place in places}


def folded(lessons: Iterable[Lesson]) -> tuple[Fold, ...]:
    """Put together the lessons that share a fold; those that most reviews say first, then as they came."""
    groups: dict[int, list[Lesson]] = {}
    for lesson in lessons:
        groups.setdefault(lesson.fold, []).append(lesson)
    folds = [Fold(tuple(group)) for group in groups.values()]
    return tuple(sorted(folds, key=lambda one: -one.reviews))


def _one(windows: Vectors) -> Vectors:
    """One vector of length 1 for a passage that was read in several windows."""
    mean = windows.mean(axis=0)
    made: Vectors = mean / max(float(np.linalg.norm(mean)), 1e-9)
    return made


def _newest_first(record: ReviewRecord) -> tuple[int, str]:
    return (-record.published.toordinal() if record.published else 0, record.review_id)
