"""The unit of work: a review comes in wholly or not at all, whatever stops the program on the way.

The order is what makes it so. An intent is committed together with the version's rows, which are not visible yet;
then the original file and the indexes are written; then one commit makes the version visible. Whoever opens the
library next finds the intent: it undoes the work when that commit was not reached, and finishes it when it was.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, delete, select, update
from sqlalchemy.orm import Session

from ingest.model import Review
from vectorstore.context import context_line
from vectorstore.database import ChangeRow, IntentRow, MetaRow, PassageRow, ReviewRow, VersionRow
from vectorstore.derived import DerivedIndex, Entry
from vectorstore.encoder import Encoder
from vectorstore.errors import LibraryFull, is_disk_full
from vectorstore.identity import Identity
from vectorstore.originals import Originals
from vectorstore.rows import details_of, insert_version, strings, version_row

Step = Callable[[int, int, str], None]
Edition = tuple[str, str]

_GROUP = 96  # passages encoded and handed to the indexes together; bounds the memory of word-piece vectors
_HEADROOM = 24 * 2**20
_PER_PASSAGE = 16 * 2**10
_PER_CHARACTER = 150  # most of it the vectors of word pieces


@dataclass(frozen=True, slots=True)
class Store:
    """What the steps of the library work on."""

    home: Path
    engine: Engine
    originals: Originals
    encoder: Encoder
    indexes: tuple[DerivedIndex, ...]

    def session(self) -> Session:
        """A database session whose rows may be read after it is closed."""
        return Session(self.engine, expire_on_commit=False)


def bring_in(store: Store, review: Review, identity: Identity) -> int:
    """Take a review in up to and including the commit that makes it visible; the number of its intent.

    Raises LibraryFull, with everything as it was, when the disk has no room.
    """
    _demand_room(store.home, review)
    try:
        intent = _announce(store, review, identity)
    except Exception as error:
        raise _readable(error, review) from error
    try:
        store.originals.put(review.original)
        index_version(store, store.indexes, identity.review_id, review.version)
        publish(store, intent)
    except BaseException as error:
        # A full disk can stop the undoing too. The intent then stays, and the next opening or adding undoes it.
        with contextlib.suppress(Exception):
            undo(store, intent)
        if isinstance(error, Exception):
            raise _readable(error, review) from error
        raise
    return intent.id


def _announce(store: Store, review: Review, identity: Identity) -> IntentRow:
    with store.session() as session, session.begin():
        held = version_row(session, identity.review_id, review.version)
        intent = IntentRow(
            review_id=identity.review_id,
            version=review.version,
            name=identity.file,
            action="restore" if held else "add",
            visible=False,
            started_at=datetime.now(UTC).replace(tzinfo=None),
        )
        session.add(intent)
        if held is None:
            if session.get(ReviewRow, identity.review_id) is None:
                session.add(ReviewRow(review_id=identity.review_id, file=identity.file, current=None))
                session.flush()
            insert_version(session, identity.review_id, review, (*review.warnings, *identity.warnings))
    return intent


def publish(store: Store, intent: IntentRow, change: ChangeRow | None = None) -> None:
    """The commit that makes a version the one that is searched; ``change`` is written down with it."""
    with store.session() as session, session.begin():
        row = version_row(session, intent.review_id, intent.version)
        if row is None:
            raise LookupError(f"the rows of {intent.review_id} went away while it was being added")
        row.ready = True
        owner = session.get_one(ReviewRow, intent.review_id)
        owner.current, owner.withdrawn = intent.version, None
        if change is not None:
            session.add(change)
        session.execute(update(IntentRow).where(IntentRow.id == intent.id).values(visible=True))


def finish(store: Store, intent_id: int) -> None:
    """Take what the new version superseded out of the indexes, and forget the intent."""
    with store.session() as session:
        intent = session.get(IntentRow, intent_id)
        if intent is None:
            return
        superseded = session.scalars(
            select(VersionRow.version)
            .join(ReviewRow, ReviewRow.review_id == VersionRow.review_id)
            .where(VersionRow.review_id == intent.review_id, VersionRow.version != ReviewRow.current)
        ).all()
    remove(store, [(intent.review_id, version) for version in superseded])
    forget(store, intent_id)


def undo(store: Store, intent: IntentRow) -> None:
    """Take back an adding or a restoring that was not reached; everything is as it was."""
    for index in store.indexes:
        index.discard()
    remove(store, [(intent.review_id, intent.version)])
    with store.session() as session, session.begin():
        if intent.action == "add":
            session.execute(
                delete(VersionRow).where(
                    VersionRow.review_id == intent.review_id,
                    VersionRow.version == intent.version,
                    VersionRow.ready.is_(False),
                )
            )
            left = session.scalars(select(VersionRow.id).where(VersionRow.review_id == intent.review_id)).first()
            if left is None:
                session.execute(delete(ReviewRow).where(ReviewRow.review_id == intent.review_id))
        session.execute(delete(IntentRow).where(IntentRow.id == intent.id))
    sweep_originals(store)


def sweep_originals(store: Store) -> int:
    """Remove original files that belong to no version; how many there were."""
    with store.session() as session:
        known = session.execute(select(VersionRow.sha256, VersionRow.original_name)).all()
    return store.originals.sweep(store.originals.path(sha256, name) for sha256, name in known)


def remove(store: Store, versions: Sequence[Edition]) -> None:
    """Take versions out of the indexes; an index that a crash has left unable to do so is made again."""
    for index in store.indexes if versions else ():
        try:
            for review_id, version in versions:
                index.remove(review_id, version)
            index.commit()
        except Exception as error:  # each index breaks in its own way
            if is_disk_full(error):
                raise
            index.clear()
            for review_id, version in current_editions(store):
                index_version(store, (index,), review_id, version)


def current_editions(store: Store) -> list[Edition]:
    """The versions that are searched."""
    query = (
        select(VersionRow.review_id, VersionRow.version)
        .join(ReviewRow, ReviewRow.review_id == VersionRow.review_id)
        .where(VersionRow.ready, ReviewRow.current == VersionRow.version)
        .order_by(VersionRow.id)
    )
    with store.session() as session:
        return [(review_id, version) for review_id, version in session.execute(query)]


def forget(store: Store, intent_id: int) -> None:
    """Strike out an intent whose work is done."""
    with store.session() as session, session.begin():
        session.execute(delete(IntentRow).where(IntentRow.id == intent_id))


def index_version(store: Store, indexes: Sequence[DerivedIndex], review_id: str, version: str) -> None:
    """Put one version's passages, as the database has them, into these indexes."""
    vectors = any(index.needs_vectors for index in indexes)
    for group in entries(store, review_id, version, vectors=vectors):
        for index in indexes:
            index.add(group)
    for index in indexes:
        index.commit()


def entries(
    store: Store, review_id: str, version: str, *, vectors: bool, only: frozenset[int] | None = None
) -> Iterator[list[Entry]]:
    """One version's passages made ready for the indexes, in groups of like length."""
    with store.session() as session:
        row = version_row(session, review_id, version)
        if row is None:
            return
        text, details = row.text, details_of(row)
        passages = list(session.scalars(select(PassageRow).where(PassageRow.version_id == row.id)))
    if only is not None:
        passages = [passage for passage in passages if passage.id in only]
    passages.sort(key=lambda passage: passage.end - passage.start)
    for start in range(0, len(passages), _GROUP):
        group = passages[start : start + _GROUP]
        paths = [strings(passage.heading_path) for passage in group]
        contexts = {path: context_line(details, path, store.encoder.count) for path in set(paths)} if vectors else {}
        read = [
            (contexts.get(path) or context_line(details, path, _words), text[passage.start : passage.end])
            for path, passage in zip(paths, group, strict=True)
        ]
        windows = store.encoder.windows(read) if vectors else [() for _ in read]
        yield [
            Entry(
                passage_id=passage.id,
                review_id=review_id,
                version=version,
                role=passage.role,
                kind=details.kind,
                local_authority=details.local_authority,
                published=details.published.isoformat() if details.published else None,
                themes=details.themes,
                heading_path=path,
                context=context,
                body=body,
                windows=made,
            )
            for passage, path, (context, body), made in zip(group, paths, read, windows, strict=True)
        ]


def all_entries(store: Store) -> Iterator[list[Entry]]:
    """Everything that is searched, without vectors."""
    for review_id, version in current_editions(store):
        yield from entries(store, review_id, version, vectors=False)


def _words(line: str) -> int:
    """A measure for context lines where the encoder need not be loaded: a word has about 1.3 pieces."""
    return round(len(line.split()) * 1.3)


def meta(store: Store, key: str) -> str | None:
    """A fact about the library as a whole."""
    with store.session() as session:
        row = session.get(MetaRow, key)
        return row.value if row else None


def set_meta(store: Store, key: str, value: str | None) -> None:
    """Write a fact about the library as a whole; None takes it away."""
    with store.session() as session, session.begin():
        session.execute(delete(MetaRow).where(MetaRow.key == key))
        if value is not None:
            session.add(MetaRow(key=key, value=value))


def _demand_room(home: Path, review: Review) -> None:
    """Refuse early, while there is still room for the database and the indexes to put themselves in order."""
    needed = _HEADROOM + 2 * len(review.original.content)
    needed += _PER_PASSAGE * len(review.passages) + _PER_CHARACTER * len(review.text)
    free = shutil.disk_usage(home).free
    if free < needed:
        raise LibraryFull(_full(review, f"{free // 2**20} MB are free, about {needed // 2**20} MB are needed"))


def _readable(error: Exception, review: Review) -> Exception:
    return LibraryFull(_full(review, "the disk is full")) if is_disk_full(error) else error


def _full(review: Review, why: str) -> str:
    return (
        f"{review.original.name} was not added: {why}. Nothing else in the library was changed. "
        "Make room on the disk and add it again."
    )
