"""The line that says where a passage stands. It is encoded and indexed with the passage and is never quoted."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ingest.model import Details

MAX_PIECES = 40
_PART = " - "


def context_line(
    details: Details, heading_path: Sequence[str], measure: Callable[[str], int], limit: int = MAX_PIECES
) -> str:
    """Title or kind, authority and year, then the headings; at most ``limit`` word pieces as ``measure`` counts them.

    Where there is no room for all, the outer headings go first, then the ends of what is left.
    """
    review = review_line(details)
    headings = [heading.strip() for heading in heading_path if heading.strip()]
    while True:
        line = _PART.join(part for part in (review, *headings) if part)
        if measure(line) <= limit:
            return line
        if len(headings) > 1:
            headings = headings[1:]
            continue
        room = limit * 2 // 3 if headings and review else limit
        review = _shorten(review, measure, room)
        tail = _PART.join(part for part in (review, *headings) if part)
        return _shorten(tail, measure, limit)


def review_line(details: Details) -> str:
    """A review named in a few words: its title, or its kind; its authority and year where the title lacks them."""
    name = details.title or (details.kind or "").replace("-", " ")
    parts = [name.strip()] if name.strip() else []
    authority = (details.local_authority or "").replace("-", " ").strip()
    if authority and authority.casefold() not in name.casefold():
        parts.append(authority)
    if details.published and str(details.published.year) not in name:
        parts.append(str(details.published.year))
    return ", ".join(parts)


def _shorten(line: str, measure: Callable[[str], int], limit: int) -> str:
    """As many of the first words as fit."""
    words = line.split()
    while words and measure(" ".join(words)) > limit:
        words = words[: max(0, min(len(words) - 1, len(words) * limit // max(1, measure(" ".join(words)))))]
    return " ".join(words)
