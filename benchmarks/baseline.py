"""The tutorial pipeline, to compare with: text cut every 1,000 characters with 200 of overlap, the nearest by meaning.

It is what the usual tutorials build: a recursive character splitter, Chroma, a similarity search, and no threshold.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self, cast

import chromadb
from chromadb.api.client import Client
from chromadb.config import Settings
from langchain_chroma import Chroma
from langchain_core.embeddings import Embeddings

SIZE, OVERLAP = 1_000, 200
_SEPARATORS = ("\n\n", "\n", " ")
_BATCH = 2_000
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Chunk:
    """A chunk of a document: ``start`` and ``end`` are offsets in the document's text."""

    document: str
    start: int
    end: int
    text: str


def chunks(document: str, text: str) -> list[Chunk]:
    """Cut a text at empty lines, else at line ends, else at spaces, into chunks of at most 1,000 characters."""
    return [
        Chunk(document, start, end, text[start:end]) for start, end in _merged(list(_pieces(text, 0, len(text), 0)))
    ]


def _pieces(text: str, start: int, end: int, level: int) -> Iterator[Span]:
    """Spans of at most SIZE characters, cut at the coarsest separator that makes them so."""
    if end - start <= SIZE:
        if text[start:end].strip():
            yield start, end
        return
    if level == len(_SEPARATORS):
        for first in range(start, end, SIZE):
            yield first, min(end, first + SIZE)
        return
    begin = start
    for found in re.finditer(re.escape(_SEPARATORS[level]), text[start:end]):
        yield from _pieces(text, begin, start + found.start(), level + 1)
        begin = start + found.end()
    yield from _pieces(text, begin, end, level + 1)


def _merged(pieces: Sequence[Span]) -> Iterator[Span]:
    """Pieces joined to chunks as long as they fit; each chunk begins with the last pieces of the one before."""
    held: list[Span] = []
    for piece in pieces:
        if held and piece[1] - held[0][0] > SIZE:
            yield held[0][0], held[-1][1]
            while held and (held[-1][1] - held[0][0] > OVERLAP or piece[1] - held[0][0] > SIZE):
                held.pop(0)
        held.append(piece)
    if held:
        yield held[0][0], held[-1][1]


class Baseline:
    """Chunks in a Chroma collection of their own, in a temporary folder."""

    def __init__(self, encoder: Embeddings, made: Sequence[Chunk]) -> None:
        """Embed the chunks and store them."""
        self._folder = tempfile.TemporaryDirectory(prefix="baseline-", ignore_cleanup_errors=True)
        self._client = chromadb.PersistentClient(self._folder.name, settings=Settings(anonymized_telemetry=False))
        self._store = Chroma("tutorial", embedding_function=encoder, client=self._client)
        self._chunks = made
        for start in range(0, len(made), _BATCH):
            part = made[start : start + _BATCH]
            numbers = range(start, start + len(part))
            self._store.add_texts(
                [chunk.text for chunk in part],
                metadatas=[{"number": number} for number in numbers],
                ids=[str(number) for number in numbers],
            )

    def search(self, question: str, k: int) -> list[Chunk]:
        """The ``k`` chunks nearest to the question, nearest first."""
        found = self._store.similarity_search(question, min(k, len(self._chunks)))
        return [self._chunks[int(one.metadata["number"])] for one in found]

    def similarity(self, question: str) -> float:
        """How near the nearest chunk is: the smaller Chroma's distance, the higher."""
        found = self._store.similarity_search_with_score(question, 1)
        return -float(found[0][1]) if found else float("-inf")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        cast("Client", self._client).close()
        self._folder.cleanup()


def best_documents(found: Sequence[Chunk]) -> list[str]:
    """The documents of chunks in rank order, each at its best chunk."""
    return list(dict.fromkeys(chunk.document for chunk in found))
