"""The library: open it, add reviews, read them, search them."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import numpy as np
import numpy.typing as npt
from sqlalchemy import Engine

from ingest.model import Details, Review
from vectorstore import changing, work
from vectorstore.database import connect
from vectorstore.dense import DenseIndex
from vectorstore.derived import DerivedIndex, Vectors, edition_key
from vectorstore.encoder import Encoder
from vectorstore.encoder import identify as identify_encoder
from vectorstore.erasure import Traces, find_traces, prove_erased
from vectorstore.errors import (
    DemonstrationOnly,
    LibraryDamaged,
    LibraryError,
    LibraryFull,
    NotInLibrary,
    is_disk_full,
)
from vectorstore.filters import Filters
from vectorstore.identity import identify
from vectorstore.lexical import LexicalIndex
from vectorstore.lock import HomeLock
from vectorstore.mending import CLEARING, REBUILD_KEY, rebuild, reconcile
from vectorstore.originals import Originals
from vectorstore.proof import verify
from vectorstore.reading import Reading, admits
from vectorstore.records import Added, Erased, Hit, VerifyReport
from vectorstore.settling import settle
from vectorstore.tokens import TokenIndex, TokenRows
from vectorstore.words import stems
from vectorstore.work import Step, Store

if TYPE_CHECKING:
    from vectorstore.langchain import LibraryRetriever, LibraryVectorStore


def _silent(_done: int, _of: int, _name: str) -> None:
    """Progress for those who do not ask for it."""


class Library(Reading):
    """An open library. Readers may share it between threads; one process holds its folder at a time.

    ``opened_with`` says in words what opening had to finish, undo or mend. ``encoder`` is shared with whoever needs
    vectors of questions; ``store`` is for the other modules of this package.
    """

    def __init__(
        self, store: Store, lock: HomeLock, dense: DenseIndex, lexical: LexicalIndex, tokens: TokenIndex
    ) -> None:
        """Use ``Library.open``."""
        super().__init__(store)
        self.encoder = store.encoder
        self.home = store.home
        self.opened_with: tuple[str, ...] = ()
        self._lock = lock
        self._dense = dense
        self._lexical = lexical
        self._tokens = tokens
        self._writing = threading.RLock()
        self._unsettled = False

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
            dense = DenseIndex(home, made, later=clearing)
            opened.append(dense)
            lexical = LexicalIndex(home)
            opened.append(lexical)
            tokens = TokenIndex(home / "tokens")
            opened.append(tokens)
            store = Store(home, engine, bare.originals, made, (dense, lexical, tokens))
            library = cls(store, lock, dense, lexical, tokens)
            library._begin(demonstration, samples)
            library.opened_with = library._mend(dead is not None, rebuilding, on_progress)
            library.refresh()
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
        said = list(settle(self.store))
        mended = reconcile(self.store, on_progress, suspicious=suspicious)
        if unfinished:
            work.set_meta(self.store, REBUILD_KEY, None)
            said.append("A rebuild had been interrupted and was finished.")
        elif suspicious:
            work.sweep_originals(self.store)
        if said:
            changing.empty_journal(self.store)  # what was undone must not be left in it
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
            self._settle()
            identity = identify(review, tuple(self.facts.versions.values()))
            warnings = (*review.warnings, *identity.warnings)
            if identity.outcome == "unchanged":
                return Added(identity.review_id, review.version, "unchanged", warnings)
            if identity.outcome == "new version":
                kept = changing.kept_by_hand(review.details, self.facts.current[identity.review_id].details)
                review = replace(review, details=kept)
            self._unsettled = True
            intent = work.bring_in(self.store, review, identity)
            self.refresh()
            work.finish(self.store, intent)
            self._unsettled = False
            return Added(identity.review_id, review.version, identity.outcome, warnings)

    def _settle(self) -> None:
        """Before new work: finish or undo what an error in this process left half-way."""
        if self._unsettled:
            settle(self.store)
            self._unsettled = False
            self.refresh()

    def edit(self, review_id: str, details: Details, *, by: str | None = None) -> None:
        """Change a review's details to these, which keep their place over new versions; indexed anew where needed.

        What differs is written down with who changed it. Raises NotInLibrary.
        """
        self._change(lambda: changing.edit(self.store, review_id, details, by))

    def withdraw(self, review_id: str, reason: str | None = None, *, by: str | None = None) -> None:
        """Take a review out of search and lists; its versions can still be opened. Raises NotInLibrary."""
        self._change(lambda: changing.withdraw(self.store, review_id, reason, by))

    def restore(self, review_id: str, reason: str | None = None, *, by: str | None = None) -> None:
        """Make a withdrawn review one that is searched again. Raises NotInLibrary and LibraryFull."""
        self._change(lambda: changing.bring_back(self.store, review_id, reason, by))

    def erase(self, review_id: str) -> Traces:
        """Take a review, its versions, files and history out of the library for good; what to prove it by.

        Raises NotInLibrary.
        """
        with self._writing:
            self._settle()
            traces = find_traces(self.store, self._lexical, review_id)
            self._change(lambda: changing.hide_for_erasing(self.store, review_id))
            self._text.cache_clear()
            return traces

    def prove_erased(self, traces: Traces) -> Erased:
        """Look for an erased review's words in the database, the indexes and every file of the home."""
        with self._writing:
            return prove_erased(self.store, self._lexical, traces)

    def _change(self, change: Callable[[], int | None]) -> None:
        """Make a change visible, then let the indexes follow it."""
        with self._writing:
            self._settle()
            self._unsettled = True
            try:
                intent = change()
            except NotInLibrary:
                self._unsettled = False
                raise
            finally:
                self.refresh()
            if intent is not None:
                changing.finish_change(self.store, intent)
            self._unsettled = False

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
            self.refresh()

    def verify(self) -> VerifyReport:
        """Compare database, original files and indexes, and look passages up by real queries. Changes nothing."""
        with self._writing:
            return verify(self.store)

    # Searching

    def dense(self, query: str | npt.NDArray[np.floating], k: int, filters: Filters | None = None) -> tuple[Hit, ...]:
        """The ``k`` passages nearest in meaning to a question or its vector, by cosine; best window of each."""
        vector: Vectors = self.encoder.query(query) if isinstance(query, str) else np.asarray(query, dtype=np.float32)
        return self._search(lambda number, editions: self._dense.search(vector, number, editions), k, filters)

    def passage_vectors(self, review_id: str, version: str | None = None) -> dict[int, Vectors]:
        """The vectors (windows, size) by which each passage of a version is found, each of length 1, by passage_id.

        Superseded versions have none. Raises NotInLibrary.
        """
        record = self.review(review_id, version)
        return self._dense.vectors(edition_key(review_id, record.version))

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
        facts = self.facts
        editions = None
        if filters:
            editions = [
                edition_key(record.review_id, record.version)
                for record in facts.current.values()
                if admits(filters, record)
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

    def token_rows(self, passage_ids: Iterable[int]) -> dict[int, TokenRows]:
        """The word pieces' vectors of some passages, for late interaction; passages without any are left out."""
        return self._tokens.rows(passage_ids)

    def __len__(self) -> int:
        """How many passages are searched when nothing is filtered."""
        return len(self.facts.live)

    def __bool__(self) -> bool:
        """An open library is there, even when it is empty."""
        return True

    @property
    def vector_store(self) -> LibraryVectorStore:
        """The library behind LangChain's ``VectorStore`` face."""
        from vectorstore.langchain import LibraryVectorStore  # half of all import time; a busy library needs none of it

        return LibraryVectorStore(self)

    def retriever(self, k: int = 10, filters: Filters | None = None) -> LibraryRetriever:
        """Dense search as a LangChain retriever; its documents carry the whole reference as metadata."""
        from vectorstore.langchain import LibraryRetriever

        return LibraryRetriever(source=self.vector_store, k=k, filters=filters or Filters())


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
