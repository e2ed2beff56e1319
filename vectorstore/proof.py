"""Proving that the library is whole: database, original files and indexes compared, and found by real queries."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import select

from ingest.model import text_version
from vectorstore.database import IntentRow, PassageRow, VersionRow
from vectorstore.derived import DerivedIndex
from vectorstore.mending import REBUILD_KEY
from vectorstore.originals import file_sha256
from vectorstore.records import VerifyReport
from vectorstore.rows import live_passages
from vectorstore.work import Store, current_editions, entries, meta

_MEND = "Run: review-lessons library rebuild"
_PROBES_A_REVIEW = 3


def verify(store: Store) -> VerifyReport:
    """Look at everything and change nothing."""
    checked: Counter[str] = Counter()
    problems = [*_unfinished(store), *_texts_and_files(store, checked)]
    with store.session() as session:
        live = live_passages(session)
    for index in store.indexes:
        problems += _agreement(index, live, checked)
    problems += _queries(store, checked)
    return VerifyReport(tuple(problems), dict(checked))


def _unfinished(store: Store) -> list[str]:
    with store.session() as session:
        names = session.scalars(select(IntentRow.name)).all()
    problems = [f"{name}: adding or changing it was never finished. Open the library again." for name in names]
    if meta(store, REBUILD_KEY):
        problems.append("A rebuild was never finished. Open the library again.")
    return problems


def _texts_and_files(store: Store, checked: Counter[str]) -> list[str]:
    problems: list[str] = []
    with store.session() as session:
        for version_id in session.scalars(select(VersionRow.id).where(VersionRow.ready)).all():
            row = session.get_one(VersionRow, version_id)
            checked["versions"] += 1
            name = f"{row.review_id} ({row.version})"
            if text_version(row.text) != row.version:
                problems.append(f"{name}: its text is no longer the one that was added. Add its file again.")
            spans = session.execute(select(PassageRow.start, PassageRow.end).where(PassageRow.version_id == version_id))
            outside = sum(not 0 <= start <= end <= len(row.text) for start, end in spans)
            if outside:
                problems.append(f"{name}: {outside} passages lie outside its text. Add its file again.")
            problems += _file(store, row, name, checked)
            session.expunge(row)
    return problems


def _file(store: Store, row: VersionRow, name: str, checked: Counter[str]) -> list[str]:
    path = store.originals.path(row.sha256, row.original_name)
    checked["files"] += 1
    if not path.is_file():
        return [f"{name}: its original file {path.name} is missing. Restore it from a backup, or add it again."]
    if file_sha256(path) != row.sha256:
        return [f"{name}: its original file {path.name} has been changed. Restore it from a backup."]
    return []


def _agreement(index: DerivedIndex, live: frozenset[int], checked: Counter[str]) -> list[str]:
    try:
        held = index.ids()
    except Exception as error:  # each index breaks in its own way
        return [f"The {index.name} cannot be read ({error}). {_MEND}"]
    checked[f"passages in the {index.name}"] = len(held)
    problems = []
    if missing := live - held:
        problems.append(f"The {index.name} lacks {len(missing)} of {len(live)} passages. {_MEND}")
    if extra := held - live:
        problems.append(f"The {index.name} holds {len(extra)} passages that are not in the library. {_MEND}")
    return problems


def _queries(store: Store, checked: Counter[str]) -> list[str]:
    """A few passages of every review, spread over its length, looked up by their own vectors and words."""
    problems: list[str] = []
    for review_id, version in current_editions(store):
        chosen = _spread(store, review_id, version)
        for group in entries(store, review_id, version, vectors=True, only=chosen):
            for index in store.indexes:
                lost = 0
                for entry in group:
                    checked[f"queries to the {index.name}"] += 1
                    try:
                        lost += not index.probe(entry)
                    except Exception:  # an index that cannot answer has not found the passage
                        lost += 1
                if lost:
                    problems.append(
                        f"The {index.name} does not find {lost} of {len(group)} passages of {review_id}. {_MEND}"
                    )
    return problems


def _spread(store: Store, review_id: str, version: str) -> frozenset[int]:
    with store.session() as session:
        ids = session.scalars(
            select(PassageRow.id)
            .join(VersionRow, VersionRow.id == PassageRow.version_id)
            .where(VersionRow.review_id == review_id, VersionRow.version == version)
            .order_by(PassageRow.start)
        ).all()
    if len(ids) <= _PROBES_A_REVIEW:
        return frozenset(ids)
    return frozenset(ids[number * (len(ids) - 1) // (_PROBES_A_REVIEW - 1)] for number in range(_PROBES_A_REVIEW))
