from __future__ import annotations

import pytest
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from langchain_core.vectorstores import VectorStore

from vectorstore import Filters, Library, LibraryError


def test_documents_carry_the_passage_and_the_whole_reference(shelf: Library) -> None:
    retriever = shelf.retriever(k=2, filters=Filters(local_authority=("Torbay",)))
    assert isinstance(retriever, BaseRetriever)
    documents = retriever.invoke("dads")
    assert len(documents) == 2
    for document in documents:
        meta = document.metadata
        assert document.page_content == shelf.text(meta["review_id"], meta["version"])[meta["start"] : meta["end"]]
        assert document.id == str(meta["passage_id"])
        assert {key: meta[key] for key in ("file", "title", "kind", "local_authority", "published", "themes")} == {
            "file": "fathers.txt",
            "title": "Child J",
            "kind": "cspr",
            "local_authority": "Torbay",
            "published": "2022-03-01",
            "themes": ["hidden men"],
        }
        assert meta["paragraph"].startswith("4.")
        assert meta["page"] in (1, 2)
        assert meta["heading_path"] == ["Findings"]
    assert documents[0].metadata["score"] >= documents[1].metadata["score"]


def test_the_store_searches_by_words_and_by_vector(shelf: Library) -> None:
    store = shelf.vector_store
    assert isinstance(store, VectorStore)
    assert isinstance(store.embeddings, Embeddings)
    by_words = store.similarity_search("taught at home", k=3, filter={"kind": "sif"})
    by_vector = store.similarity_search_by_vector(store.embeddings.embed_query("taught at home"), 3, {"kind": "sif"})
    assert [d.id for d in by_words] == [d.id for d in by_vector]
    assert {d.metadata["review_id"] for d in by_words} == {"homes"}
    scored = store.similarity_search_with_relevance_scores("taught at home", k=3)
    assert all(0 <= score <= 1 for _, score in scored)
    assert store.as_retriever(search_kwargs={"k": 1}).invoke("taught at home")[0].id == by_words[0].id
    assert store.get_by_ids([by_words[0].id or "", "nonsense", "999999"]) == [by_words[0]]


def test_texts_without_a_review_are_refused(shelf: Library) -> None:
    with pytest.raises(LibraryError, match=r"Library\.add"):
        shelf.vector_store.add_texts(["a text"])
    with pytest.raises(LibraryError, match=r"Library\.open"):
        type(shelf.vector_store).from_texts(["a text"], shelf.encoder)
