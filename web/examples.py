"""Questions to begin with, made from headings and details that the library really has."""

from __future__ import annotations

import re
from collections.abc import Iterator

from web import text
from web.faces import LibraryFace

SHOWN = 4
_NUMBER = re.compile(r"^(?:\d+(?:\.\d+)*|[A-Z]\d*|[ivx]+)[.):]?\s+")
_WORDS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")

# Headings that say what part of a report this is, not what it is about.
_PARTS = frozenset(
    "analysis appendix areas background case chronology conclusion conclusions context developments experiences "
    "findings finding good helpful improve improvement introduction key learning lesson lessons main method next of "
    "overview practice progress question questions recommendation recommendations report review strengths summary "
    "terms the themes timeline what to for and from in on is are going well working needs need needed done should be "
    "better this line enquiry effectiveness impact leaders social work quality executive judgement".split()
)


def example_questions(library: LibraryFace, limit: int = SHOWN) -> tuple[str, ...]:
    """Ask what a review found under a heading of its own; one question a review, spread over the library's years."""
    dated = [r for r in library.reviews() if r.details.published and r.details.local_authority]
    dated.sort(key=lambda r: str(r.details.published), reverse=True)
    found: list[str] = []
    topics: set[str] = set()
    for review in dated[:: max(1, len(dated) // (3 * limit))]:
        authority, published = review.details.local_authority, review.details.published
        if len(found) == limit or authority is None or published is None:
            continue
        topic = next((t for t in _topics(library, review.review_id) if t.lower() not in topics), None)
        if topic:
            topics.add(topic.lower())
            place = text.title_case_place(authority)
            found.append(f"What did the {place} {published.year} review find about {topic}?")
    return tuple(found)


def _topics(library: LibraryFace, review_id: str) -> Iterator[str]:
    """Yield the headings over lessons of a review that name a subject in a few words, as they read in a sentence."""
    for stored in library.passages(review_id):
        passage = stored.passage
        if not (passage.is_lesson and passage.heading_path):
            continue
        heading = _NUMBER.sub("", passage.heading_path[-1]).strip(" .:")
        words = _WORDS.findall(heading)
        telling = [word for word in words if word.lower() not in _PARTS]
        plain = " ".join(words) == heading.replace(",", "") and not heading.isupper()
        if plain and 2 <= len(words) <= 7 and len(telling) >= 2:
            yield _uncapitalised(heading)


def _uncapitalised(heading: str) -> str:
    """Write a heading as the end of a sentence: "Strategy discussions" as "strategy discussions", "MASH" as it is."""
    first, _, rest = heading.partition(" ")
    return heading if first.isupper() or first[1:] != first[1:].lower() else f"{first.lower()} {rest}".strip()
