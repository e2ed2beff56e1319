"""A temporary library made of texts, and the product's own search over it."""

from __future__ import annotations

import tempfile
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from assistant import Assistant
from assistant.answers import found_passages
from assistant.chain import find_step, search
from assistant.model import FoundPassage
from assistant.rank import Ranked
from assistant.state import State, Tools
from assistant.understand import plain
from benchmarks.align import Alignment
from benchmarks.common import note
from ingest import UnreadableFile, read_review, uploaded
from ingest.manifest import ManifestRow
from ingest.model import Details, Original, Passage, Review
from vectorstore import Filters, Library, StoredPassage

_TOGETHER_BYTES = 400_000  # of text in one Review where documents are put together; bounds the memory of adding it


@dataclass(frozen=True, slots=True)
class Document:
    """A text to search; ``suffix`` says which of the product's readers reads it (".txt", ".md")."""

    id: str
    text: str
    title: str = ""
    suffix: str = ".txt"


@dataclass(frozen=True, slots=True)
class _Placed:
    """Where a document stands in a review's text."""

    document: Document
    start: int
    end: int


class Shelf:
    """An open library of documents, and the assistant over it."""

    def __init__(self, library: Library) -> None:
        """Nothing is on it yet."""
        self.library = library
        self._placed: dict[str, list[_Placed]] = {}
        self._alignments: dict[str, Alignment] = {}
        self._tools: Tools | None = None

    @property
    def tools(self) -> Tools:
        """What the assistant's steps work with; made at the first use, over what is there then."""
        if self._tools is None:
            self._tools = Assistant(self.library).tools
        return self._tools

    def add(self, documents: Sequence[Document], *, together: bool = False) -> None:
        """Read each document as ingest does and add it, one Review each.

        With ``together`` many become one Review, each under its title as a heading: adding a review costs several
        writes that must reach the disk, which for thousands of short texts would take longer than encoding them.
        """
        groups = _groups(documents) if together else ([document] for document in documents)
        done = 0
        for group in groups:
            review, placed = _review(group, alone=not together)
            if review is not None:
                added = self.library.add(review)
                self._placed[added.review_id] = placed
            done += len(group)
            if together:
                note(f"added {done} of {len(documents)} documents")

    def document_of(self, passage: StoredPassage | FoundPassage) -> Document:
        """The document that a passage stands in."""
        return self._place(passage.review_id, _start(passage)).document

    def rank(self, question: str, breadth: int) -> tuple[Ranked, ...]:
        """Find and rank for a question as it stands, without folding and spreading."""
        return search(plain(question), self.tools, Filters(), breadth=breadth)[1]

    def rank_documents(self, question: str, breadth: int) -> list[str]:
        """The documents' ids in rank order, each at its best passage."""
        return list(dict.fromkeys(self.document_of(one.passage).id for one in self.rank(question, breadth)))

    def passages(self, state: State, k: int) -> tuple[FoundPassage, ...]:
        """The ``k`` best passages as an answer shows them, for a state whose question is understood."""
        found = find_step(state, self.tools)
        return found_passages(found.ranked, self.library)[:k]

    def in_document(self, passage: FoundPassage) -> tuple[Document, int, int]:
        """A passage's document and its [start, end) in the document's text as it was given."""
        place = self._place(passage.review_id, passage.start)
        start, end = self._alignment(passage.review_id, place).span(
            passage.start - place.start, passage.end - place.start
        )
        return place.document, start, end

    def paired(self, document: Document) -> float:
        """The share of a document's words, as ingest read them, whose place in the document is known."""
        found = ((review, one) for review, placed in self._placed.items() for one in placed if one.document is document)
        return next((self._alignment(review, one).share for review, one in found), 0.0)

    def _alignment(self, review_id: str, place: _Placed) -> Alignment:
        known = self._alignments.get(place.document.id)
        if known is None:
            text = self.library.text(review_id)[place.start : place.end]
            known = self._alignments[place.document.id] = Alignment(text, place.document.text)
        return known

    def _place(self, review_id: str, offset: int) -> _Placed:
        placed = self._placed[review_id]
        return placed[bisect_right(placed, offset, key=lambda one: one.start) - 1]


@contextmanager
def open_shelf() -> Iterator[Shelf]:
    """A shelf in a temporary folder."""
    temporary = tempfile.TemporaryDirectory(prefix="benchmark-", ignore_cleanup_errors=True)
    with temporary as folder, Library.open(Path(folder)) as library:
        yield Shelf(library)


def understood(question: str) -> State:
    """A question understood as it stands."""
    return State(question, meaning=plain(question))


def _start(passage: StoredPassage | FoundPassage) -> int:
    return passage.passage.start if isinstance(passage, StoredPassage) else passage.start


def _groups(documents: Sequence[Document]) -> Iterator[list[Document]]:
    group: list[Document] = []
    total = 0
    for document in documents:
        group.append(document)
        total += len(document.text)
        if total >= _TOGETHER_BYTES:
            yield group
            group, total = [], 0
    if group:
        yield group


def _review(group: Sequence[Document], *, alone: bool) -> tuple[Review | None, list[_Placed]]:
    """One Review of these documents and where each stands; documents without words are left out."""
    read: list[tuple[Document, Review]] = []
    for document in group:
        row = ManifestRow(f"{document.id}{document.suffix}", title=document.title or None)
        try:
            read.append((document, read_review(uploaded(row.file, document.text.encode(), row))))
        except UnreadableFile as error:
            note(str(error))
    if not read:
        return None, []
    if alone:
        document, review = read[0]
        return review, [_Placed(document, 0, len(review.text))]
    text = ""
    passages: list[Passage] = []
    placed: list[_Placed] = []
    for document, review in read:
        start = len(text)
        above = (document.title,) if document.title else ()
        passages.extend(
            replace(one, start=one.start + start, end=one.end + start, heading_path=above + one.heading_path)
            for one in review.passages
        )
        text += review.text + "\n\n"
        placed.append(_Placed(document, start, start + len(review.text)))
    name = f"{read[0][0].id} to {read[-1][0].id}.txt"
    return Review(Original(name, "text/plain", text.encode()), text, Details(), tuple(passages)), placed
