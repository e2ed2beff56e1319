"""The library: open it, add reviews, read them, search them."""

from __future__ import annotations

import json
import threading
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt
from sqlalchemy import Engine, select

from ingest.model import Heading, Page, Review, Segment, WordBox
from vectorstore import work
from vectorstore.database import PassageRow, VersionRow, WordsRow, connect, unpack_words
from vectorstore.dense import DenseIndex
from vectorstore.derived import DerivedIndex, Vectors, edition_key
from vectorstore.encoder import Encoder
from vectorstore.encoder import identify as identify_encoder
from vectorstore.errors import DemonstrationOnly, LibraryDamaged, LibraryError, LibraryFull, NotInLibrary, is_disk_full
from vectorstore.filters import Filters
from vectorstore.identity import identify
from vectorstore.langchain import LibraryRetriever, LibraryVectorStore
from vectorstore.lexical import LexicalIndex
from vectorstore.lock import HomeLock
from vectorstore.mending import CLEARING, REBUILD_KEY, rebuild, reconcile
from vectorstore.originals import Originals
from vectorstore.proof import verify
from vectorstore.records import Added, Hit, ReviewRecord, StoredPassage, VerifyReport
from vectorstore.rows import headings_of, live_passages, pages_of, passage_of, records, segments_of
from vectorstore.words import stems
from vectorstore.work import Store

_CHUNK = 500
_TEXTS_KEPT = 256

Step = Callable[[int, int, str], None]


def _silent(_done: int, _of: int, _name: str) -> None:
    """Progress for those who do not ask for it."""


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is in the library at one moment; replaced whole, so that readers never see half a change."""

    versions: Mapping[tuple[str, str], ReviewRecord]
    current: Mapping[str, ReviewRecord]
    live: frozenset[int]


class Library:
    """An open library. Readers may share it between threads; one process holds its folder at a time.

    ``opened_with`` says in words what opening had to finish, undo or mend. ``encoder`` is shared with whoever needs
    vectors of questions; ``store`` is for the other modules of this package.
    """

    def __init__(self, store: Store, lock: HomeLock, dense: DenseIndex, lexical: LexicalIndex) -> None:
        self.store = store
        self.encoder = store.encoder
        self.home = store.home
        self.opened_with: tuple[str, ...] = ()
        self._lock = lock
        self._dense = dense
        self._lexical = lexical
        self._writing = threading.RLock()
        self._unsettled = False
        self._text = lru_cache(maxsize=_TEXTS_KEPT)(self._read_text)
        self._facts = _Facts({}, {}, frozenset())

    @classmethod
    def open(
        cls,
        home: Path,
        *,
        encoder: str | Path | None = None,
        demonstration: bool = False,
        samples: Collection[str] = (),
        rebuilding: bool = False,
        on_progress: Step = _silent,
    ) -> Library:
        """Open the library in a folder, making it where there is none, and mend what an interruption left.

        ``encoder`` is a sentence-transformers model by name or folder; None is the bundled one. ``demonstration``
        makes a new library one of samples only, whose files have the SHA-256 digests in ``samples``.
        ``rebuilding`` opens it for ``rebuild`` even where the indexes are broken or of another encoder.
        Raises LibraryBusy at once when another process holds it, EncoderMismatch when its vectors are of another
        encoder, and other kinds of LibraryError where the folder cannot be used.
        """
        home = _folder(home)
        lock = HomeLock(home)
        dead = lock.take()
        opened: list[DerivedIndex] = []
        engine: Engine | None = None
        try:
            engine = connect(home)
            made = Encoder(identify_encoder(encoder))
            bare = Store(home, engine, Originals(home), made, ())
            clearing = rebuilding or work.meta(bare, REBUILD_KEY) == CLEARING
            dense = DenseIndex(home, made, any_encoder=clearing)
            opened.append(dense)
            lexical = LexicalIndex(home)
            opened.append(lexical)
            library = cls(Store(home, engine, bare.originals, made, (dense, lexical)), lock, dense, lexical)
            library._begin(demonstration, samples)
            library.opened_with = library._mend(dead is not None, rebuilding, on_progress)
            library._refresh()
        except BaseException as error:
            for index in opened:
                index.close()
            if engine is not None:
                engine.dispose()
            lock.release()
            if isinstance(error, Exception) and not isinstance(error, LibraryError):
                raise _readable(home, error) from error
            raise
        return library

    def _begin(self, demonstration: bool, samples: Collection[str]) -> None:
        """Settle once, at the making of a library, whether it is one of samples."""
        kind = work.meta(self.store, "demonstration")
        if kind is None:
            work.set_meta(self.store, "demonstration", "yes" if demonstration else "no")
        elif demonstration and kind == "no":
            raise DemonstrationOnly(
                f"The library in {self.home} holds real reports, so samples cannot be shown in it. "
                "Choose another folder for the demonstration."
            )
        if demonstration and samples:
            work.set_meta(self.store, "samples", json.dumps(sorted(samples)))

    def _mend(self, suspicious: bool, rebuilding: bool, on_progress: Step) -> tuple[str, ...]:
        if rebuilding:
            return ()
        unfinished = work.meta(self.store, REBUILD_KEY)
        if unfinished == CLEARING:
            for index in self.store.indexes:
                index.clear()
        said = list(work.settle(self.store))
        mended = reconcile(self.store, on_progress, suspicious=suspicious)
        if unfinished:
            work.set_meta(self.store, REBUILD_KEY, None)
            said.append("A rebuild had been interrupted and was finished.")
        elif suspicious:
            work.sweep_originals(self.store)
        return (*said, *(() if unfinished else mended))

    def close(self) -> None:
        """Let go of everything; the library cannot be used afterwards."""
        with self._writing:
            for index in self.store.indexes:
                index.close()
            self.store.engine.dispose()
            self._lock.release()

    def __enter__(self) -> Self:
        """The library itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    # Adding and mending

    @property
    def demonstration(self) -> bool:
        """Whether this is a library of invented samples, which every page and answer must say."""
        return work.meta(self.store, "demonstration") == "yes"

    def add(self, review: Review, *, sample: bool = False) -> Added:
        """Take in a review wholly or, whatever happens, not at all.

        The same content is skipped; see ``vectorstore.identity`` for what makes a new version. Raises LibraryFull
        when the disk has no room and DemonstrationOnly when samples and real reports would meet.
        """
        self._keep_apart(review, sample)
        with self._writing:
            if self._unsettled:
                work.settle(self.store)
                self._unsettled = False
                self._refresh()
            identity = identify(review, tuple(self._facts.versions.values()))
            warnings = (*review.warnings, *identity.warnings)
            if identity.outcome == "unchanged":
                record = self._facts.current[identity.review_id]
                return Added(identity.review_id, record.version, "unchanged", warnings)
            self._unsettled = True
            intent = work.bring_in(self.store, review, identity)
            self._refresh()
            work.finish(self.store, intent)
            self._unsettled = False
            return Added(identity.review_id, review.version, identity.outcome, warnings)

    def _keep_apart(self, review: Review, sample: bool) -> None:
        name = review.original.name
        if not self.demonstration:
            if sample:
                raise DemonstrationOnly(f"{name} is an invented sample and this library is for real reports.")
            return
        listed = work.meta(self.store, "samples")
        allowed = review.original.sha256 in json.loads(listed) if listed else sample
        if not allowed:
            raise DemonstrationOnly(
                f"{name} was not added: this is the demonstration library, which holds invented samples only. "
                "Start a library of your own in another folder (--home DIR)."
            )

    def rebuild(self, on_progress: Step = _silent) -> None:
        """Make every index again from the database. May be stopped at any time; the next opening goes on with it."""
        with self._writing:
            rebuild(self.store, on_progress)
            self._refresh()

    def verify(self) -> VerifyReport:
        """Compare database, original files and indexes, and look passages up by real queries. Changes nothing."""
        with self._writing:
            return verify(self.store)

    # Reading

    def reviews(self, filters: Filters | None = None, *, superseded: bool = False) -> tuple[ReviewRecord, ...]:
        """The current reviews that the filters admit, by review_id; with ``superseded`` their older versions too."""
        held = self._facts.versions.values() if superseded else self._facts.current.values()
        return tuple(record for record in held if not filters or _admits(filters, record))

    def undated(self, filters: Filters) -> int:
        """How many reviews a date filter leaves out only because their date is not known."""
        if filters.published_from is None and filters.published_to is None:
            return 0
        return sum(record.published is None for record in self.reviews(filters.without_dates()))

    def review(self, review_id: str, version: str | None = None) -> ReviewRecord:
        """One review, its current version unless another is named. Raises NotInLibrary."""
        facts = self._facts
        found = facts.current.get(review_id) if version is None else facts.versions.get((review_id, version))
        if found is None:
            what = f"version {version} of {review_id}" if version else f"review {review_id}"
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

    def _column(self, column: object, review_id: str, version: str | None) -> str:
        record = self.review(review_id, version)
        query = select(column).where(  # type: ignore[call-overload]
            VersionRow.review_id == review_id, VersionRow.version == record.version
        )
        with self.store.session() as session:
            return str(session.scalars(query).one())

    # Searching

    def dense(self, query: str | npt.NDArray[np.floating], k: int, filters: Filters | None = None) -> tuple[Hit, ...]:
        """The ``k`` passages nearest in meaning to a question or its vector, by cosine; best window of each."""
        vector: Vectors = self.encoder.query(query) if isinstance(query, str) else np.asarray(query, dtype=np.float32)
        return self._search(lambda number, editions: self._dense.search(vector, number, editions), k, filters)

    def lexical(self, query: str, k: int, filters: Filters | None = None) -> tuple[Hit, ...]:
        """The ``k`` passages that best hold the words of a question, by BM25."""
        return self._search(lambda number, editions: self._lexical.search(query, number, editions), k, filters)

    def _search(
        self,
        search: Callable[[int, Sequence[str] | None], tuple[Hit, ...]],
        k: int,
        filters: Filters | None,
    ) -> tuple[Hit, ...]:
        """Search among what the filters admit, and keep what is current and ready at this moment."""
        facts = self._facts
        editions = None
        if filters:
            editions = [
                edition_key(record.review_id, record.version)
                for record in facts.current.values()
                if _admits(filters, record)
            ]
        wanted = k
        while True:
            hits = search(wanted, editions)
            live = tuple(hit for hit in hits if hit.passage_id in facts.live)
            if len(live) >= k or len(hits) < wanted:
                return live[:k]
            wanted *= 2

    def stems(self, text: str) -> tuple[str, ...]:
        """The stems of a text's words as the lexical index counts them."""
        return stems(text)

    def document_frequency(self, word: str) -> int:
        """In how many passages a word stands, in any of its forms."""
        return self._lexical.document_frequency(word)

    @property
    def passage_count(self) -> int:
        """How many passages are searched when nothing is filtered."""
        return len(self._facts.live)

    @property
    def vector_store(self) -> LibraryVectorStore:
        """The library behind LangChain's ``VectorStore`` face."""
        return LibraryVectorStore(self)

    def retriever(self, k: int = 10, filters: Filters | None = None) -> LibraryRetriever:
        """Dense search as a LangChain retriever; its documents carry the whole reference as metadata."""
        return LibraryRetriever(source=self.vector_store, k=k, filters=filters or Filters())

    def _refresh(self) -> None:
        with self.store.session() as session:
            held = records(session)
            live = live_passages(session)
        self._facts = _Facts(
            {(record.review_id, record.version): record for record in held},
            {record.review_id: record for record in held if record.current},
            live,
        )


def _admits(filters: Filters, record: ReviewRecord) -> bool:
    return filters.admits(record.review_id, record.kind, record.local_authority, record.published, record.themes)


def _stored(row: PassageRow, review_id: str, version: str, text: str) -> StoredPassage:
    return StoredPassage(row.id, review_id, version, passage_of(row), text[row.start : row.end])


def _folder(home: Path) -> Path:
    home = home.expanduser().resolve()
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryDamaged(f"The folder {home} cannot be made: {error.strerror}. Choose another folder.") from error
    return home


def _readable(home: Path, error: Exception) -> Exception:
    """An error of opening in words of ours where its cause is known, else as it is."""
    if is_disk_full(error):
        return LibraryFull(f"The library in {home} cannot be opened: the disk is full. Make room and try again.")
    if isinstance(error, OSError):
        return LibraryDamaged(f"The library in {home} cannot be opened: {error}. Check the folder's rights.")
    return error
