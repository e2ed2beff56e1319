"""What all checks together say: where citations fail most, and gold questions to measure with."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.model import Answer, Citation
from desk.checks import (
    FAILING,
    Check,
    CheckStatus,
    CitationKey,
    Verdict,
    all_checks,
    checks_of,
    citation_keys,
    standing,
)
from desk.conversations import KeptAnswer, kept_answers
from desk.database import Desk
from desk.gold import Kind
from desk.kept import read_answer

LEAST_REVIEWS_FOR_A_THEME = 3
_ONE_BY_ONE = 2_000  # for more citations than this, reading every check at once is faster than looking them up


@dataclass(frozen=True, slots=True)
class Tally:
    """The verdicts that stand on one thing (a review, a passage, a kind of question)."""

    name: str
    verdicts: Mapping[Verdict, int]

    @property
    def judged(self) -> int:
        """How many verdicts stand."""
        return sum(self.verdicts.values())

    @property
    def failing(self) -> int:
        """How many of them say that the citation does not hold."""
        return sum(self.verdicts.get(verdict, 0) for verdict in FAILING)


@dataclass(frozen=True, slots=True)
class Checked:
    """A kept answer with its citations and every verdict on each."""

    kept: KeptAnswer
    answer: Answer
    keys: Mapping[int, CitationKey]
    checks: Mapping[CitationKey, tuple[Check, ...]]

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Its citations in the order of their numbers."""
        return self.answer.citations

    def of(self, n: int) -> tuple[Check, ...]:
        """Every verdict on citation ``n``."""
        return self.checks.get(self.keys[n], ())

    def status(self, n: int) -> CheckStatus:
        """What trainers and the asker said of citation ``n``."""
        reported = any(said.citation == n and said.verdict == "wrong citation" for said in self.kept.feedback)
        return CheckStatus(tuple(check.verdict for check in standing(self.of(n)).values()), reported)

    def checked_by(self, trainer: str) -> int:
        """On how many of its citations a verdict of this trainer stands."""
        return sum(trainer in standing(self.of(citation.n)) for citation in self.citations)

    @property
    def disputed(self) -> bool:
        """Whether any of its citations is disputed."""
        return any(self.status(citation.n).disputed for citation in self.citations)

    @property
    def question_kind(self) -> Kind:
        """What kind of question it is, as gold files divide them."""
        limits = gold_limits(self.answer.filters)
        if limits:
            return "filter"
        if self.kept.number > 1 and _differs(self.answer.standalone_question, self.answer.question):
            return "followup"
        reviews = {citation.review_id for citation in self.citations}
        return "theme" if len(reviews) >= LEAST_REVIEWS_FOR_A_THEME else "single"


def checked_answers(desk: Desk, kept: Iterable[KeptAnswer]) -> tuple[Checked, ...]:
    """Put kept answers together with their checks; those without citations have nothing to check and are left out."""
    read = [(one, answer, citation_keys(answer)) for one in kept for answer in [read_answer(one.answer)]]
    wanted = {key for _, _, keys in read for key in keys.values()}
    found: dict[CitationKey, list[Check]] = defaultdict(list)
    if len(wanted) > _ONE_BY_ONE:
        for check in all_checks(desk):
            found[check.key].append(check)
    else:
        found.update((key, list(checks)) for key, checks in checks_of(desk, wanted).items() if checks)
    return tuple(
        Checked(one, answer, keys, {key: tuple(found[key]) for key in keys.values() if key in found})
        for one, answer, keys in read
        if keys
    )


@dataclass(frozen=True, slots=True)
class Report:
    """Where citations fail most: by review id, by the words cited (a key of each), by kind of question."""

    reviews: tuple[Tally, ...]
    passages: tuple[tuple[CitationKey, Tally], ...]
    kinds: tuple[Tally, ...]


def report(checks: Iterable[Check], answers: Iterable[Checked]) -> Report:
    """Count the verdicts that stand, most failing first.

    Reviews and passages are counted over all checks, also on answers that are no longer kept; kinds of question need
    the answer.
    """
    last = latest(checks)
    keys = {_place(check.key): check.key for check in last}
    passages = _tallies(last, lambda check: _place(check.key))
    kinds = [
        (one.question_kind, check) for one in answers for checks in one.checks.values() for check in latest(checks)
    ]
    return Report(
        reviews=_tallies(last, lambda check: check.key.review_id),
        passages=tuple((keys[tally.name], tally) for tally in passages),
        kinds=_counted((str(kind), check.verdict) for kind, check in kinds),
    )


def latest(checks: Iterable[Check]) -> tuple[Check, ...]:
    """The verdict of each trainer on each citation that stands."""
    found: dict[CitationKey, list[Check]] = defaultdict(list)
    for check in checks:
        found[check.key].append(check)
    return tuple(check for one in found.values() for check in standing(one).values())


def _tallies(checks: Iterable[Check], name: Callable[[Check], str]) -> tuple[Tally, ...]:
    return _counted((name(check), check.verdict) for check in checks)


def _counted(verdicts: Iterable[tuple[str, Verdict]]) -> tuple[Tally, ...]:
    counts: dict[str, Counter[Verdict]] = defaultdict(Counter)
    for name, verdict in verdicts:
        counts[name][verdict] += 1
    tallies = [Tally(name, dict(counter)) for name, counter in counts.items()]
    return tuple(sorted(tallies, key=lambda one: (-one.failing, -one.judged, one.name)))


def _place(key: CitationKey) -> str:
    return f"{key.review_id} {key.version} {key.start} {key.end}"


# Gold questions


def gold_lines(desk: Desk) -> tuple[str, ...]:
    """Write each kept answer that has a supported citation as a gold question, one JSON object a line, oldest first.

    Gold are the citations that every trainer who judged them supports and nobody disputes. The turns before a
    follow-up are its history, and limits that the asker ticked go with the question.
    """
    kept = sorted(kept_answers(desk), key=lambda one: (one.kept_at, one.number))
    conversations: dict[str, list[KeptAnswer]] = defaultdict(list)
    for turn in kept:
        conversations[turn.conversation_id].append(turn)
    lines = []
    for one in checked_answers(desk, kept):
        good = [c for c in one.citations if _is_gold(one.status(c.n))]
        before = [turn for turn in conversations[one.kept.conversation_id] if turn.number < one.kept.number]
        if good:
            lines.append(json.dumps(_gold(one, good, before), ensure_ascii=False))
    return tuple(lines)


def _is_gold(status: CheckStatus) -> bool:
    return status.agreed is Verdict.SUPPORTED and not status.disputed


def _gold(one: Checked, good: Sequence[Citation], before: Sequence[KeptAnswer]) -> dict[str, object]:
    kind = one.question_kind
    trainers = {check.trainer for citation in good for check in standing(one.of(citation.n)).values()}
    history = [
        {"role": role, "content": words}
        for turn in before
        for role, words in (("user", turn.question), ("assistant", str(turn.answer.get("answer", ""))))
    ]
    ticked = one.kept.answer.get("ticked")
    return {
        "id": f"check-{one.kept.turn_id}",
        "kind": kind,
        "history": history if kind == "followup" else [],
        "question": one.answer.question,
        "filters": gold_limits(one.answer.filters) if kind == "filter" else {},
        "gold": [{"file": c.file, "page": c.page, "paragraph": c.paragraph or "", "quote": c.quote} for c in good],
        "answer": " ".join(c.quote for c in good[:2]),
        "note": f"checked by {len(trainers)} trainer{'s' if len(trainers) != 1 else ''}",
        **({"ticked": ticked} if ticked else {}),
    }


def gold_limits(filters: Mapping[str, object]) -> dict[str, object]:
    """The limits of a question that a gold file can say; others (a theme, a chosen review) are none there."""
    return {
        key: list(value) if isinstance(value, list | tuple) else value
        for key, value in filters.items()
        if key in ("local_authority", "kind", "published_from", "published_to") and value
    }


def _differs(one: str, other: str) -> bool:
    return " ".join(one.casefold().split()) != " ".join(other.casefold().split())
