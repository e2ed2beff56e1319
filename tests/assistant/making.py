"""Small invented facts for the tests of the assistant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

import numpy as np

from assistant.late import Meeting
from assistant.places import Gazetteer
from assistant.rank import Ranked
from assistant.sentences import sentence_spans
from ingest.model import Details, Heading, Original, Page, Passage, Review, Role, Segment
from vectorstore import ReviewRecord, StoredPassage


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


def make_review(
    name: str,
    passages: Sequence[tuple[Role, str, str]],
    *,
    title: str | None = None,
    kind: str | None = None,
    local_authority: str | None = None,
    published: date | None = None,
    paged: bool = True,
) -> Review:
    """A review of passages given as (role, heading, words), two passages a page; the printed page is two more."""
    text, made, segments, headings = "", [], [], []
    for number, (role, heading, words) in enumerate(passages, 1):
        page = (number + 1) // 2 if paged else None
        headings.append(Heading(len(text), len(text) + len(heading), 1, heading))
        began = len(text)
        text += f"{heading}\n\n"
        start = len(text)
        text += f"{words}\n\n"
        if page:
            segments.append(Segment(began, len(text), page))
        label = str(page + 2) if page else None
        end = start + len(words)
        made.append(Passage(start, end, role, "paragraph", (heading,), f"4.{number}", page, label, page))
    last = (len(passages) + 1) // 2 if paged else 0
    return Review(
        original=Original(name, "text/plain", text.encode()),
        text=text,
        details=Details(title, kind, local_authority, published),
        passages=tuple(made),
        headings=tuple(headings),
        pages=tuple(Page(number, str(number + 2), 100.0, 200.0) for number in range(1, last + 1)),
        segments=tuple(segments),
    )


LONG = " ".join(
    f"In week {number} of the conference the chair wrote down who had come and who had been left out of it."
    for number in range(1, 40)
)
HOSTILE = (
    "The note in the school log read <script>alert('x')</script> and [click here](javascript:alert(1)), and **nobody** "
    "in the school asked what the pupil had typed."
)


def shelf_reviews() -> tuple[Review, ...]:
    """Four small invented reviews: two of one authority, one undated and without pages, one with hostile words."""
    finding, advice, method = Role.FINDING, Role.RECOMMENDATION, Role.METHOD
    return (
        make_review(
            "torvale-2018.pdf",
            [
                (
                    finding,
                    "Findings",
                    "The health visitor saw a bruise on a baby who could not yet crawl. No referral was made.",
                ),
                (finding, "Findings", "The father was never asked who he was, and no assessment named him."),
                (
                    method,
                    "Method",
                    "The reviewers read every record about the bruise on the baby who could not yet crawl.",
                ),
            ],
            title="Child A",
            kind="scr",
            local_authority="Torvale",
            published=date(2018, 3, 1),
        ),
        make_review(
            "torvale-2022.pdf",
            [
                (
                    advice,
                    "Recommendations",
                    "Every bruise on a baby who cannot crawl should be seen by a paediatrician that day.",
                ),
                (finding, "Findings", "Fathers were invited to the conference in two of nine cases."),
                (finding, "Findings", LONG),
            ],
            title="Child B",
            kind="cspr",
            local_authority="Torvale",
            published=date(2022, 5, 1),
        ),
        make_review(
            "northmere.docx",
            [
                (
                    Role.GOOD_PRACTICE,
                    "Good practice",
                    "The midwife met the father alone and asked him about his own childhood.",
                ),
                (finding, "Findings", "Two bruises on a baby were explained by the father and nobody doubted it."),
            ],
            title="Adult and child C",
            kind="sar",
            local_authority="Northmere",
            paged=False,
        ),
        make_review(
            "eastby-2021.pdf",
            [
                (Role.CONCERN, "Concerns", HOSTILE),
                (finding, "Findings", "Fathers and male partners were seldom part of an assessment in Eastby."),
            ],
            kind="jtai",
            local_authority="Eastby",
            published=date(2021, 1, 1),
        ),
    )


def as_ranked(
    passage: Passage,
    text: str,
    *,
    review_id: str = "a",
    number: int = 1,
    score: float = 1.0,
    sentences: Sequence[float] = (),
) -> Ranked:
    """A passage found with this score; ``sentences`` are the scores of its sentences, all alike where not given."""
    spans = sentence_spans(text)
    scores = np.array(sentences or [score] * len(spans), dtype=np.float32)
    stored = StoredPassage(number, review_id, "0123456789ab", passage, text)
    return Ranked(stored, score, {}, Meeting(score, np.ones(1, np.float32), spans, scores, score, score))
