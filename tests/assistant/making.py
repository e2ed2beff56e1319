"""Small invented facts for the tests of the assistant."""

from __future__ import annotations

from datetime import UTC, date, datetime

from assistant.places import Gazetteer
from ingest.model import Details
from vectorstore import ReviewRecord


def record(
    review_id: str,
    *,
    kind: str | None = None,
    authority: str | None = None,
    published: date | None = None,
    title: str | None = None,
) -> ReviewRecord:
    """A review's record without a text."""
    details = Details(title, kind, authority, published)
    return ReviewRecord(
        review_id=review_id,
        version="0123456789ab",
        file=f"{review_id}.pdf",
        original_name=f"{review_id}.pdf",
        media_type="application/pdf",
        sha256="0" * 64,
        size=1,
        source=None,
        details=details,
        added_at=datetime(2026, 1, 1, tzinfo=UTC),
        current=True,
        passages=1,
        pages=1,
        ocr_pages=0,
        characters=10,
    )


HELD = (
    record("h17", kind="scr", authority="Harrowmere", published=date(2017, 3, 23)),
    record("h23", kind="cspr", authority="Harrowmere", published=date(2023, 5, 17)),
    record("t22", kind="jtai", authority="Tarnside", published=date(2022, 6, 21)),
    record("b19", kind="cpr", authority="bro-tegran", published=date(2019, 7, 4)),
    record("p22", kind="sar", authority="Port Aldren", published=None),
    record("w20", kind="dhr", authority="North Wrenholt", published=date(2020, 12, 10)),
    record("e18", kind="sif-single-inspection", authority="kensington-and-chelsea", published=date(2018, 2, 1)),
)


def gazetteer() -> Gazetteer:
    """The places of ``HELD``."""
    return Gazetteer({r.local_authority for r in HELD if r.local_authority})
