"""One question answered, as the updates that the page shows while it is made.

Unless its asker agreed, or the library's rule says so, the server keeps no conversation: the browser sends the turns
before with each question, and holds what comes back in its tab's session storage, which ends with the tab.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypedDict

from markupsafe import Markup

from assistant.model import Answer, Progress, Turn
from vectorstore import Filters
from web import text
from web.answer_html import (
    answer_html,
    problem_html,
    question_html,
    shortened,
    sources_html,
    spoken_outcome,
    waiting_html,
)
from web.askers import Asker
from web.check_marks import source_marks
from web.copying import as_document, as_words
from web.faces import AssistantFace
from web.how_html import DETAILS_FOUND, choice_html
from web.keeping import Keeping
from web.stored import Put, put_away
from web.surroundings import Surroundings

logger = logging.getLogger(__name__)

HISTORY_TURNS = 6
HISTORY_CHARACTERS = 4_000


class TurnUpdate(TypedDict):
    """What the page's script gets: the turn to show or replace, what to say aloud, and what to send back later.

    ``sealed`` is the answer itself as this desk will know it again; ``words`` and ``document`` are what is copied and
    printed; ``kept`` says whether it was kept here.
    """

    turn: str
    question: str
    html: str
    sources: str
    status: str
    done: bool
    history: list[dict[str, str]]
    standalone: str
    sealed: str
    words: str
    document: str
    kept: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it came: ``conversation`` is the name that the browser gave to its conversation.

    ``details`` is what the asker chose about personal details in it: to leave them out of what a chat model gets, or
    to send them.
    """

    question: str
    history: Sequence[Turn] = ()
    filters: Filters = field(default_factory=Filters)
    search_anyway: bool = False
    asker: Asker = field(default_factory=Asker)
    conversation: str = ""
    details: Literal["", "masked", "typed"] = ""


def answer_turn(
    assistant: AssistantFace,
    asked: Asked,
    *,
    around: Surroundings | None = None,
    keeping: Keeping | None = None,
    version: str = "",
) -> Iterator[TurnUpdate]:
    """Answer one question, yielding the turn each time there is more of it; the last update is ``done``.

    ``version`` is the name of what the library holds, for copies.
    """
    turn = "turn-" + uuid.uuid4().hex[:12]
    question = asked.question.strip()
    shown = shortened(question)
    if not question:
        yield _update(turn, "", "", text.EMPTY_QUESTION, done=True)
        return
    yield _update(turn, shown, str(waiting_html(turn, shown, text.WORKING)), text.WORKING)
    try:
        if choice := _choice(assistant, asked, question):
            html = str(question_html(turn, shown) + choice)
            yield _update(turn, shown, html, DETAILS_FOUND, done=True)
            return
        answer: Answer | None = None
        status = text.WORKING
        steps = assistant.stream(
            question,
            asked.history,
            asked.filters,
            search_anyway=asked.search_anyway,
            as_typed=asked.details == "typed",
        )
        for step in steps:
            if isinstance(step, Progress):
                status = step.words
            else:
                answer = step
            yield _growing(turn, shown, answer, status)
        if answer is None:
            raise RuntimeError("the assistant gave no answer")
        put = Put(turn, answer, asked.filters.as_json())
        stored = put_away(put)
        kept = keeping.keep(asked.asker, asked.conversation, stored) if keeping else False
        sealed = keeping.seal(stored) if keeping else ""
        around = around or Surroundings()
        if keeping:
            around = replace(around, checks=source_marks(keeping.desk, turn, answer))
        yield finished(put, around, version=version, sealed=sealed, kept=kept)
    except Exception:
        reference = uuid.uuid4().hex[:8]
        logger.exception("answering failed (%s)", reference)
        message = text.FAILED.format(reference=reference)
        yield _update(turn, shown, str(problem_html(turn, shown, message)), message, done=True)


def _choice(assistant: AssistantFace, asked: Asked, question: str) -> Markup | None:
    """Return what to ask before personal details are sent off this machine; None where nothing is to be asked."""
    if asked.details or not assistant.asks_first:
        return None
    noticed = assistant.noticed(question)
    return choice_html(question, noticed, assistant.sends_to) if noticed else None


def finished(put: Put, around: Surroundings, *, version: str, sealed: str, kept: bool) -> TurnUpdate:
    """Return the turn of a whole answer, new or taken out again."""
    answer = put.answer
    made = _update(
        put.turn,
        shortened(answer.question),
        str(answer_html(put.turn, answer, around=around)),
        spoken_outcome(answer),
        sources=str(sources_html(put.turn, answer)),
        done=True,
    )
    made["history"] = [
        {"role": "user", "content": answer.question[:HISTORY_CHARACTERS]},
        {"role": "assistant", "content": answer.answer[:HISTORY_CHARACTERS]},
    ]
    made["standalone"] = answer.standalone_question[:HISTORY_CHARACTERS]
    made["sealed"], made["kept"] = sealed, kept
    made["words"] = as_words(answer, version, checks=around.checks)
    made["document"] = str(as_document(answer, version, checks=around.checks))
    return made


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


def _growing(turn: str, title: str, answer: Answer | None, status: str) -> TurnUpdate:
    if answer is None:
        return _update(turn, title, str(waiting_html(turn, title, status)), status)
    html, sources = str(answer_html(turn, answer, step=status)), str(sources_html(turn, answer))
    return _update(turn, title, html, status, sources=sources)


def _update(turn: str, question: str, html: str, status: str, *, sources: str = "", done: bool = False) -> TurnUpdate:
    return {
        "turn": turn,
        "question": question,
        "html": html,
        "sources": sources,
        "status": status,
        "done": done,
        "history": [],
        "standalone": "",
        "sealed": "",
        "words": "",
        "document": "",
        "kept": False,
    }
