"""One question answered, as the updates that the page shows while it is made.

The server keeps no conversation: the browser sends the turns before with each question, and holds what comes back in
its tab's session storage, which ends with the tab.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import TypedDict

from assistant.model import Answer, Progress, Turn
from vectorstore import Filters
from web import text
from web.answer_html import answer_html, problem_html, shortened, sources_html, spoken_outcome, waiting_html
from web.faces import AssistantFace

logger = logging.getLogger(__name__)

HISTORY_TURNS = 6
HISTORY_CHARACTERS = 4_000


class TurnUpdate(TypedDict):
    """What the page's script gets: the turn to show or replace, what to say aloud, and what to send back later."""

    turn: str
    question: str
    html: str
    sources: str
    status: str
    done: bool
    history: list[dict[str, str]]


def answer_turn(
    assistant: AssistantFace,
    question: str,
    history: Sequence[Turn],
    filters: Filters,
    *,
    search_anyway: bool = False,
) -> Iterator[TurnUpdate]:
    """Answer one question, yielding the turn each time there is more of it; the last update is ``done``."""
    turn = "turn-" + uuid.uuid4().hex[:12]
    question = question.strip()
    shown = shortened(question)
    if not question:
        yield _update(turn, "", "", text.EMPTY_QUESTION, done=True)
        return
    yield _update(turn, shown, str(waiting_html(turn, shown, text.WORKING)), text.WORKING)
    try:
        yield from _answered(assistant, turn, question, history, filters, search_anyway=search_anyway)
    except Exception:
        reference = uuid.uuid4().hex[:8]
        logger.exception("answering failed (%s)", reference)
        message = text.FAILED.format(reference=reference)
        yield _update(turn, shown, str(problem_html(turn, shown, message)), message, done=True)


def read_history(sent: object) -> tuple[Turn, ...]:
    """Take the turns before from what a browser sent; anything that is no turn is left out, long ones are cut."""
    if not isinstance(sent, list):
        return ()
    turns: list[Turn] = []
    for item in sent[-2 * HISTORY_TURNS :]:
        if not isinstance(item, Mapping):
            continue
        role, content = item.get("role"), item.get("content")
        if role in ("user", "assistant") and isinstance(content, str):
            turns.append(Turn("user" if role == "user" else "assistant", content[:HISTORY_CHARACTERS]))
    return tuple(turns)


def _answered(
    assistant: AssistantFace,
    turn: str,
    question: str,
    history: Sequence[Turn],
    filters: Filters,
    *,
    search_anyway: bool,
) -> Iterator[TurnUpdate]:
    title = shortened(question)
    status = text.WORKING
    answer: Answer | None = None
    for step in assistant.stream(question, history, filters, search_anyway=search_anyway):
        if isinstance(step, Progress):
            status = step.words
        else:
            answer = step
        if answer is None:
            yield _update(turn, title, str(waiting_html(turn, title, status)), status)
        else:
            shown, sources = str(answer_html(turn, answer, step=status)), str(sources_html(turn, answer))
            yield _update(turn, title, shown, status, sources=sources)
    if answer is None:
        raise RuntimeError("the assistant gave no answer")
    yield _update(
        turn,
        title,
        str(answer_html(turn, answer)),
        spoken_outcome(answer),
        sources=str(sources_html(turn, answer)),
        done=True,
        history=[
            {"role": "user", "content": answer.question[:HISTORY_CHARACTERS]},
            {"role": "assistant", "content": answer.answer[:HISTORY_CHARACTERS]},
        ],
    )


def _update(
    turn: str,
    question: str,
    html: str,
    status: str,
    *,
    sources: str = "",
    done: bool = False,
    history: list[dict[str, str]] | None = None,
) -> TurnUpdate:
    return {
        "turn": turn,
        "question": question,
        "html": html,
        "sources": sources,
        "status": status,
        "done": done,
        "history": history or [],
    }
