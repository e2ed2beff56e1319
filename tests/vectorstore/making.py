"""Small invented reviews made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ingest.model import Details, Heading, Original, Page, Passage, Review, Role, Segment, WordBox

FATHERS = (
    "Professionals did not ask who the father was, and he was left out of every assessment.",
    "The health visitor noted bruises on a baby who could not yet crawl, but no referral was made.",
    "The partnership should make sure that fathers are invited to pre-birth conferences.",
)
HOMES = (
    "The boy had been educated at home for two years without a visit by the local authority.",
    "Information was not shared between inter-agency partners about his missing episodes.",
    "Good practice: the school nurse kept trying to see him alone and wrote down his own words.",
)


def make_review(
    name: str,
    paragraphs: Sequence[str],
    *,
    title: str | None = None,
    kind: str | None = None,
    local_authority: str | None = None,
    published: date | None = None,
    url: str | None = None,
    themes: Sequence[str] = (),
    review_id: str | None = None,
    source: str | None = None,
    extra_bytes: bytes = b"",
) -> Review:
    """A review of numbered paragraphs, two on a page, each page 100 by 200 points."""
    text, passages, words, segments = "Findings\n\n", [], [], []
    for number, paragraph in enumerate(paragraphs, 1):
        start, page = len(text), (number + 1) // 2
        text += paragraph + "\n\n"
        end = start + len(paragraph)
        passages.append(
            Passage(start, end, Role.FINDING, "paragraph", ("Findings",), f"4.{number}", page, str(page + 2), page)
        )
        segments.append(Segment(start, end, page))
        words.append(WordBox(start, min(end, start + 5), page, 10.123, 20.0, 30.5, 40.25))
    last = (len(paragraphs) + 1) // 2
    return Review(
        original=Original(name, "text/plain", text.encode() + extra_bytes),
        text=text,
        details=Details(title, kind, local_authority, published, url, tuple(themes)),
        passages=tuple(passages),
        headings=(Heading(0, 8, 1, "Findings"),),
        pages=tuple(Page(number, str(number + 2), 100.0, 200.0) for number in range(1, last + 1)),
        segments=tuple(segments),
        words=tuple(words),
        review_id=review_id,
        source=source,
    )


def fathers(**changes: object) -> Review:
    """A review about hidden fathers, Torbay, 2022."""
    given: dict[str, object] = {
        "title": "Child J",
        "kind": "cspr",
        "local_authority": "Torbay",
        "published": date(2022, 3, 1),
        "themes": ("hidden men",),
    }
    return make_review("fathers.txt", FATHERS, **(given | changes))  # type: ignore[arg-type]


def homes(**changes: object) -> Review:
    """A review about home education, Kensington and Chelsea, undated."""
    given: dict[str, object] = {
        "kind": "sif-single-inspection",
        "local_authority": "kensington-and-chelsea",
        "themes": ("home education",),
    }
    return make_review("homes.txt", HOMES, **(given | changes))  # type: ignore[arg-type]
