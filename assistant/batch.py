"""Questions one a line, as other programs send them: a line of JSON becomes the JSON of an answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Protocol

from assistant.model import Answer, Status, Turn
from assistant.serialise import answer_json
from vectorstore import Filters

MAX_LINE_BYTES = 1_000_000


class Asked(Protocol):
    """Whoever answers questions."""

    def ask(self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None) -> Answer:
        """Answer one question."""


class UnreadableLine(ValueError):
    """A line that is not a question; the message says what is the matter, ``question_id`` whose line it is if known."""

    def __init__(self, reason: str, question_id: str | None = None) -> None:
        super().__init__(reason)
        self.question_id = question_id


def answer_line(
    assistant: Asked, line: bytes, filters: Filters, *, on_failure: Callable[[Exception], None]
) -> dict[str, object]:
    """Answer one line; one that cannot be read or answered gives an answer with the status ``invalid`` that says why.

    ``on_failure`` is told of an error in answering, which is then none of the line's fault.
    """
    try:
        question_id, question, history = read_line(line)
    except UnreadableLine as error:
        return _invalid(str(error), error.question_id)
    try:
        return answer_json(assistant.ask(question, history, filters), question_id=question_id)
    except Exception as error:
        on_failure(error)
        return _invalid("The question was not answered, because something went wrong.", question_id, question)


def _invalid(reason: str, question_id: str | None, question: str = "") -> dict[str, object]:
    return answer_json(Answer(Status.INVALID, question, question, {}, reason), question_id=question_id)


def read_line(line: bytes) -> tuple[str | None, str, tuple[Turn, ...]]:
    """A line's ``id``, ``question`` and ``history``; other keys are ignored. Raises UnreadableLine."""
    if len(line) > MAX_LINE_BYTES:
        raise UnreadableLine(f"The line is longer than {MAX_LINE_BYTES:,} bytes.")
    try:
        read = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise UnreadableLine("The line is not valid JSON.") from None
    if not isinstance(read, dict):
        raise UnreadableLine("The line is not a JSON object.")
    given = read.get("id")
    question_id = str(given) if isinstance(given, (str, int)) and not isinstance(given, bool) else None
    question = read.get("question")
    if not isinstance(question, str):
        raise UnreadableLine("The line has no text under “question”.", question_id)
    return question_id, question, _history(read.get("history"), question_id)


def _history(given: object, question_id: str | None) -> tuple[Turn, ...]:
    if given is None:
        return ()
    if not isinstance(given, list):
        raise UnreadableLine("The “history” of the line is not a list.", question_id)
    turns = []
    for turn in given:
        role = turn.get("role") if isinstance(turn, dict) else None
        content = turn.get("content") if isinstance(turn, dict) else None
        if not (role == "user" or role == "assistant") or not isinstance(content, str):
            reason = "The “history” of the line has a turn without a role (user or assistant) and a text as content."
            raise UnreadableLine(reason, question_id)
        turns.append(Turn(role, content))
    return tuple(turns)
