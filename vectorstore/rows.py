"""From the model's facts to rows and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import groupby
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ingest.model import (
    DetailField,
    Details,
    DetailSource,
    Heading,
    Page,
    Passage,
    PassageShape,
    Review,
    Role,
    Segment,
)
from vectorstore.database import ChangeRow, PassageRow, ReviewRow, VersionRow, WordsRow, pack_words
from vectorstore.originals import base_name
from vectorstore.records import Change, ChangedField, ReviewRecord

Strings = tuple[str, ...]


def insert_version(session: Session, review_id: str, review: Review, warnings: Strings) -> VersionRow:
    """Write a version with its passages and words, not yet ready."""
    details = review.details
    row = VersionRow(
        review_id=review_id,
        version=review.version,
        ready=False,
        added_at=datetime.now(UTC).replace(tzinfo=None),
        original_name=base_name(review.original.name),
        media_type=review.original.media_type,
        sha256=review.original.sha256,
        size=len(review.original.content),
        source=review.source,
        title=details.title,
        kind=details.kind,
        local_authority=details.local_authority,
        published=details.published,
        url=details.url,
        themes=dump(details.themes),
        detail_sources=dump(dict(details.sources)),
        warnings=dump(warnings),
        headings=dump([(h.start, h.end, h.level, h.text) for h in review.headings]),
        pages=dump([(p.number, p.label, p.width, p.height, p.ocr) for p in review.pages]),
        segments=dump([(s.start, s.end, s.page) for s in review.segments]),
        text=review.text,
        characters=len(review.text),
    )
    session.add(row)
    session.flush()
    session.add_all(_passage_row(row.id, passage) for passage in review.passages)
    by_page = sorted(review.words, key=lambda word: word.page)
    session.add_all(
        WordsRow(version_id=row.id, page=page, boxes=pack_words(list(words)))
        for page, words in groupby(by_page, key=lambda word: word.page)
    )
    session.flush()
    return row


def _passage_row(version_id: int, passage: Passage) -> PassageRow:
    return PassageRow(
        version_id=version_id,
        start=passage.start,
        end=passage.end,
        role=passage.role.value,
        shape=passage.shape,
        heading_path=dump(passage.heading_path),
        paragraph=passage.paragraph,
        page=passage.page,
        page_label=passage.page_label,
        page_end=passage.page_end,
        ocr=passage.ocr,
        agencies=dump(passage.agencies),
    )


def passage_of(row: PassageRow) -> Passage:
    """The passage that a row holds."""
    return Passage(
        start=row.start,
        end=row.end,
        role=Role(row.role),
        shape=cast(PassageShape, row.shape),
        heading_path=strings(row.heading_path),
        paragraph=row.paragraph,
        page=row.page,
        page_label=row.page_label,
        page_end=row.page_end,
        ocr=row.ocr,
        agencies=strings(row.agencies),
    )


def details_of(row: VersionRow) -> Details:
    """The details that a version's row holds."""
    sources = cast(Mapping[DetailField, DetailSource], json.loads(row.detail_sources))
    return Details(row.title, row.kind, row.local_authority, row.published, row.url, strings(row.themes), dict(sources))


def headings_of(packed: str) -> tuple[Heading, ...]:
    """The headings packed in a version's row."""
    rows: list[tuple[int, int, int, str]] = json.loads(packed)
    return tuple(Heading(*row) for row in rows)


def pages_of(packed: str) -> tuple[Page, ...]:
    """The pages packed in a version's row."""
    rows: list[tuple[int, str | None, float, float, bool]] = json.loads(packed)
    return tuple(Page(*row) for row in rows)


def segments_of(packed: str) -> tuple[Segment, ...]:
    """The segments packed in a version's row."""
    rows: list[tuple[int, int, int]] = json.loads(packed)
    return tuple(Segment(*row) for row in rows)


def records(session: Session) -> tuple[ReviewRecord, ...]:
    """Every ready version, by review and then in the order in which they were added."""
    counted = session.execute(select(PassageRow.version_id, func.count()).group_by(PassageRow.version_id))
    counts = dict(counted.all())
    query = (
        select(VersionRow, ReviewRow)
        .join(ReviewRow, ReviewRow.review_id == VersionRow.review_id)
        .where(VersionRow.ready)
        .order_by(VersionRow.review_id, VersionRow.id)
    )
    return tuple(_record(row, owner, counts.get(row.id, 0)) for row, owner in session.execute(query))


def _record(row: VersionRow, owner: ReviewRow, passages: int) -> ReviewRecord:
    pages = pages_of(row.pages)
    return ReviewRecord(
        review_id=row.review_id,
        version=row.version,
        file=owner.file,
        original_name=row.original_name,
        media_type=row.media_type,
        sha256=row.sha256,
        size=row.size,
        source=row.source,
        details=details_of(row),
        added_at=row.added_at.replace(tzinfo=UTC),
        current=owner.current == row.version,
        passages=passages,
        pages=len(pages),
        ocr_pages=sum(page.ocr for page in pages),
        characters=row.characters,
        warnings=strings(row.warnings),
        withdrawn=owner.withdrawn,
    )


def change_of(row: ChangeRow) -> Change:
    """The change that a row holds."""
    return Change(row.at.replace(tzinfo=UTC), row.by, cast(ChangedField, row.field), row.old, row.new)


def live_passages(session: Session) -> frozenset[int]:
    """The passages that may be found: those of current and ready versions."""
    query = (
        select(PassageRow.id)
        .join(VersionRow, VersionRow.id == PassageRow.version_id)
        .join(ReviewRow, ReviewRow.review_id == VersionRow.review_id)
        .where(VersionRow.ready, ReviewRow.current == VersionRow.version)
    )
    return frozenset(session.scalars(query))


def version_row(session: Session, review_id: str, version: str) -> VersionRow | None:
    """One version's row, ready or not."""
    query = select(VersionRow).where(VersionRow.review_id == review_id, VersionRow.version == version)
    return session.scalars(query).one_or_none()


def strings(packed: str) -> Strings:
    """A packed list of texts."""
    return tuple(json.loads(packed))


def dump(value: object) -> str:
    """A value packed for a row."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
