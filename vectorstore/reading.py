"""What can be read from an open library: reviews, texts, structure and original files."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from ingest.model import Heading, Page, Segment, WordBox
from vectorstore.changing import changes
from vectorstore.database import PassageRow, VersionRow, WordsRow, unpack_words
from vectorstore.errors import NotInLibrary
from vectorstore.filters import Filters
from vectorstore.records import Change, ReviewRecord, StoredPassage
from vectorstore.rows import headings_of, live_passages, pages_of, passage_of, records, segments_of
from vectorstore.work import Store

_CHUNK = 500
_TEXTS_KEPT = 256


@dataclass(frozen=True, slots=True)
class Facts:
    """What is in the library at one moment; replaced whole, so that readers never see half a change."""

    versions: Mapping[tuple[str, str], ReviewRecord]
    current: Mapping[str, ReviewRecord]
    live: frozenset[int]


class Reading:
    """The reading half of a library; any number of threads may read while one adds."""

    def __init__(self, store: Store) -> None:
        """Read from this store; nothing is seen before the first ``refresh``."""
        self.store = store
        self.facts = Facts({}, {}, frozenset())
        self._tagged: Mapping[str, tuple[str, ...]] = {}
        self._text = lru_cache(maxsize=_TEXTS_KEPT)(self._read_text)

    def refresh(self) -> None:
        """See what is in the database now."""
        with self.store.session() as session:
            held = tuple(self._with_tags(record) for record in records(session))
            live = live_passages(session)
        self.facts = Facts(
            {(record.review_id, record.version): record for record in held},
            {record.review_id: record for record in held if record.current},
            live,
        )

    def tag(self, themes: Mapping[str, tuple[str, ...]]) -> None:
        """Say which themes the current version of each review was found to speak of, by review_id.

        They stand in ``ReviewRecord.themes`` and so in filters by theme, until they are given anew or the library is
        closed; nothing of them is kept here.
        """
        self._tagged = dict(themes)
        self.refresh()

    def _with_tags(self, record: ReviewRecord) -> ReviewRecord:
        found = self._tagged.get(record.review_id, ()) if record.current else ()
        return replace(record, tagged=found) if found else record

    def reviews(self, filters: Filters | None = None, *, superseded: bool = False) -> tuple[ReviewRecord, ...]:
        """The current reviews that the filters admit, by review_id; with ``superseded`` their older versions too."""
        held = self.facts.versions.values() if superseded else self.facts.current.values()
        return tuple(record for record in held if not filters or admits(filters, record))

    def withdrawn(self) -> tuple[ReviewRecord, ...]:
        """The withdrawn reviews, each as the version that was searched until then."""
        return tuple(record for record in self.facts.versions.values() if record.withdrawn == record.version)

    def versions(self, review_id: str) -> tuple[ReviewRecord, ...]:
        """Every version of one review in the order in which they were added; none where there is no such review."""
        return tuple(record for record in self.facts.versions.values() if record.review_id == review_id)

    def changes(self, review_id: str) -> tuple[Change, ...]:
        """What was changed of one review by hand, the latest first."""
        return changes(self.store, review_id)

    def undated(self, filters: Filters) -> int:
        """How many reviews a date filter leaves out only because their date is not known."""
        if filters.published_from is None and filters.published_to is None:
            return 0
        return sum(record.published is None for record in self.reviews(filters.without_dates()))

    def review(self, review_id: str, version: str | None = None) -> ReviewRecord:
        """One review, its current version unless another is named. Raises NotInLibrary."""
        facts = self.facts
        found = facts.current.get(review_id) if version is None else facts.versions.get((review_id, version))
        if found is None:
            what = f"version {version} of {review_id}" if version else f"review {review_id}"
            if version is None and self.versions(review_id):
                raise NotInLibrary(f"The review {review_id} has been withdrawn from this library.")
            raise NotInLibrary(f"There is no {what} in this library.")
        return found

    def text(self, review_id: str, version: str | None = None) -> str:
        """The text that every offset of this version refers to."""
        return self._text(review_id, self.review(review_id, version).version)

    def _read_text(self, review_id: str, version: str) -> str:
        return self._column(VersionRow.text, review_id, version)

    def passages(self, review_id: str, version: str | None = None) -> tuple[StoredPassage, ...]:
        """The passages of one version in the order of its text."""
        record = self.review(review_id, version)
        text = self.text(review_id, record.version)
        query = (
            select(PassageRow)
            .join(VersionRow, VersionRow.id == PassageRow.version_id)
            .where(VersionRow.review_id == review_id, VersionRow.version == record.version)
            .order_by(PassageRow.start, PassageRow.id)
        )
        with self.store.session() as session:
            rows = session.scalars(query).all()
        return tuple(_stored(row, review_id, record.version, text) for row in rows)

    def get_passages(self, ids: Iterable[int]) -> dict[int, StoredPassage]:
        """Passages by number, in the order asked for; numbers that are not in the library are left out."""
        wanted = list(dict.fromkeys(int(number) for number in ids))
        found: dict[int, StoredPassage] = {}
        with self.store.session() as session:
            for start in range(0, len(wanted), _CHUNK):
                query = (
                    select(PassageRow, VersionRow.review_id, VersionRow.version)
                    .join(VersionRow, VersionRow.id == PassageRow.version_id)
                    .where(PassageRow.id.in_(wanted[start : start + _CHUNK]), VersionRow.ready)
                )
                for row, review_id, version in session.execute(query):
                    found[row.id] = _stored(row, review_id, version, self._text(review_id, version))
        return {number: found[number] for number in wanted if number in found}

    def headings(self, review_id: str, version: str | None = None) -> tuple[Heading, ...]:
        """The headings of one version in the order of its text."""
        return headings_of(self._column(VersionRow.headings, review_id, version))

    def pages(self, review_id: str, version: str | None = None) -> tuple[Page, ...]:
        """The pages of one version; empty where the format has none."""
        return pages_of(self._column(VersionRow.pages, review_id, version))

    def segments(self, review_id: str, version: str | None = None) -> tuple[Segment, ...]:
        """Which stretch of the text stands on which page, in the order of the text."""
        return segments_of(self._column(VersionRow.segments, review_id, version))

    def words(self, review_id: str, version: str | None, page: int) -> tuple[WordBox, ...]:
        """The word boxes of one page (1-based index); empty where none are known."""
        record = self.review(review_id, version)
        query = (
            select(WordsRow.boxes)
            .join(VersionRow, VersionRow.id == WordsRow.version_id)
            .where(VersionRow.review_id == review_id, VersionRow.version == record.version, WordsRow.page == page)
        )
        with self.store.session() as session:
            packed = session.scalars(query).one_or_none()
        return unpack_words(page, packed) if packed else ()

    def page_at(self, review_id: str, version: str | None, offset: int) -> Page | None:
        """The page on which the character at this offset stands; None where the format has no pages."""
        segments = self.segments(review_id, version)
        index = bisect_right([segment.start for segment in segments], offset) - 1
        if index < 0:
            return None
        number = segments[index].page
        return next((page for page in self.pages(review_id, version) if page.number == number), None)

    def original_path(self, review_id: str, version: str | None = None) -> Path:
        """The original file of one version, byte for byte, to read and not to change. Raises NotInLibrary."""
        record = self.review(review_id, version)
        path = self.store.originals.path(record.sha256, record.original_name)
        if not path.is_file():
            raise NotInLibrary(f"The original file of {record.file} is missing from the library's folder.")
        return path

    def _column(self, column: InstrumentedAttribute[str], review_id: str, version: str | None) -> str:
        record = self.review(review_id, version)
        query = select(column).where(VersionRow.review_id == review_id, VersionRow.version == record.version)
        with self.store.session() as session:
            return session.scalars(query).one()


def admits(filters: Filters, record: ReviewRecord) -> bool:
    """Whether the filters let this review through."""
    return filters.admits(record.review_id, record.kind, record.local_authority, record.published, record.themes)


def _stored(row: PassageRow, review_id: str, version: str, text: str) -> StoredPassage:
    return StoredPassage(row.id, review_id, version, passage_of(row), text[row.start : row.end])
