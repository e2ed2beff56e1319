"""A chat model of any provider, behind one small face: what it writes, piece by piece, within a time.

All its requests run on one event loop of its own, in one thread. Each is a task of its own, so that stopping one
reader's answer closes that request's connection at once, whatever the server is doing, and touches no other.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.runnables import Runnable, RunnableSequence

from assistant.claims.prompts import Message
from assistant.claims.written import CLAIMS_SCHEMA, Form

_log = logging.getLogger(__name__)

MOST_CHARACTERS = 20_000  # of one answer; six claims with their quotes take some four thousand
_BEAT_S = 1.0  # how often a reader who waits gets the word, so that a stop is noticed


class ChatFailed(Exception):
    """The model did not give an answer; the message says why, to be put after "The chat model"."""


class FormRefused(ChatFailed):
    """The model, or its server, cannot be held to structured output."""


@dataclass(slots=True)
class ChatModel:
    """A chat model by its name ``provider:model``; safe to share between threads.

    ``remote`` says whether what is sent to it leaves this machine; ``timeout_s`` is what it has for one answer.
    ``form`` is the form it writes claims in: structured until that has turned out not to work.
    """

    name: str
    model: BaseChatModel
    remote: bool
    timeout_s: float
    form: Form = "structured"
    _loop: asyncio.AbstractEventLoop | None = None
    _starting: threading.Lock = field(default_factory=threading.Lock)

    def write(self, messages: Sequence[Message], deadline: float, form: Form | None = None) -> Iterator[str]:
        """Yield what the model writes, piece by piece; "" about once a second while nothing comes.

        ``deadline`` is a time of ``time.monotonic``; ``form`` None asks for free text. Closing the iterator stops the
        model. Raises ChatFailed, and FormRefused before the first piece where the form cannot be had.
        """
        source = self._source(form)
        pieces: queue.SimpleQueue[str | Exception | None] = queue.SimpleQueue()
        task = asyncio.run_coroutine_threadsafe(_pump(source, list(messages), pieces), self._running())
        try:
            yield from _taken(pieces, deadline, form, self.timeout_s)
        finally:
            _cancel(task)

    def _source(self, form: Form | None) -> Runnable[object, BaseMessage]:
        if form != "structured":
            return self.model  # type: ignore[return-value]
        try:
            made = self.model.with_structured_output(CLAIMS_SCHEMA)
        except (NotImplementedError, ValueError, TypeError) as error:
            raise FormRefused("cannot be held to structured output") from error
        # The model bound to the schema, without the parser behind it, which would hold claims back until the end.
        if not isinstance(made, RunnableSequence):
            raise FormRefused("cannot be held to structured output")
        return made.first

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._starting:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, name="chat-model", daemon=True).start()
            return self._loop


async def _pump(
    source: Runnable[object, BaseMessage],
    messages: list[Message],
    pieces: queue.SimpleQueue[str | Exception | None],
) -> None:
    """Put what the model writes into the queue, then None; or the error that ended it."""
    stream: AsyncIterator[BaseMessage] = source.astream(messages)
    try:
        async for chunk in stream:
            if written := _written(chunk):
                pieces.put(written)
        pieces.put(None)
    except Exception as error:
        pieces.put(error)


def _written(chunk: BaseMessage) -> str:
    """Return the text of a piece, or of the call of a tool that stands for structured output."""
    if chunk.additional_kwargs.get("refusal"):
        raise ChatFailed("declined to answer")
    called = "".join(call["args"] or "" for call in chunk.tool_call_chunks) if isinstance(chunk, AIMessageChunk) else ""
    return called or str(chunk.text)


def _taken(
    pieces: queue.SimpleQueue[str | Exception | None], deadline: float, form: Form | None, timeout_s: float
) -> Iterator[str]:
    length = 0
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            raise ChatFailed(f"did not finish within {timeout_s:g} seconds")
        try:
            piece = pieces.get(timeout=min(left, _BEAT_S))
        except queue.Empty:
            yield ""
            continue
        if piece is None:
            return
        if isinstance(piece, Exception):
            raise _failure(piece, begun=length > 0, form=form) from piece
        length += len(piece)
        if length > MOST_CHARACTERS:
            raise ChatFailed(f"wrote more than {MOST_CHARACTERS:,} characters")
        yield piece


def _cancel(task: Future[None]) -> None:
    task.cancel()


def _failure(error: Exception, *, begun: bool, form: Form | None) -> ChatFailed:
    """Put an error into words. Its own message is neither shown nor logged: it can hold keys and questions."""
    if isinstance(error, ChatFailed):
        return error
    status = getattr(error, "status_code", None)
    kind = type(error).__name__
    _log.warning("The chat model failed: %s, status %s", kind, status)
    if status in (400, 404, 422) and form == "structured" and not begun:
        return FormRefused("refused the request")
    if "Timeout" in kind:
        return ChatFailed("did not answer in time")
    if "LengthFinish" in kind:
        return ChatFailed("ran out of room in the middle of its answer")
    if "Refusal" in kind or "ContentFilter" in kind:
        return ChatFailed("declined to answer")
    match status:
        case 401 | 403:
            return ChatFailed("did not accept the key")
        case 404:
            return ChatFailed("is not known to its server")
        case 429:
            return ChatFailed("had too many requests")
        case int():
            return ChatFailed("answered with an error of its own" if status >= 500 else "refused the request")
        case _:
            return ChatFailed("stopped in the middle of its answer" if begun else "could not be reached")
