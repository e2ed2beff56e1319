"""Making the indexes agree with the database again: on opening, where they do not, and in whole by a rebuild."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from sqlalchemy import select

from vectorstore.database import PassageRow, VersionRow
from vectorstore.derived import DerivedIndex
from vectorstore.rows import live_passages
from vectorstore.settling import settle
from vectorstore.work import Edition, Step, Store, current_editions, entries, index_version, set_meta

REBUILD_KEY = "rebuild"
CLEARING, FILLING = "clearing", "filling"

_PROBES = 3


def rebuild(store: Store, on_progress: Step) -> None:
    """Make every index again from the database.

    It may be stopped at any time: a mark in the database says how far it came, and the next opening goes on with it.
    """
    set_meta(store, REBUILD_KEY, CLEARING)
    for index in store.indexes:
        index.clear()
    settle(store)
    set_meta(store, REBUILD_KEY, FILLING)
    _fill(store, store.indexes, current_editions(store), on_progress)
    set_meta(store, REBUILD_KEY, None)


def reconcile(store: Store, on_progress: Step, *, suspicious: bool) -> tuple[str, ...]:
    """Compare each index with the database and mend what differs; what was done, in words.

    ``suspicious`` is set when the last holder died: then each index must also find a few passages by a real query.
    """
    said: list[str] = []
    with store.session() as session:
        live = live_passages(session)
    for index in store.indexes:
        held = _ids(index)
        wrong = held is None or bool(held - live - _superseded(store))
        if not wrong and held == live and suspicious and not _finds(store, index):
            wrong = True
        if wrong:
            index.clear()
            _fill(store, (index,), current_editions(store), on_progress)
            said.append(f"The {index.name} did not agree with the database and was made again.")
        elif held != live:
            mended = _mend(store, index, held or frozenset(), live, on_progress)
            said.append(f"The {index.name} was not complete; {mended} review(s) were indexed again.")
    return tuple(said)


def _mend(store: Store, index: DerivedIndex, held: frozenset[int], live: frozenset[int], on_progress: Step) -> int:
    wrong = _editions_of(store, held ^ live)
    for review_id, version in wrong:
        index.remove(review_id, version)
    index.commit()
    current = set(current_editions(store))
    _fill(store, (index,), [edition for edition in wrong if edition in current], on_progress)
    return len(wrong)


def _fill(store: Store, indexes: Sequence[DerivedIndex], editions: Sequence[Edition], on_progress: Step) -> None:
    for number, (review_id, version) in enumerate(editions):
        on_progress(number, len(editions), review_id)
        index_version(store, indexes, review_id, version)
    on_progress(len(editions), len(editions), "")


def _ids(index: DerivedIndex) -> frozenset[int] | None:
    """What the index holds, or None where it cannot say, which is reason enough to make it again."""
    try:
        return index.ids()
    except Exception:  # each index breaks in its own way
        return None


def _finds(store: Store, index: DerivedIndex) -> bool:
    """Whether the index finds a few passages of the last reviews added, which a crash would have hurt first."""
    for review_id, version in current_editions(store)[-_PROBES:]:
        with store.session() as session:
            query = (
                select(PassageRow.id)
                .join(VersionRow, VersionRow.id == PassageRow.version_id)
                .where(VersionRow.review_id == review_id, VersionRow.version == version)
                .limit(_PROBES)
            )
            chosen = frozenset(session.scalars(query))
        try:
            for group in entries(store, review_id, version, vectors=index.needs_vectors, only=chosen):
                if not all(index.probe(entry) for entry in group):
                    return False
        except Exception:  # each index breaks in its own way
            return False
    return True


def _superseded(store: Store) -> frozenset[int]:
    """Passages of known versions that are not searched; an index may still hold them after a crash."""
    with store.session() as session:
        return frozenset(session.scalars(select(PassageRow.id))) - live_passages(session)


def _editions_of(store: Store, passages: Iterable[int]) -> list[Edition]:
    found: dict[Edition, None] = {}
    rest = iter(sorted(passages))
    with store.session() as session:
        while chunk := list(islice(rest, 500)):
            query = (
                select(VersionRow.review_id, VersionRow.version)
                .join(PassageRow, PassageRow.version_id == VersionRow.id)
                .where(PassageRow.id.in_(chunk))
                .distinct()
            )
            found.update(dict.fromkeys(session.execute(query)))
    return list(found)
