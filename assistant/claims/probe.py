"""Try a chat model out: does it answer, how fast, and can it be held to structured output?"""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

from assistant.claims.chat import ChatFailed, ChatModel
from assistant.claims.prompts import Message, prompt
from assistant.claims.written import Form, JsonReader, Unreadable

_WORDS = "The kettle was filled before breakfast on every day of the week."
_TRIAL = (
    "<<K7R4-T2M9 begins: a trial>>\n{words}\n<<K7R4-T2M9 ends>>\n\n"
    "The question: When was the kettle filled? Write one claim.\n\n{form}"
)


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of a trial: seconds to the first word and to the last, and whether structured output worked."""

    first_s: float
    whole_s: float
    structured: bool


def try_out(model: ChatModel) -> Trial:
    """Ask the model one small thing, which holds nothing of the library. Raises ChatFailed where it does not answer."""
    asked = _TRIAL.format(words=_WORDS, form=prompt("structured"))
    try:
        first, whole, written = _timed(model, (("system", prompt("claims")), ("human", asked)), "structured")
        reading = JsonReader()
        reading.feed(written)
        reading.end()
    except (ChatFailed, Unreadable):
        first, whole, written = _timed(model, (("human", "Write the one word: ready"),), None)
        if not written.strip():
            raise ChatFailed("wrote nothing") from None
        return Trial(first, whole, structured=False)
    return Trial(first, whole, structured=True)


def _timed(model: ChatModel, messages: Sequence[Message], form: Form | None) -> tuple[float, float, str]:
    began = time.monotonic()
    first: float | None = None
    written = ""
    with closing(model.write(messages, began + model.timeout_s, form)) as pieces:  # type: ignore[type-var]
        for piece in pieces:
            if piece and first is None:
                first = time.monotonic() - began
            written += piece
    whole = time.monotonic() - began
    return (whole if first is None else first), whole, written
