"""Conversations that are kept, and only those: what was asked, each Answer whole, and what the asker said of it.

Whether a turn is kept is decided by the page, which knows the setting ``keep`` and the asker's consent; this module
keeps what it is handed. The tables (``desk.conversation_rows``), for whoever builds on them:

- ``conversation``: ``id``, ``owner`` (a key that only says "the same person again": ``account:NAME``, or
  ``browser:DIGEST`` where there are no accounts), ``asker`` (the account's name, else None), ``name``, ``started``.
- ``turn``: ``id``, ``conversation_id``, ``number`` (from 1), ``question``, ``status``, ``answer`` (the JSON of the
  Answer, with the page's ``layout`` added), ``consent`` (why it is kept), ``kept_at`` (UTC, ISO), ``library_version``.
- ``turn_review``: which reviews a turn quotes or offers: ``turn_id``, ``review_id``, ``cited`` (whether as a citation).
- ``feedback``: ``turn_id``, ``citation`` (its number, None for the whole answer), ``verdict``, ``note``, ``given_at``.

A citation of a kept answer is named by ``(turn_id, n)``. Turns end: after the days that the settings allow, when their
asker deletes them, and in part when a review is erased. A table that refers to ``turn.id`` must say ``ondelete``.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, cast

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from desk.conversation_rows import AskerRow, ConversationRow, DeskKeyRow, FeedbackRow, TurnReviewRow, TurnRow
from desk.database import Desk
from desk.forgetting import without_review
from vectorstore import ReviewRecord

Consent = Literal["conversation", "answer", "policy"]
Verdict = Literal["wrong citation", "missing something", "unclear", "helpful"]
VERDICTS: tuple[Verdict, ...] = ("wrong citation", "missing something", "unclear", "helpful")
Json = dict[str, object]

MAX_NAME = 120
MAX_NOTE = 2_000
_SEAL = "seal"
_TOGETHER = 500  # how many turns' remarks are read at once: databases limit how many values a query names


class NotYours(Exception):
    """The conversation or turn belongs to somebody else, or is not there; which of the two is not told."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What an asker said; ``citation`` is the citation's number, None for the whole answer. ``given_at`` is UTC."""

    citation: int | None
    verdict: Verdict
    note: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """One kept turn with its whole Answer as JSON. ``kept_at`` is UTC."""

    turn_id: str
    conversation_id: str
    number: int
    question: str
    status: str
    answer: Json
    asker: str | None
    consent: Consent
    kept_at: datetime
    library_version: str
    feedback: tuple[Feedback, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptConversation:
    """A line of somebody's list. ``last`` is when the newest turn was kept, UTC."""

    conversation_id: str
    name: str
    turns: int
    last: datetime


def library_version(reviews: Iterable[ReviewRecord]) -> str:
    """Name what a library holds at a moment, in 12 hex digits: another review or version gives another name."""
    held = "\n".join(sorted(f"{review.review_id} {review.version}" for review in reviews))
    return hashlib.sha256(held.encode("utf-8")).hexdigest()[:12]


def sealing_key(desk: Desk) -> bytes:
    """The desk's secret for signing what browsers hold; made once."""
    with desk.work() as session:
        row = session.get(DeskKeyRow, _SEAL)
        if row is None:
            row = DeskKeyRow(name=_SEAL, value=secrets.token_hex(32))
            session.add(row)
        return bytes.fromhex(row.value)


# What an asker agreed to


def consents(desk: Desk, owner: str) -> bool:
    """Whether somebody agreed that their conversations are kept; nobody has before they say so."""
    with desk.work() as session:
        row = session.get(AskerRow, owner)
        return bool(row and row.consents)


def set_consent(desk: Desk, owner: str, agreed: bool) -> None:
    """Note that somebody agrees, or no longer does. What was kept stays until its asker deletes it or it ends."""
    with desk.work() as session:
        session.merge(AskerRow(owner=owner, consents=agreed, changed_at=_now()))


# Keeping


def keep_turn(
    desk: Desk,
    conversation_id: str,
    asker: str | None,
    answer_json: Json,
    *,
    turn_id: str,
    owner: str,
    consent: Consent,
    library_version: str,
) -> str:
    """Keep one answered question and return ``turn_id``; a turn that is kept already stays as it is.

    Raises NotYours where the conversation or the turn is somebody else's.
    """
    question = str(answer_json.get("question", ""))
    with desk.work() as session:
        conversation = session.get(ConversationRow, conversation_id)
        if conversation is None:
            conversation = ConversationRow(
                id=conversation_id, owner=owner, asker=asker, name=_short(question), started=_now()
            )
            session.add(conversation)
            session.flush()
        held = session.get(TurnRow, turn_id)
        if conversation.owner != owner or (held is not None and held.conversation_id != conversation_id):
            raise NotYours
        if held is not None:
            return turn_id
        before = session.scalar(select(func.max(TurnRow.number)).where(TurnRow.conversation_id == conversation_id))
        turn = TurnRow(
            id=turn_id,
            conversation_id=conversation_id,
            number=(before or 0) + 1,
            question=question,
            status=str(answer_json.get("status", "")),
            answer=json.dumps(answer_json, ensure_ascii=False),
            consent=consent,
            kept_at=_now(),
            library_version=library_version,
        )
        session.add(turn)
        session.flush()
        for review_id, cited in _reviews_of(answer_json).items():
            session.add(TurnReviewRow(turn_id=turn_id, review_id=review_id, cited=cited))
    return turn_id


def add_feedback(desk: Desk, owner: str, turn_id: str, citation: int | None, verdict: Verdict, note: str) -> None:
    """Keep what an asker says of their own kept turn, in place of what they said of the same thing before."""
    with desk.work() as session:
        _own_turn(session, owner, turn_id)
        same = FeedbackRow.citation.is_(None) if citation is None else FeedbackRow.citation == citation
        session.execute(delete(FeedbackRow).where(FeedbackRow.turn_id == turn_id, same))
        session.add(
            FeedbackRow(
                turn_id=turn_id, citation=citation, verdict=verdict, note=note.strip()[:MAX_NOTE], given_at=_now()
            )
        )


# Reading


def kept_answers(
    desk: Desk,
    *,
    status: str | None = None,
    review_id: str | None = None,
    asker: str | None = None,
    consent: Consent | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    with_feedback: bool | None = None,
    turn_ids: Iterable[str] | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> tuple[KeptAnswer, ...]:
    """The kept answers that fit, newest first; ``review_id`` is one that they cite, ``until`` is exclusive."""
    query = select(TurnRow, ConversationRow.asker).join(ConversationRow)
    for column, wanted in ((TurnRow.status, status), (ConversationRow.asker, asker), (TurnRow.consent, consent)):
        if wanted is not None:
            query = query.where(column == wanted)
    if review_id is not None:
        cited = select(TurnReviewRow.turn_id).where(TurnReviewRow.review_id == review_id, TurnReviewRow.cited)
        query = query.where(TurnRow.id.in_(cited))
    if since is not None:
        query = query.where(TurnRow.kept_at >= _written(since))
    if until is not None:
        query = query.where(TurnRow.kept_at < _written(until))
    if with_feedback is not None:
        said = TurnRow.id.in_(select(FeedbackRow.turn_id))
        query = query.where(said if with_feedback else ~said)
    if turn_ids is not None:
        query = query.where(TurnRow.id.in_(list(turn_ids)))
    query = query.order_by(TurnRow.kept_at.desc(), TurnRow.number.desc(), TurnRow.id).limit(limit).offset(offset)
    with desk.work() as session:
        return _kept(session, [(turn, name) for turn, name in session.execute(query)])


def kept_answer(desk: Desk, turn_id: str) -> KeptAnswer | None:
    """One kept answer; None where there is none of this name (any more)."""
    return next(iter(kept_answers(desk, turn_ids=[turn_id])), None)


def conversations(desk: Desk, owner: str) -> tuple[KeptConversation, ...]:
    """Somebody's kept conversations, the one spoken in last first."""
    last = func.max(TurnRow.kept_at)
    query = (
        select(ConversationRow.id, ConversationRow.name, func.count(TurnRow.id), last)
        .join(TurnRow)
        .where(ConversationRow.owner == owner)
        .group_by(ConversationRow.id)
        .order_by(last.desc(), ConversationRow.id)
    )
    with desk.work() as session:
        return tuple(KeptConversation(i, name, n, _read(when)) for i, name, n, when in session.execute(query))


def conversation_turns(desk: Desk, owner: str, conversation_id: str) -> tuple[KeptAnswer, ...]:
    """The turns of somebody's own conversation, oldest first. Raises NotYours."""
    with desk.work() as session:
        conversation = _own(session, owner, conversation_id)
        query = select(TurnRow).where(TurnRow.conversation_id == conversation_id).order_by(TurnRow.number)
        return _kept(session, [(turn, conversation.asker) for turn in session.scalars(query)])


# Renaming and ending


def rename(desk: Desk, owner: str, conversation_id: str, name: str) -> None:
    """Give somebody's own conversation another name; an empty one changes nothing. Raises NotYours."""
    with desk.work() as session:
        conversation = _own(session, owner, conversation_id)
        conversation.name = _short(name) or conversation.name


def delete_conversation(desk: Desk, owner: str, conversation_id: str) -> None:
    """Delete somebody's own conversation with its turns and feedback. Raises NotYours."""
    with desk.work() as session:
        session.delete(_own(session, owner, conversation_id))


def expire(desk: Desk, days: int) -> int:
    """End every turn that was kept more than ``days`` days ago, and conversations left empty; return how many turns."""
    with desk.work() as session:
        before = _written(datetime.now(UTC) - timedelta(days=days))
        ended = list(session.scalars(select(TurnRow.id).where(TurnRow.kept_at < before)))
        session.execute(delete(TurnRow).where(TurnRow.kept_at < before))
        if ended:
            session.execute(
                delete(ConversationRow).where(ConversationRow.id.not_in(select(TurnRow.conversation_id).distinct()))
            )
        return len(ended)


def forget(desk: Desk, review_id: str) -> int:
    """Take every word of an erased review out of what is kept; return how many turns held any.

    The claims, citations and passages of the review go, and with them the notes that askers wrote of these answers,
    since a note may repeat the words. The questions stay: they are the asker's.
    """
    with desk.work() as session:
        held = list(session.scalars(select(TurnReviewRow.turn_id).where(TurnReviewRow.review_id == review_id)))
        for turn_id in held:
            turn = session.get_one(TurnRow, turn_id)
            turn.answer = json.dumps(without_review(json.loads(turn.answer), review_id), ensure_ascii=False)
            for said in session.scalars(select(FeedbackRow).where(FeedbackRow.turn_id == turn_id)):
                said.note = ""
        session.execute(delete(TurnReviewRow).where(TurnReviewRow.review_id == review_id))
        return len(held)


def _own(session: Session, owner: str, conversation_id: str) -> ConversationRow:
    row = session.get(ConversationRow, conversation_id)
    if row is None or row.owner != owner:
        raise NotYours
    return row


def _own_turn(session: Session, owner: str, turn_id: str) -> TurnRow:
    turn = session.get(TurnRow, turn_id)
    if turn is None:
        raise NotYours
    _own(session, owner, turn.conversation_id)
    return turn


def _kept(session: Session, turns: Sequence[tuple[TurnRow, str | None]]) -> tuple[KeptAnswer, ...]:
    """Read turns, each with the name of its asker, and what was said of them."""
    said: dict[str, list[Feedback]] = defaultdict(list)
    for start in range(0, len(turns), _TOGETHER):
        ids = [turn.id for turn, _ in turns[start : start + _TOGETHER]]
        query = select(FeedbackRow).where(FeedbackRow.turn_id.in_(ids)).order_by(FeedbackRow.id)
        for s in session.scalars(query):
            said[s.turn_id].append(Feedback(s.citation, cast(Verdict, s.verdict), s.note, _read(s.given_at)))
    return tuple(
        KeptAnswer(
            turn_id=turn.id,
            conversation_id=turn.conversation_id,
            number=turn.number,
            question=turn.question,
            status=turn.status,
            answer=json.loads(turn.answer),
            asker=asker,
            consent=cast(Consent, turn.consent),
            kept_at=_read(turn.kept_at),
            library_version=turn.library_version,
            feedback=tuple(said[turn.id]),
        )
        for turn, asker in turns
    )


def _reviews_of(answer: Json) -> dict[str, bool]:
    found: dict[str, bool] = {}
    for key in ("passages", "citations"):
        items = answer.get(key)
        for item in items if isinstance(items, list) else []:
            if isinstance(item, Mapping):
                found[str(item.get("review_id"))] = key == "citations"
    return found


def _short(name: str) -> str:
    plain = " ".join(name.split())
    return plain if len(plain) <= MAX_NAME else plain[: MAX_NAME - 1].rstrip() + "…"


def _now() -> str:
    return _written(datetime.now(UTC))


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _read(written: str) -> datetime:
    return datetime.fromisoformat(written)
