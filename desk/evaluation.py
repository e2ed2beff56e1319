"""Ask every gold question and score what is answered."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.model import Answer, Status, Turn
from desk.figures import Figure, figures, latency, words_median
from desk.gold import KINDS, GoldQuestion, Kind
from desk.scoring import Outcome, Texts, score_answer
from vectorstore import Filters, ReviewRecord

LOG = logging.getLogger("review_lessons")


class Answering(Protocol):
    """Whoever answers questions."""

    def ask(self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None) -> Answer:
        """Answer one question after its conversation, within limits."""


class Held(Texts, Protocol):
    """A library as the evaluation reads it."""

    def reviews(self) -> tuple[ReviewRecord, ...]:
        """The current reviews."""

    def __len__(self) -> int:
        """How many passages are searched."""


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The figures over all questions and over each kind, and what they were measured on.

    ``latency_ms`` has p50 and p95; ``fingerprint`` names the reviews and versions of the library; ``missing`` are
    the files that gold passages stand in and the library does not hold; ``failed`` the ids of questions that ended
    in an error.
    """

    outcomes: tuple[Outcome, ...]
    figures: dict[str, Figure]
    by_kind: dict[Kind, dict[str, Figure]]
    latency_ms: dict[str, float]
    words_median: dict[str, float]
    fingerprint: str
    reviews: int
    passages: int
    missing: tuple[str, ...]
    failed: tuple[str, ...]


def evaluate(
    assistant: Answering, library: Held, questions: Sequence[GoldQuestion], on_answer: Callable[[], None]
) -> Evaluated:
    """Ask the questions in order and score the answers; one that fails counts as wrong and does not stop the rest.

    ``on_answer`` is told after each.
    """
    outcomes: list[Outcome] = []
    failed: list[str] = []
    for question in questions:
        try:
            answer = assistant.ask(question.question, question.history, question.ticked or None)
        except Exception:
            LOG.exception("The gold question %s was not answered", question.id)
            failed.append(question.id)
            answer = Answer(Status.INVALID, question.question, question.question, {}, "")
        outcomes.append(score_answer(question, answer, library))
        on_answer()
    return summarise(outcomes, library, questions, failed)


def summarise(
    outcomes: Sequence[Outcome], library: Held, questions: Sequence[GoldQuestion], failed: Sequence[str] = ()
) -> Evaluated:
    """Put outcomes together into figures."""
    records = library.reviews()
    held = {record.file for record in records}
    kinds = [kind for kind in KINDS if any(outcome.kind == kind for outcome in outcomes)]
    return Evaluated(
        outcomes=tuple(outcomes),
        figures=figures(outcomes),
        by_kind={kind: figures([o for o in outcomes if o.kind == kind]) for kind in kinds},
        latency_ms=latency(outcomes),
        words_median=words_median(outcomes),
        fingerprint=library_fingerprint(records),
        reviews=len(records),
        passages=len(library),
        missing=tuple(sorted({passage.file for question in questions for passage in question.gold} - held)),
        failed=tuple(failed),
    )


def library_fingerprint(records: Sequence[ReviewRecord]) -> str:
    """Name what a library holds: the same texts under the same names give the same 12 hex digits."""
    lines = sorted(f"{record.file} {record.version}" for record in records)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]
