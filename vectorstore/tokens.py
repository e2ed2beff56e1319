"""The third index: every word piece's own vector, for late interaction between a question and its candidates.

Method: ColBERT's MaxSim (Khattab and Zaharia, 2020), with the encoder's last layer as it is. Vectors are kept as
int8 with the direction only (a vector's length plays no part in a cosine), one folder of NumPy files an edition,
memory-mapped, so that a question reads only its candidates' rows.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

import numpy as np
import numpy.typing as npt

from vectorstore.derived import Entry, Offsets, Vectors, edition_key

Bytes = npt.NDArray[np.int8]
Rows = npt.NDArray[np.int64]

_STEP = 127


@dataclass(frozen=True, slots=True, eq=False)
class TokenRows:
    """The word pieces of one passage: ``vectors`` (n, size) of length 1, ``spans`` (n, 2) offsets in its text.

    Where windows overlap, a word piece has a row for each window that read it.
    """

    vectors: Vectors
    spans: Offsets


@dataclass(frozen=True, slots=True, eq=False)
class _Edition:
    vectors: Bytes
    spans: Offsets
    rows: Mapping[int, tuple[int, int]]


class TokenIndex:
    """The word pieces' vectors of all editions, in ``folder``."""

    name = "word-piece index"
    needs_vectors = True

    def __init__(self, folder: Path) -> None:
        """Open the folder; what an earlier process left half-written is not seen."""
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._pending: dict[str, list[Entry]] = {}
        self._removed: set[str] = set()
        self._editions: dict[str, _Edition] = {}
        self._where: dict[int, str] = {}
        for path in folder.iterdir():
            if path.name.startswith("."):
                shutil.rmtree(path, ignore_errors=True)
            else:
                self._load(unquote(path.name), path)

    def add(self, entries: Sequence[Entry]) -> None:
        """Keep entries in memory until ``commit``."""
        for entry in entries:
            self._pending.setdefault(edition_key(entry.review_id, entry.version), []).append(entry)

    def commit(self) -> None:
        """Write what was added, take away what was removed; each edition appears whole or not at all."""
        for key in self._removed:
            self._forget(key)
            shutil.rmtree(self._path(key), ignore_errors=True)
        self._removed.clear()
        for key, entries in self._pending.items():
            known = self._known_entries(key, {e.passage_id for e in entries})
            self._forget(key)
            self._write(key, [_rows(e) for e in entries], known)
            self._load(key, self._path(key))
        self._pending.clear()

    def discard(self) -> None:
        """Forget what was added or removed since the last commit."""
        self._pending.clear()
        self._removed.clear()

    def remove(self, review_id: str, version: str) -> None:
        """Take out one edition at the next ``commit``."""
        key = edition_key(review_id, version)
        self._pending.pop(key, None)
        self._removed.add(key)

    def ids(self) -> frozenset[int]:
        """The passages with committed rows."""
        return frozenset(self._where)

    def clear(self) -> None:
        """Throw everything away."""
        self.discard()
        self._editions.clear()
        self._where.clear()
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True, exist_ok=True)

    def scrub(self, everything: Iterable[Sequence[Entry]]) -> None:
        """Nothing to do: an edition's files go with it."""

    def probe(self, entry: Entry) -> bool:
        """Whether the entry's stored rows lie in the direction of its own word pieces."""
        stored = self.rows([entry.passage_id]).get(entry.passage_id)
        if stored is None:
            return False
        own = np.concatenate([w.tokens for w in entry.windows]) if entry.windows else stored.vectors
        if own.shape != stored.vectors.shape:
            return False
        return not len(own) or bool(np.mean(np.sum(_unit(own) * stored.vectors, axis=1)) > 0.99)

    def rows(self, passage_ids: Iterable[int]) -> dict[int, TokenRows]:
        """The word pieces of some passages; passages without rows are left out."""
        found: dict[int, TokenRows] = {}
        for passage_id in passage_ids:
            key = self._where.get(passage_id)
            if key is None:
                continue
            edition = self._editions[key]
            first, last = edition.rows[passage_id]
            vectors = _unit(np.asarray(edition.vectors[first:last], dtype=np.float32))
            found[passage_id] = TokenRows(vectors, np.asarray(edition.spans[first:last]))
        return found

    def close(self) -> None:
        """Let go of the mapped files."""
        self._editions.clear()
        self._where.clear()

    def _path(self, key: str) -> Path:
        return self._folder / quote(key, safe="@")

    def _forget(self, key: str) -> None:
        edition = self._editions.pop(key, None)
        for passage_id in edition.rows if edition else ():
            self._where.pop(passage_id, None)

    def _known_entries(self, key: str, replaced: set[int]) -> list[tuple[int, Bytes, Offsets]]:
        edition = self._editions.get(key)
        if edition is None:
            return []
        return [
            (passage_id, np.array(edition.vectors[first:last]), np.array(edition.spans[first:last]))
            for passage_id, (first, last) in edition.rows.items()
            if passage_id not in replaced
        ]

    def _write(self, key: str, new: list[tuple[int, Bytes, Offsets]], known: list[tuple[int, Bytes, Offsets]]) -> None:
        everything = known + new
        draft = self._folder / f".{os.getpid()}-{quote(key, safe='@')}"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        lengths = [len(vectors) for _, vectors, _ in everything]
        ends = np.cumsum(lengths, dtype=np.int64)
        table = np.array(
            [(p, e - n, e) for (p, _, _), n, e in zip(everything, lengths, ends, strict=True)], dtype=np.int64
        )
        np.save(draft / "vectors.npy", np.concatenate([vectors for _, vectors, _ in everything]))
        np.save(draft / "spans.npy", np.concatenate([spans for _, _, spans in everything]))
        np.save(draft / "passages.npy", table)
        shutil.rmtree(self._path(key), ignore_errors=True)
        draft.rename(self._path(key))

    def _load(self, key: str, path: Path) -> None:
        try:
            table: Rows = np.load(path / "passages.npy")
            vectors: Bytes = np.load(path / "vectors.npy", mmap_mode="r")
            spans: Offsets = np.load(path / "spans.npy", mmap_mode="r")
        except (OSError, ValueError):
            return  # counted as missing by ``ids``, so that opening or ``verify`` says so
        rows = {int(p): (int(first), int(last)) for p, first, last in table}
        self._editions[key] = _Edition(vectors, spans, rows)
        self._where.update(dict.fromkeys(rows, key))


def _rows(entry: Entry) -> tuple[int, Bytes, Offsets]:
    size = entry.windows[0].tokens.shape[1] if entry.windows else 0
    vectors = [w.tokens for w in entry.windows] or [np.zeros((0, size), np.float32)]
    spans = [w.spans for w in entry.windows] or [np.zeros((0, 2), np.int32)]
    return entry.passage_id, _to_bytes(np.concatenate(vectors)), np.concatenate(spans).astype(np.int32)


def _to_bytes(vectors: Vectors) -> Bytes:
    peak = np.maximum(np.abs(vectors).max(axis=1, keepdims=True), 1e-9) if len(vectors) else np.ones((0, 1), np.float32)
    return np.round(vectors / peak * _STEP).astype(np.int8)


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return np.asarray(vectors / lengths, dtype=np.float32)
