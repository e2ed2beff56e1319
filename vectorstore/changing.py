"""Changes by hand: details edited, a review withdrawn and brought back, a review erased.

As with adding, each is a unit of work: one commit makes the change visible together with an intent, then the indexes
follow, then the intent is struck out. A review that comes back is the other way round: the indexes first, then the
commit. Whoever opens the library next finds the intent and finishes or undoes the work (``settling``).
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import get_args

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ingest.model import DetailField, Details, DetailSource
from vectorstore.database import ChangeRow, IntentRow, ReviewRow, VersionRow
from vectorstore.errors import LibraryFull, NotInLibrary, is_disk_full
from vectorstore.records import Change
from vectorstore.rows import change_of, details_of, dump, strings, version_row
from vectorstore.work import (
    Store,
    all_entries,
    current_editions,
    forget,
    index_version,
    publish,
    remove,
    sweep_originals,
    undo,
)

FIELDS: tuple[DetailField, ...] = get_args(DetailField)


def written(value: str | date | tuple[str, ...] | None) -> str | None:
    """A detail as it is written in a manifest."""
    if isinstance(value, tuple):
        return "; ".join(value) or None
    return value.isoformat() if isinstance(value, date) else value or None


def changes(store: Store, review_id: str) -> tuple[Change, ...]:
    """What was changed by hand of one review, the latest first."""
    with store.session() as session:
        rows = session.scalars(select(ChangeRow).where(ChangeRow.review_id == review_id).order_by(ChangeRow.id.desc()))
        return tuple(change_of(row) for row in rows)


def kept_by_hand(details: Details, held: Details) -> Details:
    """A new version's details, with those that a librarian has set for the review in place of what the file says."""
    ours = {name: getattr(held, name) for name in FIELDS if held.sources.get(name) == "librarian"}
    sources: Mapping[DetailField, DetailSource] = {**details.sources, **dict.fromkeys(ours, "librarian")}
    return replace(details, **ours, sources=sources) if ours else details


def edit(store: Store, review_id: str, details: Details, by: str | None) -> int | None:
    """Change details up to and including the commit that shows them; the number of the intent for the indexes.

    None where nothing differs or nothing is searched. Raises NotInLibrary.
    """
    with store.session() as session, session.begin():
        owner, row = _held(session, review_id)
        held = details_of(row)
        differing = [name for name in FIELDS if getattr(held, name) != getattr(details, name)]
        if not differing:
            return None
        sources = {**held.sources, **dict.fromkeys(differing, "librarian")}
        for name in differing:
            session.add(_change(review_id, by, name, written(getattr(held, name)), written(getattr(details, name))))
            value = getattr(details, name)
            setattr(row, name, dump(value) if name == "themes" else value)
        row.detail_sources = dump(sources)
        answered = tuple(f"{name}: " for name in differing if getattr(details, name))
        row.warnings = dump([words for words in strings(row.warnings) if not words.startswith(answered or ("\0",))])
        if owner.current is None:
            return None
        return _intend(session, owner, row.version, "edit")


def withdraw(store: Store, review_id: str, reason: str | None, by: str | None) -> int:
    """Take a review out of what is searched and listed; its versions stay. The number of the intent."""
    with store.session() as session, session.begin():
        owner = session.get(ReviewRow, review_id)
        if owner is None or owner.current is None:
            raise NotInLibrary(f"There is no review {review_id} in this library, or it is withdrawn already.")
        owner.withdrawn, owner.current = owner.current, None
        session.add(_change(review_id, by, "withdrawn", None, reason))
        return _intend(session, owner, owner.withdrawn, "withdraw")


def bring_back(store: Store, review_id: str, reason: str | None, by: str | None) -> None:
    """Make a withdrawn review one that is searched again. Raises NotInLibrary, and LibraryFull with all as it was."""
    with store.session() as session, session.begin():
        owner = session.get(ReviewRow, review_id)
        if owner is None or owner.withdrawn is None:
            raise NotInLibrary(f"There is no withdrawn review {review_id} in this library.")
        intent = session.get_one(IntentRow, _intend(session, owner, owner.withdrawn, "restore", visible=False))
    try:
        index_version(store, store.indexes, review_id, intent.version)
        publish(store, intent, _change(review_id, by, "restored", None, reason))
    except BaseException as error:
        with contextlib.suppress(Exception):  # what a full disk stops here too, the next opening undoes
            undo(store, intent)
        _say_if_full(error, f"{intent.name} was not brought back")
        raise
    forget(store, intent.id)


def hide_for_erasing(store: Store, review_id: str) -> int:
    """Make a review invisible, to be erased whatever happens next. The number of the intent. Raises NotInLibrary."""
    with store.session() as session, session.begin():
        owner, _ = _held(session, review_id)
        owner.current = owner.withdrawn = None
        for row in session.scalars(select(VersionRow).where(VersionRow.review_id == review_id)):
            row.ready = False
        return _intend(session, owner, "", "erase")


def finish_change(store: Store, intent_id: int) -> None:
    """Let the indexes follow a change that is visible, and strike out its intent."""
    with store.session() as session:
        intent = session.get_one(IntentRow, intent_id)
    try:
        match intent.action:
            case "edit":
                _index_again(store, intent.review_id, intent.version)
            case "withdraw":
                remove(store, [(intent.review_id, intent.version)])
            case _:
                _erase(store, intent.review_id)
    except Exception as error:
        _say_if_full(error, f"What was changed of {intent.name} is shown, but the indexes do not follow yet")
        raise
    forget(store, intent_id)
    if intent.action == "erase":
        empty_journal(store)


def _index_again(store: Store, review_id: str, version: str) -> None:
    if (review_id, version) not in current_editions(store):
        return
    try:
        for index in store.indexes:
            index.remove(review_id, version)
        index_version(store, store.indexes, review_id, version)
    except Exception as error:  # each index breaks in its own way
        if is_disk_full(error):
            raise
        for index in store.indexes:
            index.clear()
            for edition in current_editions(store):
                index_version(store, (index,), *edition)


def _erase(store: Store, review_id: str) -> None:
    """Take a hidden review out of everything and off the disk; may be repeated."""
    with store.session() as session:
        rows = session.scalars(select(VersionRow.version).where(VersionRow.review_id == review_id)).all()
    remove(store, [(review_id, version) for version in rows])
    with store.session() as session, session.begin():
        session.execute(delete(VersionRow).where(VersionRow.review_id == review_id))
        session.execute(delete(ReviewRow).where(ReviewRow.review_id == review_id))
    sweep_originals(store)
    for index in store.indexes:
        index.scrub(all_entries(store))
    _outside_a_transaction(store, "VACUUM")
    empty_journal(store)


def empty_journal(store: Store) -> None:
    """Write the journal into the database and cut it to nothing: it holds pages as they were before."""
    _outside_a_transaction(store, "PRAGMA wal_checkpoint(TRUNCATE)")


def _outside_a_transaction(store: Store, statement: str) -> None:
    connection = store.engine.raw_connection()
    try:
        connection.cursor().execute(statement).fetchall()
    finally:
        connection.close()


def _held(session: Session, review_id: str) -> tuple[ReviewRow, VersionRow]:
    owner = session.get(ReviewRow, review_id)
    version = (owner.current or owner.withdrawn) if owner else None
    row = version_row(session, review_id, version) if version else None
    if owner is None or row is None:
        raise NotInLibrary(f"There is no review {review_id} in this library.")
    return owner, row


def _intend(session: Session, owner: ReviewRow, version: str, action: str, *, visible: bool = True) -> int:
    intent = IntentRow(
        review_id=owner.review_id,
        version=version,
        name=owner.file,
        action=action,
        visible=visible,
        started_at=_now(),
    )
    session.add(intent)
    session.flush()
    return intent.id


def _change(review_id: str, by: str | None, field: str, old: str | None, new: str | None) -> ChangeRow:
    return ChangeRow(review_id=review_id, at=_now(), by=by, field=field, old=old, new=new)


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _say_if_full(error: BaseException, what: str) -> None:
    if is_disk_full(error):
        raise LibraryFull(
            f"{what}: the disk is full. Make room; the next change or opening of the library goes on from there."
        ) from error
