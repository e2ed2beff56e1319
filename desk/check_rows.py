"""The tables of checks; ``desk.checks`` says what is in them.

A verdict outlives the answer that it was given on, since it names neither the question nor its asker: both stand in it
only as a digest. The reason may repeat what was asked, so it ends with the answer, in the database itself.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from desk.conversation_rows import TurnRow
from desk.database import Base


class CheckRow(Base):
    """One verdict. ``answer`` is the kept turn it was given on, None once that has ended; times are UTC, ISO."""

    __tablename__ = "check"

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[str] = mapped_column(index=True)
    version: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]
    use: Mapped[str] = mapped_column(index=True)
    answer: Mapped[str | None] = mapped_column(ForeignKey(TurnRow.id, ondelete="SET NULL"), index=True)
    n: Mapped[int]
    trainer: Mapped[str]
    verdict: Mapped[str]
    given: Mapped[str]
    undone: Mapped[str | None]
    independent: Mapped[bool]


class CheckReasonRow(Base):
    """Why a verdict was given."""

    __tablename__ = "check_reason"

    check_id: Mapped[int] = mapped_column(ForeignKey(CheckRow.id, ondelete="CASCADE"), primary_key=True)
    answer: Mapped[str] = mapped_column(ForeignKey(TurnRow.id, ondelete="CASCADE"), index=True)
    reason: Mapped[str]
