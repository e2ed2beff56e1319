"""The lexical index: which passages hold the words, by BM25, with tantivy."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

import tantivy
from tantivy import Occur, Query

from vectorstore.derived import Entry, edition_key, scrubbing, swap
from vectorstore.records import Hit
from vectorstore.words import ANALYSER, analyser, prepare, query_stems, stems

FOLDER = "lexical"
_FIELDS = (("body", 1.0), ("heading", 0.6), ("context", 0.3))
_MAX_TERMS = 128
_MAX_PROBE_TERMS = 64
_HEAP = 32_000_000


class LexicalIndex:
    """tantivy on disk. What people type is cut into stems by us and never read as query syntax."""

    name = "lexical index"
    needs_vectors = False

    def __init__(self, home: Path) -> None:
        """Open the index, or make an empty one where it cannot be read."""
        self._folder = home / FOLDER
        self._writer: tantivy.IndexWriter | None = None
        self._schema = _schema()
        self._index = self._open()

    def _open(self) -> tantivy.Index:
        self._folder.mkdir(exist_ok=True)
        try:
            index = tantivy.Index(self._schema, str(self._folder))
        except (ValueError, OSError):
            # A damaged or older index is worth nothing: it is made again from the database.
            shutil.rmtree(self._folder)
            self._folder.mkdir()
            index = tantivy.Index(self._schema, str(self._folder))
        index.register_tokenizer(ANALYSER, analyser())
        return index

    def add(self, entries: Sequence[Entry]) -> None:
        """Take entries in, findable after ``commit``."""
        writer = self._write()
        for entry in entries:
            document = tantivy.Document()
            document.add_unsigned("passage", entry.passage_id)
            document.add_text("edition", edition_key(entry.review_id, entry.version))
            document.add_text("body", prepare(entry.body))
            document.add_text("heading", prepare("\n".join(entry.heading_path)))
            document.add_text("context", prepare(entry.context))
            writer.add_document(document)

    def commit(self) -> None:
        """Make additions and removals last and findable."""
        if self._writer is not None:
            try:
                self._writer.commit()
            finally:
                self._close_writer()
            self._index.reload()

    def discard(self) -> None:
        """Forget what was not committed."""
        if self._writer is not None:
            try:
                self._writer.rollback()
            finally:
                self._close_writer()

    def remove(self, review_id: str, version: str) -> None:
        """Take out one version's entries, gone after ``commit``."""
        self._write().delete_documents_by_term("edition", edition_key(review_id, version))

    def ids(self) -> frozenset[int]:
        """The passages that it holds."""
        searcher = self._index.searcher()
        if not searcher.num_docs:
            return frozenset()
        hits = searcher.search(Query.all_query(), limit=searcher.num_docs, count=False).hits
        return frozenset(_passages(searcher, [address for _, address in hits]))

    def clear(self) -> None:
        """Throw the index away and make an empty one."""
        self._close_writer()
        shutil.rmtree(self._folder, ignore_errors=True)
        self._index = self._open()

    def scrub(self, everything: Iterable[Sequence[Entry]]) -> None:
        """Make the index anew beside this one and change over: its files keep the words of removed entries."""
        fresh = LexicalIndex(scrubbing(self._folder))
        for entries in everything:
            fresh.add(entries)
        fresh.commit()
        fresh.close()
        self._close_writer()
        swap(self._folder)
        self._index = self._open()

    def probe(self, entry: Entry) -> bool:
        """Whether the passage's own words find it among the first 20."""
        found = self.search(f"{entry.body} {entry.context}", 20, None, terms=_MAX_PROBE_TERMS)
        return not stems(entry.body) or entry.passage_id in {hit.passage_id for hit in found}

    def close(self) -> None:
        """Let go of the writer's lock and of the mapped files."""
        self._close_writer()
        del self._index

    def search(self, question: str, k: int, editions: Sequence[str] | None, terms: int = _MAX_TERMS) -> tuple[Hit, ...]:
        """The ``k`` best passages by BM25, of all editions or of those given; equal scores in passage order."""
        words = query_stems(question, terms)
        if not words or k < 1 or (editions is not None and not editions):
            return ()
        query = Query.boolean_query([(Occur.Should, self._word(word)) for word in words])
        if editions is not None:
            admitted = Query.const_score_query(Query.term_set_query(self._schema, "edition", list(editions)), 0.0)
            query = Query.boolean_query([(Occur.Must, admitted), (Occur.Must, query)])
        searcher = self._index.searcher()
        found = searcher.search(query, limit=k, count=False).hits
        passages = _passages(searcher, [address for _, address in found])
        hits = (Hit(passage, float(score)) for passage, (score, _) in zip(passages, found, strict=True))
        return tuple(sorted(hits, key=lambda hit: (-hit.score, hit.passage_id)))

    def document_frequency(self, word: str) -> int:
        """How many passages hold this word in their text; the largest count where it has several stems, 0 if none."""
        searcher = self._index.searcher()
        return max((searcher.doc_freq("body", stem) for stem in stems(word)), default=0)

    def __len__(self) -> int:
        """How many passages it holds."""
        return int(self._index.searcher().num_docs)

    def _word(self, stem: str) -> Query:
        """One word in any field: the best field counts, the others a little."""
        fields = [
            Query.boost_query(Query.term_query(self._schema, field, stem, "freq"), boost) for field, boost in _FIELDS
        ]
        return Query.disjunction_max_query(fields, 0.3)

    def _write(self) -> tantivy.IndexWriter:
        if self._writer is None:
            self._writer = self._index.writer(_HEAP, 1)
            # A process killed within a commit leaves files by names that the next commit would want to use.
            self._writer.garbage_collect_files()
        return self._writer

    def _close_writer(self) -> None:
        if self._writer is not None:
            writer, self._writer = self._writer, None
            writer.wait_merging_threads()


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("passage", stored=False, indexed=True, fast=True)
    builder.add_text_field("edition", stored=False, tokenizer_name="raw", index_option="basic")
    for field, _ in _FIELDS:
        builder.add_text_field(field, stored=False, tokenizer_name=ANALYSER, index_option="freq")
    return builder.build()


def _passages(searcher: tantivy.Searcher, addresses: list[tantivy.DocAddress]) -> list[int]:
    if not addresses:
        return []
    values = searcher.fast_field_values("passage", addresses)
    return [int(value) for value in values if value is not None]
