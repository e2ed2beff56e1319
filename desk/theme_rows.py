"""The desk's tables of themes: what was found, kept so that it need not be found again, and what people corrected."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desk.database import Base


class FoundThemesRow(Base):
    """The themes found in one version of a review, by the number of each passage; no word of the review is in it.

    ``method`` names the file of themes, the fitted numbers and the encoder by which they were found.
    """

    __tablename__ = "themes_found"
    review_id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    method: Mapped[str]
    themes: Mapped[dict[str, list[str]]] = mapped_column(JSON)


class ThemeCorrectionRow(Base):
    """A theme that a librarian gave to a passage or a review, or took from it.

    ``passage`` is ``passage_key`` of the passage's words, so that it holds for every version in which they stand, and
    empty for the review as a whole. ``by`` is null where there are no accounts.
    """

    __tablename__ = "theme_corrections"
    __table_args__ = (UniqueConstraint("review_id", "passage", "theme"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[str] = mapped_column(index=True)
    passage: Mapped[str]
    theme: Mapped[str]
    given: Mapped[bool]
    at: Mapped[datetime]
    by: Mapped[str | None]
