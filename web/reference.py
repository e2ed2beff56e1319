"""How a source is named: briefly on a chip, fully in a reference; what is not known is left out, never guessed."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from vectorstore import ReviewRecord
from web import text


class Placed(Protocol):
    """Words in a review: what a Citation and a FoundPassage have in common."""

    @property
    def review_id(self) -> str: ...  # noqa: D102
    @property
    def version(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> str | None: ...  # noqa: D102
    @property
    def file(self) -> str: ...  # noqa: D102
    @property
    def local_authority(self) -> str | None: ...  # noqa: D102
    @property
    def published(self) -> str | None: ...  # noqa: D102
    @property
    def page(self) -> int | None: ...  # noqa: D102
    @property
    def page_label(self) -> str | None: ...  # noqa: D102
    @property
    def paragraph(self) -> str | None: ...  # noqa: D102
    @property
    def heading_path(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def ocr(self) -> bool: ...  # noqa: D102
    @property
    def start(self) -> int: ...  # noqa: D102
    @property
    def end(self) -> int: ...  # noqa: D102


def short_name(*, local_authority: str | None, title: str | None, file: str, published: date | str | None) -> str:
    """Name a review in a few words: "Torbay 2024", else its title and year, else its file."""
    year = str(published)[:4] if published else ""
    if local_authority:
        return f"{text.place_name(local_authority)} {year}".strip()
    if title:
        name = title if len(title) <= 60 else title[:57].rsplit(" ", 1)[0] + "…"
        return name if not year or year in name else f"{name} {year}"
    return file


def review_name(record: ReviewRecord) -> str:
    """Name a review in the library in a few words."""
    d = record.details
    return short_name(local_authority=d.local_authority, title=d.title, file=record.file, published=d.published)


def place_words(page: int | None, page_label: str | None, paragraph: str | None = None) -> str:
    """Say where words stand: "page 4 (printed 3), paragraph 12"; "" when nothing is known."""
    parts = []
    if page is not None:
        printed = f" (printed {page_label})" if page_label and page_label != str(page) else ""
        parts.append(f"page {page}{printed}")
    if paragraph:
        parts.append(f"paragraph {paragraph}")
    return ", ".join(parts)


def heading_words(path: tuple[str, ...], title: str | None) -> str:
    """Say under which headings words stand, leaving out those that only repeat the review's title."""
    known = (title or "").casefold()
    return " › ".join(heading for heading in path if heading.casefold() not in known)


def source_name(placed: Placed) -> str:
    """Name the review of a citation or passage briefly."""
    return short_name(
        local_authority=placed.local_authority, title=placed.title, file=placed.file, published=placed.published
    )


def chip_name(number: int, placed: Placed) -> str:
    """Give a chip its accessible name: "Source 2, Torbay 2024, page 4"."""
    return ", ".join(part for part in (f"Source {number}", source_name(placed), chip_place(placed)) if part)


def chip_place(placed: Placed) -> str:
    """Say where words stand as briefly as can be: by page, or else by paragraph."""
    return f"page {placed.page}" if placed.page is not None else place_words(None, None, placed.paragraph)


def full_reference(
    *,
    local_authority: str | None,
    title: str | None,
    file: str,
    kind: str | None,
    published: date | str | None,
    place: str = "",
) -> str:
    """Write a reference as one line: authority, title, kind, date, page and paragraph, as far as they are known."""
    authority = text.place_name(local_authority) if local_authority else None
    named = title or file
    date_words = text.long_date(published) or "date not known"
    kind_words = text.kind_name(kind) if kind else None
    parts = (authority, named, kind_words, date_words, place or None)
    return ", ".join(part for part in parts if part) + "."
