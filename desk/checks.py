"""Checks: what trainers said of the citations of answers, with how they came to it.

A check is one trainer's verdict on one citation of one answer. Nothing is overwritten: a later verdict of the same
trainer stands before the earlier one, and one that was undone no longer counts but stays in the history. ``answer`` is
the kept turn (``desk.conversations``) that a verdict was given on.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import combinations

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from assistant.model import Answer, Citation
from desk.agreement import Agreement, cohen
from desk.check_rows import CheckReasonRow, CheckRow
from desk.database import Desk

LONGEST_REASON = 2_000


class Verdict(StrEnum):
    """What a trainer says of one citation."""

    SUPPORTED = "supported"
    PARTLY = "partly"
    NOT_SUPPORTED = "not supported"
    WRONG_PLACE = "wrong place"


FAILING = frozenset({Verdict.NOT_SUPPORTED, Verdict.WRONG_PLACE})


class CheckError(ValueError):
    """A verdict that cannot be taken; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class CitationKey:
    """Which words, borne witness to what: a span of one version, and ``use``, the question and claim they served.

    The same words can bear out one claim and not another, so a verdict goes with the words and their use. Where the
    same question gets the same answer again, its citations have the same keys.
    """

    review_id: str
    version: str
    start: int
    end: int
    use: str


@dataclass(frozen=True, slots=True)
class Check:
    """One verdict on citation ``n`` of an answer, which is None once that answer has ended; times are UTC.

    ``independent`` is true for a verdict given before its trainer could see anybody else's on this citation.
    ``reason`` is "" where none was given or its answer has ended.
    """

    id: int
    key: CitationKey
    answer: str | None
    n: int
    trainer: str
    verdict: Verdict
    reason: str
    given: datetime
    undone: datetime | None
    independent: bool


@dataclass(frozen=True, slots=True)
class CheckStatus:
    """What trainers have said of one citation: the verdicts that stand, one for each trainer, latest last."""

    verdicts: tuple[Verdict, ...]
    reported: bool = False

    @property
    def disputed(self) -> bool:
        """Whether trainers differ, or a reader has reported the citation as wrong."""
        return self.reported or len(set(self.verdicts)) > 1

    @property
    def agreed(self) -> Verdict | None:
        """The verdict of all who checked it, None where nobody did or they differ."""
        return self.verdicts[0] if len(set(self.verdicts)) == 1 else None


def citation_keys(answer: Answer) -> dict[int, CitationKey]:
    """Name every citation of an answer by its number."""
    borne: dict[int, list[str]] = defaultdict(list)
    for claim in answer.claims:
        for n in claim.citations:
            borne[n].append(claim.text)
    question = " ".join((answer.standalone_question or answer.question).casefold().split())
    return {c.n: _key(c, question, borne[c.n]) for c in answer.citations}


def _key(citation: Citation, question: str, claims: Sequence[str]) -> CitationKey:
    use = hashlib.sha256("\n".join((question, *claims)).encode()).hexdigest()[:16]
    return CitationKey(citation.review_id, citation.version, citation.start, citation.end, use)


def give(desk: Desk, answer: str, n: int, key: CitationKey, *, trainer: str, verdict: Verdict, reason: str) -> Check:
    """Take a trainer's verdict on citation ``n`` of an answer; the same one sent twice is taken once.

    Raises CheckError where a verdict other than "supported" has no reason, or the reason is too long.
    """
    reason = reason.strip()
    if verdict is not Verdict.SUPPORTED and not reason:
        raise CheckError("Say in a few words why, so that others can follow the verdict.")
    if len(reason) > LONGEST_REASON:
        raise CheckError(f"The reason is longer than {LONGEST_REASON:,} characters. Shorten it.")
    with desk.work() as session:
        before = _of(session, [key])
        own = [check for check in before if check.trainer == trainer]
        last = next((check for check in reversed(own) if check.undone is None), None)
        if last and (last.verdict, last.reason, last.answer) == (verdict, reason, answer):
            return last
        # Whoever has given a verdict is shown the others', so only a first one is sure to be of one's own.
        independent = not own or len(own) == len(before)
        row = CheckRow(**asdict(key), answer=answer, n=n, trainer=trainer, verdict=verdict.value, given=_now())
        row.independent = independent
        session.add(row)
        session.flush()
        if reason:
            session.add(CheckReasonRow(check_id=row.id, answer=answer, reason=reason))
        return _check(row, reason)


def undo(desk: Desk, answer: str, trainer: str) -> Check | None:
    """Take back the trainer's last standing verdict on an answer; None where there is none."""
    with desk.work() as session:
        standing = select(CheckRow).where(
            CheckRow.answer == answer, CheckRow.trainer == trainer, CheckRow.undone.is_(None)
        )
        row = session.scalars(standing.order_by(CheckRow.id.desc())).first()
        if row is None:
            return None
        row.undone = _now()
        kept = session.get(CheckReasonRow, row.id)
        return _check(row, kept.reason if kept else "")


def checks_of(desk: Desk, keys: Collection[CitationKey]) -> dict[CitationKey, tuple[Check, ...]]:
    """Every verdict on some citations in the order they were given, also those that were undone."""
    found: dict[CitationKey, list[Check]] = {key: [] for key in keys}
    with desk.work() as session:
        for check in _of(session, list(found)):
            found[check.key].append(check)
    return {key: tuple(checks) for key, checks in found.items()}


def all_checks(desk: Desk) -> tuple[Check, ...]:
    """Every verdict of every trainer in the order they were given, also those that were undone."""
    with desk.work() as session:
        return tuple(_read(session, _WHOLE))


def standing(checks: Iterable[Check]) -> dict[str, Check]:
    """The verdict of each trainer that stands, of checks on one citation in the order they were given."""
    latest: dict[str, Check] = {}
    for check in checks:
        if check.undone is None:
            latest.pop(check.trainer, None)
            latest[check.trainer] = check
    return latest


def shown_to(trainer: str, checks: Sequence[Check]) -> tuple[Check, ...]:
    """What a trainer may see of the checks on one citation: others' verdicts only after one of their own stands."""
    if trainer in standing(checks):
        return tuple(checks)
    return tuple(check for check in checks if check.trainer == trainer)


def statuses(desk: Desk, keys: Collection[CitationKey]) -> dict[CitationKey, CheckStatus]:
    """What trainers have said of each citation; what readers reported stands with the kept answer, not here."""
    return {
        key: CheckStatus(tuple(check.verdict for check in standing(checks).values()))
        for key, checks in checks_of(desk, keys).items()
    }


def agreements(checks: Iterable[Check]) -> dict[tuple[str, str], Agreement]:
    """Compare every two trainers over the citations that both judged without seeing the other's verdict."""
    judged: dict[CitationKey, dict[str, Verdict]] = defaultdict(dict)
    for check in checks:
        if check.independent and check.undone is None:
            judged[check.key][check.trainer] = check.verdict
    both: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for verdicts in judged.values():
        for one, other in combinations(sorted(verdicts), 2):
            both[one, other].append((verdicts[one], verdicts[other]))
    return {pair: cohen(verdicts) for pair, verdicts in sorted(both.items())}


def forget(desk: Desk, review_id: str) -> int:
    """Remove every verdict on a review that is erased; returns how many there were."""
    with desk.work() as session:
        rows = session.scalars(select(CheckRow.id).where(CheckRow.review_id == review_id)).all()
        session.execute(delete(CheckRow).where(CheckRow.id.in_(rows)))
        return len(rows)


_WHOLE = (
    select(CheckRow, CheckReasonRow.reason)
    .join(CheckReasonRow, CheckReasonRow.check_id == CheckRow.id, isouter=True)
    .order_by(CheckRow.id)
)


def _of(session: Session, keys: Sequence[CitationKey]) -> list[Check]:
    """Read the checks of some citations, found by their use and told apart by the rest."""
    wanted = set(keys)
    found = _read(session, _WHOLE.where(CheckRow.use.in_({key.use for key in wanted})))
    return [check for check in found if check.key in wanted]


def _read(session: Session, query: Select[CheckRow, str]) -> Iterator[Check]:
    return (_check(row, reason or "") for row, reason in session.execute(query))


def _check(row: CheckRow, reason: str) -> Check:
    return Check(
        id=row.id,
        key=CitationKey(row.review_id, row.version, row.start, row.end, row.use),
        answer=row.answer,
        n=row.n,
        trainer=row.trainer,
        verdict=Verdict(row.verdict),
        reason=reason,
        given=datetime.fromisoformat(row.given),
        undone=datetime.fromisoformat(row.undone) if row.undone else None,
        independent=row.independent,
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
