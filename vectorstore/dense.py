"""The dense index: which passages mean something near, by cosine, with Chroma."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, cast

import numpy as np

from vectorstore.blocks import fresh_blocks
from vectorstore.derived import Entry, Vectors, edition_key, scrubbing, swap
from vectorstore.encoder import Encoder
from vectorstore.errors import EncoderMismatch, LibraryDamaged, LibraryError, LibraryFull, is_disk_full
from vectorstore.records import Hit

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection
    from chromadb.api.types import Metadata, Where

FOLDER = "chroma"
COLLECTION = "passages"
REBUILD = "review-lessons library rebuild"
_PROBE_DEPTH = 10


class DenseIndex:
    """Chroma on disk: vectors and filter fields of windows, never their words.

    Texts stay in the database, since Chroma keeps what it was given in its own files long after a deletion. The
    collection carries the encoder's name, vector size and fingerprint; vectors of another encoder are refused.
    """

    name = "dense index"
    needs_vectors = True

    def __init__(self, home: Path, encoder: Encoder, *, later: bool = False) -> None:
        """Open the collection, or with ``later`` only when it is used, for a rebuild that clears it first."""
        self._folder = home / FOLDER
        self._encoder = encoder
        self._client: ClientAPI | None = None
        self._opened: Collection | None = None
        self._opening = RLock()
        if not later:
            with contextlib.suppress(LibraryDamaged):  # opening the library finds it unreadable and makes it again
                self._collection()

    def _collection(self) -> Collection:
        with self._opening:
            if self._opened is None:
                try:
                    self._opened = self._open()
                except LibraryError:
                    self.close()
                    raise
            return self._opened

    def _open(self) -> Collection:
        import chromadb
        from chromadb.config import Settings

        self._folder.mkdir(exist_ok=True)
        settings = Settings(anonymized_telemetry=False)
        try:
            self._client = chromadb.PersistentClient(str(self._folder), settings=settings)
            collection = self._client.get_or_create_collection(
                COLLECTION,
                configuration={"hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 200}},
                metadata=self._identity(),
                embedding_function=None,
            )
        except Exception as error:  # Chroma's failures share no type of their own
            if is_disk_full(error):
                raise LibraryFull(f"Chroma cannot open {self._folder}: the disk is full. Make room.") from error
            raise LibraryDamaged(
                f"Chroma cannot open its folder {self._folder} ({error}). Nothing but vectors is in it; "
                f"make it again with: {REBUILD}"
            ) from error
        self._check(collection)
        return collection

    def _identity(self) -> dict[str, str | int]:
        card = self._encoder.card
        return {"encoder": card.name, "fingerprint": card.fingerprint, "size": self._encoder.size}

    def _check(self, collection: Collection) -> None:
        """Refuse vectors of another encoder."""
        held, wanted = dict(collection.metadata or {}), self._identity()
        if held.get("fingerprint") != wanted["fingerprint"] or held.get("size") != wanted["size"]:
            raise EncoderMismatch(
                f"This library was indexed with the encoder {held.get('encoder')!r} ({held.get('size')} numbers a "
                f"vector); the settings name {wanted['encoder']!r} ({wanted['size']}), or its files have changed. "
                f"Index it again with: {REBUILD}, or set the encoder back."
            )

    def add(self, entries: Sequence[Entry]) -> None:
        """Store the vectors of the entries' windows."""
        ids: list[str] = []
        vectors: list[Sequence[float]] = []
        metadatas: list[Metadata] = []
        for entry in entries:
            for number, window in enumerate(entry.windows):
                ids.append(f"{entry.passage_id}:{number}")
                vectors.append(window.vector.tolist())
                metadatas.append(_metadata(entry))
        most = self._batch()
        for start in range(0, len(ids), most):
            part = slice(start, start + most)
            with fresh_blocks():
                self._collection().upsert(ids=ids[part], embeddings=vectors[part], metadatas=metadatas[part])

    def commit(self) -> None:
        """Nothing to do: Chroma commits each call."""

    def discard(self) -> None:
        """Nothing to forget: Chroma has no pending work; ``remove`` takes out what was added."""

    def remove(self, review_id: str, version: str) -> None:
        """Take out every window of one version."""
        held = self._collection().get(where={"edition": edition_key(review_id, version)}, include=[])["ids"]
        most = self._batch()
        for start in range(0, len(held), most):
            with fresh_blocks():
                self._collection().delete(ids=held[start : start + most])

    def ids(self) -> frozenset[int]:
        """The passages that it holds at least one window of."""
        return frozenset(_passage(key) for key in self._collection().get(include=[])["ids"])

    def vectors(self, edition: str) -> dict[int, Vectors]:
        """The vectors (windows, size) of every passage of one version, each of length 1."""
        held = self._collection().get(where={"edition": edition}, include=["embeddings"])
        found: dict[int, list[tuple[int, Vectors]]] = {}
        for key, vector in zip(held["ids"], () if held["embeddings"] is None else held["embeddings"], strict=True):
            number = int(key.partition(":")[2])
            found.setdefault(_passage(key), []).append((number, np.asarray(vector, dtype=np.float32)))
        return {
            passage: np.stack([vector for _, vector in sorted(windows, key=lambda window: window[0])])
            for passage, windows in found.items()
        }

    def clear(self) -> None:
        """Throw the whole folder away, deleted remnants included, and make an empty collection."""
        self.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        self._collection()

    def scrub(self, everything: Iterable[Sequence[Entry]]) -> None:
        """Copy the vectors that are left into a new folder and change over: Chroma's files keep what was deleted."""
        fresh = DenseIndex(scrubbing(self._folder), self._encoder)
        kept = self._collection().get(include=["embeddings", "metadatas"])
        vectors, metadatas = np.asarray(kept["embeddings"], dtype=np.float32), kept["metadatas"] or []
        most = self._batch()
        for start in range(0, len(kept["ids"]), most):
            part = slice(start, start + most)
            with fresh_blocks():
                fresh._collection().upsert(
                    ids=kept["ids"][part], embeddings=vectors[part].tolist(), metadatas=metadatas[part]
                )
        fresh.close()
        with self._opening:  # nobody may make a folder where there is none for a moment
            self.close()
            swap(self._folder)
            self._collection()

    def probe(self, entry: Entry) -> bool:
        """Whether the vector of each of the passage's windows finds the passage, or one just as near, unfiltered."""
        for window in entry.windows:
            hits = self.search(window.vector, _PROBE_DEPTH, None)
            itself = any(hit.passage_id == entry.passage_id for hit in hits)
            all_equal = len(hits) == _PROBE_DEPTH and hits[-1].score > 0.9999
            if not itself and not all_equal:
                return False
        return True

    def close(self) -> None:
        """Let go of Chroma's files."""
        self._opened = None
        if self._client is not None:
            cast("Client", self._client).close()
            self._client = None

    def search(self, vector: Vectors, k: int, editions: Sequence[str] | None) -> tuple[Hit, ...]:
        """The ``k`` nearest passages, each by its best window, of all editions or of those given; score is cosine."""
        if k < 1 or (editions is not None and not editions):
            return ()
        where = None if editions is None else cast("Where", {"edition": {"$in": list(editions)}})
        wanted = k + k // 2 + 4  # some passages have several windows
        while True:
            best = self._query(vector, wanted, where)
            if len(best.found) >= k or best.exhausted:
                break
            wanted *= 2
        hits = sorted((Hit(passage, score) for passage, score in best.found.items()), key=_order)
        return tuple(hits[:k])

    def _query(self, vector: Vectors, windows: int, where: Where | None) -> _Found:
        with fresh_blocks():  # the first query after adding enlarges the index too
            answer = self._collection().query(
                query_embeddings=[vector.tolist()],
                n_results=windows,
                where=where,
                include=["distances"],
            )
        keys = answer["ids"][0]
        distances = (answer["distances"] or [[]])[0]
        found: dict[int, float] = {}
        for key, distance in zip(keys, distances, strict=True):
            passage, score = _passage(key), 1.0 - float(distance)
            found[passage] = max(score, found.get(passage, -1.0))
        return _Found(found, len(keys) < windows)

    def _batch(self) -> int:
        return self._client.get_max_batch_size() if self._client else 1000


class _Found:
    """Passages with their best scores, and whether there were no more windows to be had."""

    __slots__ = ("exhausted", "found")

    def __init__(self, found: dict[int, float], exhausted: bool) -> None:
        self.found = found
        self.exhausted = exhausted


def _order(hit: Hit) -> tuple[float, int]:
    return -hit.score, hit.passage_id


def _passage(key: str) -> int:
    return int(key.partition(":")[0])


def _metadata(entry: Entry) -> Metadata:
    """The filter fields; what is not known is left out, as Chroma has no null."""
    known = {
        "kind": entry.kind,
        "local_authority": entry.local_authority,
        "published": entry.published,
        "themes": json.dumps(entry.themes, ensure_ascii=False) if entry.themes else None,
    }
    fields: dict[str, str | int] = {
        "edition": edition_key(entry.review_id, entry.version),
        "review_id": entry.review_id,
        "version": entry.version,
        "passage": entry.passage_id,
        "role": entry.role,
    }
    fields.update({key: value for key, value in known.items() if value})
    return dict(fields)
