"""Proving that an erased review is gone: its own words are looked for in every file of the home."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from vectorstore.database import ChangeRow, IntentRow, PassageRow, ReviewRow, VersionRow
from vectorstore.lexical import LexicalIndex
from vectorstore.originals import FOLDER as ORIGINALS
from vectorstore.records import Erased
from vectorstore.scanning import scan
from vectorstore.words import stems
from vectorstore.work import Store, current_editions, entries

PHRASES = 40
STEMS = 200
_LENGTH = 40  # characters of a phrase


@dataclass(frozen=True, slots=True)
class Traces:
    """What a review would be known by: phrases and stems that stand in no other review, its passages and files."""

    review_id: str
    phrases: tuple[bytes, ...]
    stems: tuple[str, ...]
    passages: frozenset[int]
    files: tuple[Path, ...]


def find_traces(store: Store, lexical: LexicalIndex, review_id: str) -> Traces:
    """Note, before it is erased, what a review would be known by afterwards."""
    with store.session() as session:
        rows = session.execute(
            select(VersionRow.id, VersionRow.sha256, VersionRow.original_name, VersionRow.text).where(
                VersionRow.review_id == review_id
            )
        ).all()
        query = select(PassageRow.id).join(VersionRow).where(VersionRow.review_id == review_id)
        passages = frozenset(session.scalars(query))
    shared = _hashes_of_others(store, review_id)
    files = {store.originals.path(row.sha256, row.original_name): row.sha256 for row in rows}
    texts = [row.text for row in rows]
    return Traces(
        review_id,
        tuple(phrase for text in texts for phrase in _phrases(text, _others(store, review_id))),
        _stems(store, lexical, review_id),
        passages,
        tuple(path for path, sha256 in files.items() if sha256 not in shared),
    )


def prove_erased(store: Store, lexical: LexicalIndex, traces: Traces) -> Erased:
    """Look for a review's traces in the database, the indexes and every file of the home. Changes nothing."""
    problems = _rows(store, traces)
    problems += [f"Its file {path.name} is still there." for path in traces.files if path.exists()]
    for index in store.indexes:
        if traces.passages & index.ids():
            problems.append(f"The {index.name} still holds passages of it.")
    left = [stem for stem in traces.stems if lexical.document_frequency(stem)]
    if left:
        problems.append(f"The {lexical.name} still knows {len(left)} words that stood in no other review.")
    files = list(_files(store.home))
    found = scan(files, traces.phrases)
    problems += [f"Words of it still stand in {path.relative_to(store.home)}." for path in found]
    return Erased(tuple(problems), len(files), len(traces.phrases), len(traces.stems))


def _hashes_of_others(store: Store, review_id: str) -> frozenset[str]:
    with store.session() as session:
        return frozenset(session.scalars(select(VersionRow.sha256).where(VersionRow.review_id != review_id)))


def _others(store: Store, review_id: str) -> Iterator[str]:
    """The texts of all other reviews, one at a time."""
    with store.session() as session:
        numbers = session.scalars(select(VersionRow.id).where(VersionRow.review_id != review_id)).all()
        for number in numbers:
            yield session.scalars(select(VersionRow.text).where(VersionRow.id == number)).one()


def _phrases(text: str, others: Iterator[str]) -> list[bytes]:
    """Stretches spread over the text, of one line each, that no other review holds."""
    lines = [line.strip() for line in text.splitlines() if len(line.strip()) >= _LENGTH]
    wanted = {line[:_LENGTH] for line in lines[:: max(1, len(lines) // PHRASES)]}
    for other in others:
        wanted = {phrase for phrase in wanted if phrase not in other}
    return [phrase.encode() for phrase in sorted(wanted)]


def _stems(store: Store, lexical: LexicalIndex, review_id: str) -> tuple[str, ...]:
    """Stems that stand in the searched version of this review alone, as the index counts them now."""
    counted: Counter[str] = Counter()
    for edition in current_editions(store):
        if edition[0] == review_id:
            for group in entries(store, *edition, vectors=False):
                counted.update(stem for entry in group for stem in set(stems(entry.body)))
    own = (stem for stem, passages in counted.items() if lexical.document_frequency(stem) == passages)
    return tuple(sorted(own)[:STEMS])


def _rows(store: Store, traces: Traces) -> list[str]:
    tables = (ReviewRow, VersionRow, ChangeRow, IntentRow)
    with store.session() as session:
        left = [
            table.__tablename__
            for table in tables
            if session.scalars(select(table.review_id).where(table.review_id == traces.review_id)).first()
        ]
        some = sorted(traces.passages)[:500]
        if session.scalars(select(PassageRow.id).where(PassageRow.id.in_(some))).first():
            left.append("passages")
    return [f"The database still has rows of it in {name}." for name in left]


def _files(home: Path) -> Iterator[Path]:
    """Every file below the home, but for the other reviews' originals, which nobody has written to."""
    for path in sorted(home.rglob("*")):
        if path.is_file() and path.parent != home / ORIGINALS:
            yield path
