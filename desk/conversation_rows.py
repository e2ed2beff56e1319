"""The tables of kept conversations; ``desk.conversations`` says what is in them."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from desk.database import Base


class ConversationRow(Base):
    """A conversation."""

    __tablename__ = "conversation"

    id: Mapped[str] = mapped_column(String, primary_key=True)
    owner: Mapped[str] = mapped_column(String, index=True)
    asker: Mapped[str | None]
    name: Mapped[str]
    started: Mapped[str]


class TurnRow(Base):
    """A question with its answer."""

    __tablename__ = "turn"

    id: Mapped[str] = mapped_column(String, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    question: Mapped[str]
    status: Mapped[str] = mapped_column(String, index=True)
    answer: Mapped[str]
    consent: Mapped[str]
    kept_at: Mapped[str] = mapped_column(String, index=True)
    library_version: Mapped[str]


class TurnReviewRow(Base):
    """A review that a turn quotes or offers."""

    __tablename__ = "turn_review"

    turn_id: Mapped[str] = mapped_column(ForeignKey("turn.id", ondelete="CASCADE"), primary_key=True)
    review_id: Mapped[str] = mapped_column(String, primary_key=True, index=True)
    cited: Mapped[bool]


class FeedbackRow(Base):
    """What an asker said of an answer or of one citation in it."""

    __tablename__ = "feedback"

    id: Mapped[int] = mapped_column(primary_key=True)
    turn_id: Mapped[str] = mapped_column(ForeignKey("turn.id", ondelete="CASCADE"), index=True)
    citation: Mapped[int | None]
    verdict: Mapped[str]
    note: Mapped[str]
    given_at: Mapped[str]


class AskerRow(Base):
    """Whether somebody agreed that their conversations are kept."""

    __tablename__ = "asker"

    owner: Mapped[str] = mapped_column(String, primary_key=True)
    consents: Mapped[bool]
    changed_at: Mapped[str]


class DeskKeyRow(Base):
    """A secret of this desk: with it the server knows answers again that a browser held for it."""

    __tablename__ = "desk_key"

    name: Mapped[str] = mapped_column(String, primary_key=True)
    value: Mapped[str]
