"""The library behind LangChain's faces: a vector store to search and a retriever made of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from langchain_core.vectorstores import VectorStore
from pydantic import ConfigDict

from vectorstore.encoder import Encoder
from vectorstore.errors import LibraryError
from vectorstore.filters import Filters
from vectorstore.records import Hit, ReviewRecord, StoredPassage


class Searchable(Protocol):
    """What the faces need of a library."""

    encoder: Encoder

    def dense(self, query: str | npt.NDArray[np.floating], k: int, filters: Filters | None = None) -> tuple[Hit, ...]:
        """Search by meaning."""

    def get_passages(self, ids: Iterable[int]) -> dict[int, StoredPassage]:
        """Passages by number."""

    def review(self, review_id: str, version: str | None = None) -> ReviewRecord:
        """One review."""


class LibraryVectorStore(VectorStore):
    """Dense search over passages. Texts come from the database, since Chroma holds vectors and filter fields only.

    A document's ``page_content`` is the passage exactly as it stands in the review's text; its ``id`` is the
    passage's number. ``filter`` is a ``Filters`` or a mapping that ``Filters.from_json`` reads.
    """

    def __init__(self, library: Searchable) -> None:
        """A face on this library, as good as the library is open."""
        self._library = library

    @property
    def embeddings(self) -> Embeddings:
        """The library's encoder."""
        return self._library.encoder

    def similarity_search(
        self, query: str, k: int = 4, filter: Filters | Mapping[str, object] | None = None, **kwargs: Any
    ) -> list[Document]:
        """The ``k`` nearest passages, best first."""
        return [document for document, _ in self.similarity_search_with_score(query, k, filter)]

    def similarity_search_with_score(
        self, query: str, k: int = 4, filter: Filters | Mapping[str, object] | None = None
    ) -> list[tuple[Document, float]]:
        """The ``k`` nearest passages with their cosine (1 the same, 0 unrelated), best first."""
        return self._documents(self._library.dense(query, k, _filters(filter)))

    def similarity_search_by_vector(
        self,
        embedding: list[float],
        k: int = 4,
        filter: Filters | Mapping[str, object] | None = None,
        **kwargs: Any,
    ) -> list[Document]:
        """The ``k`` passages nearest to a vector of the library's encoder, best first."""
        vector = np.asarray(embedding, dtype=np.float32)
        return [document for document, _ in self._documents(self._library.dense(vector, k, _filters(filter)))]

    def get_by_ids(self, ids: Sequence[str], /) -> list[Document]:
        """Passages by number; those that are not in the library are left out."""
        found = self._library.get_passages(int(number) for number in ids if number.isdecimal())
        return [self._document(passage) for passage in found.values()]

    def add_texts(
        self, texts: Iterable[str], metadatas: list[dict[str, Any]] | None = None, **kwargs: Any
    ) -> list[str]:
        """Refused: a text without its review could not be cited. Raises LibraryError."""
        raise LibraryError("Texts come into the library as reviews, with their pages and their file: use Library.add.")

    @classmethod
    def from_texts(
        cls, texts: list[str], embedding: Embeddings, metadatas: list[dict[str, Any]] | None = None, **kwargs: Any
    ) -> LibraryVectorStore:
        """Refused for the same reason as ``add_texts``. Raises LibraryError."""
        raise LibraryError("A library is opened, not made of texts: use Library.open and Library.add.")

    def _select_relevance_score_fn(self) -> Any:
        return _same

    def _documents(self, hits: Sequence[Hit]) -> list[tuple[Document, float]]:
        passages = self._library.get_passages(hit.passage_id for hit in hits)
        return [(self._document(passages[hit.passage_id]), hit.score) for hit in hits if hit.passage_id in passages]

    def _document(self, stored: StoredPassage) -> Document:
        record, passage = self._library.review(stored.review_id, stored.version), stored.passage
        reference = {
            "passage_id": stored.passage_id,
            "review_id": stored.review_id,
            "version": stored.version,
            "file": record.file,
            "title": record.title,
            "kind": record.kind,
            "local_authority": record.local_authority,
            "published": record.published.isoformat() if record.published else None,
            "url": record.url,
            "themes": list(record.themes),
            "page": passage.page,
            "page_label": passage.page_label,
            "page_end": passage.page_end,
            "paragraph": passage.paragraph,
            "heading_path": list(passage.heading_path),
            "role": passage.role.value,
            "shape": passage.shape,
            "agencies": list(passage.agencies),
            "ocr": passage.ocr,
            "start": passage.start,
            "end": passage.end,
        }
        return Document(page_content=stored.text, metadata=reference, id=str(stored.passage_id))


class LibraryRetriever(BaseRetriever):
    """The ``k`` nearest passages among those that the filters admit; ``score`` in the metadata is their cosine."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    source: LibraryVectorStore
    k: int = 10
    filters: Filters = Filters()

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        found = self.source.similarity_search_with_score(query, self.k, self.filters)
        for document, score in found:
            document.metadata["score"] = score
        return [document for document, _ in found]


def _filters(given: Filters | Mapping[str, object] | None) -> Filters | None:
    return given if given is None or isinstance(given, Filters) else Filters.from_json(given)


def _same(score: float) -> float:
    """Cosine of these encoders is taken as the relevance that it is; below nought counts as nought."""
    return max(0.0, score)
