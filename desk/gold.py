"""Gold questions: what was asked, and the passages that people found to answer it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from assistant.model import Turn
from vectorstore import FilterError, Filters

Kind = Literal["single", "theme", "followup", "filter", "unanswerable"]
KINDS: tuple[Kind, ...] = get_args(Kind)


class GoldError(ValueError):
    """A gold file that cannot be used; the message names the file and the line and says what is wrong."""


@dataclass(frozen=True, slots=True)
class GoldPassage:
    """A passage that answers: its report's file, its 1-based page index (None without pages), words of it."""

    file: str
    page: int | None
    quote: str


@dataclass(frozen=True, slots=True)
class GoldLimits:
    """The reviews that a question limits itself to; empty and None are no limit. Dates are ISO, kinds are prefixes."""

    local_authority: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    published_from: str | None = None
    published_to: str | None = None

    def __bool__(self) -> bool:
        """Whether anything is limited."""
        return bool(self.local_authority or self.kind or self.published_from or self.published_to)


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """One question with what a right answer rests on; ``gold`` is empty where the library does not answer it.

    ``limits`` are what a right answer keeps to; those among them that were ``ticked`` and are not said in the question
    go with it when it is asked.
    """

    id: str
    kind: Kind
    question: str
    history: tuple[Turn, ...] = ()
    limits: GoldLimits = field(default_factory=GoldLimits)
    gold: tuple[GoldPassage, ...] = ()
    ticked: Filters = field(default_factory=Filters)


def read_gold(path: Path) -> tuple[GoldQuestion, ...]:
    """Read a file of gold questions, one JSON object a line. Raises GoldError."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise GoldError(f"{path.name} is not UTF-8 text. Save it as UTF-8, one question a line.") from None
    questions: dict[str, GoldQuestion] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            question = _question(json.loads(line))
        except (ValueError, RecursionError) as error:
            why = str(error) if isinstance(error, _LineError) else "it is not valid JSON"
            raise GoldError(f"{path.name}, line {number}: {why}. Correct the line and run the command again.") from None
        if question.id in questions:
            raise GoldError(f"{path.name}, line {number}: a question with the id {question.id} stands further up.")
        questions[question.id] = question
    if not questions:
        raise GoldError(f"{path.name} holds no question. Each line is a JSON object with id, kind, question and gold.")
    return tuple(questions.values())


class _LineError(ValueError):
    """What is wrong with one line, as the middle of a sentence."""


def _question(read: object) -> GoldQuestion:
    if not isinstance(read, dict):
        raise _LineError("it is not a JSON object")
    kind = read.get("kind")
    if kind not in KINDS:
        raise _LineError(f"“kind” is {kind!r} and must be one of {', '.join(KINDS)}")
    gold = tuple(_passage(one) for one in _list(read, "gold"))
    if (kind == "unanswerable") == bool(gold):
        wanted = "must be empty for" if gold else "is empty, as it may be only for"
        raise _LineError(f"“gold” {wanted} an unanswerable question")
    return GoldQuestion(
        id=_text(read, "id"),
        kind=kind,
        question=_text(read, "question"),
        history=tuple(_turn(one) for one in _list(read, "history")),
        limits=_limits(read.get("filters") or {}),
        gold=gold,
        ticked=_ticked(read.get("ticked") or {}),
    )


def _passage(read: object) -> GoldPassage:
    if not isinstance(read, dict):
        raise _LineError("“gold” holds something that is not an object")
    page = read.get("page")
    if page is not None and (not isinstance(page, int) or isinstance(page, bool)):
        raise _LineError(f"the page {page!r} in “gold” is not a number")
    return GoldPassage(_text(read, "file"), page or None, _text(read, "quote"))


def _turn(read: object) -> Turn:
    role = read.get("role") if isinstance(read, dict) else None
    content = read.get("content") if isinstance(read, dict) else None
    if not (role == "user" or role == "assistant") or not isinstance(content, str):
        raise _LineError("“history” holds a turn without a role (user or assistant) and a text as content")
    return Turn(role, content)


def _limits(read: object) -> GoldLimits:
    if not isinstance(read, dict):
        raise _LineError("“filters” is not an object")
    unknown = sorted(set(read) - {"local_authority", "kind", "published_from", "published_to"})
    if unknown:
        raise _LineError(f"“filters” has an unknown key: {unknown[0]}")
    return GoldLimits(
        local_authority=tuple(name.casefold() for name in _many(read.get("local_authority"))),
        kind=_many(read.get("kind")),
        published_from=read.get("published_from"),
        published_to=read.get("published_to"),
    )


def _ticked(read: object) -> Filters:
    if not isinstance(read, dict):
        raise _LineError("“ticked” is not an object")
    try:
        return Filters.from_json(read)
    except FilterError as error:
        raise _LineError(f"“ticked” cannot be used: {str(error).rstrip('.')}") from None


def _many(value: object) -> tuple[str, ...]:
    given: Sequence[object] = value if isinstance(value, list) else [value] if value else []
    return tuple(str(one) for one in given)


def _list(read: Mapping[str, object], key: str) -> Sequence[object]:
    value = read.get(key) or []
    if not isinstance(value, list):
        raise _LineError(f"“{key}” is not a list")
    return value


def _text(read: Mapping[str, object], key: str) -> str:
    value = read.get(key)
    if not isinstance(value, str) or not value.strip():
        raise _LineError(f"there is no text under “{key}”")
    return value
