"""The assistant: holds what is made ready once for a library, and answers questions."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, closing
from contextvars import copy_context
from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import Unpack

from langchain_core.runnables import Runnable, RunnableLambda

from assistant import answers
from assistant.chain import build_chain, composing, find_passages, steps
from assistant.claims.composer import ChatComposer
from assistant.claims.personal import Noticed
from assistant.gate import gate
from assistant.model import Answer, FoundPassage, Progress, Status, Turn
from assistant.question import Leave, Question
from assistant.rank import Reranker
from assistant.scope import ScopeReader
from assistant.state import State, Tools
from assistant.telemetry import NO_SPANS, Spans
from assistant.vocabulary import load_vocabulary
from vectorstore import Filters, Library

URGENT_SIGNPOSTING = (
    "If a child is in immediate danger, call 999 now. To report a concern, contact the local authority's children's "
    "social care or its multi-agency safeguarding hub (MASH). NSPCC Helpline: 0808 800 5000. "
    "Childline, for a child or young person: 0800 1111."
)


class Assistant:
    """Answers questions from one library. Safe to share between threads."""

    def __init__(
        self,
        library: Library,
        *,
        signposting: str = URGENT_SIGNPOSTING,
        reranker: Reranker | None = None,
        chat: ChatComposer | None = None,
        spans: Spans = NO_SPANS,
    ) -> None:
        """Make ready: the vocabulary (the librarian's copy in the library's folder wins) and the scope's examples.

        ``signposting`` is what an urgent question gets; ``reranker`` judges the best candidates once more, if given;
        ``chat`` writes claims that are checked, where without it sentences are quoted; ``spans`` is told of the steps.
        """
        self._take(
            Tools(
                library=library,
                vocabulary=load_vocabulary(Path(library.home)),
                scope_reader=ScopeReader(lambda texts: [list(library.encoder.query(text)) for text in texts]),
                signposting=signposting,
                reranker=reranker,
                demonstration=library.demonstration,
                chat=chat,
                spans=spans,
            )
        )

    def _take(self, tools: Tools) -> None:
        self._tools = tools
        self._chain = build_chain(tools)

    @property
    def quoting(self) -> Assistant:
        """The same assistant without its chat model: nothing is sent anywhere, and answers are sentences of reports."""
        if self._tools.chat is None:
            return self
        other = copy(self)
        other._take(replace(self._tools, chat=None))
        return other

    @property
    def tools(self) -> Tools:
        """What the steps work with, for those who run one step alone."""
        return self._tools

    @property
    def chain(self) -> Runnable[State, Answer]:
        """The whole way from a State (question, history, filters) to an Answer, as one LangChain Runnable."""
        return self._chain | RunnableLambda(_answer_of)

    def ask(
        self,
        question: str | Question,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        **leave: Unpack[Leave],
    ) -> Answer:
        """Answer one question: a ``Question``, or its text with what else a ``Question`` holds."""
        return self.chain.invoke(_state(Question.of(question, history, filters, **leave)))

    def stream(
        self,
        question: str | Question,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        **leave: Unpack[Leave],
    ) -> Iterator[Progress | Answer]:
        """Answer one question step by step: what is being done, then the answer claim by claim; the last is whole.

        Closing the iterator stops a chat model that is writing for it, and no other.
        """
        return self._stream(Question.of(question, history, filters, **leave))

    def _stream(self, question: Question) -> Generator[Progress | Answer, None, None]:
        state = _state(question)
        said = ""
        for progress, step in steps(self._tools):
            if state.answer is not None:
                break
            if progress.words != said:
                said = progress.words
                yield progress
            if progress.step == "compose" and self._tools.chat is not None:
                state = yield from self._composed(state)
            else:
                state = step(state)
        answer = _answer_of(state)
        if state.composed is None or state.composed.failure:
            yield from _growing(answer)
        yield answer

    def _composed(self, state: State) -> Generator[Progress | Answer, None, State]:
        """Compose with the chat model, yielding the answer so far each time one more claim has passed."""
        with closing(composing(state, self._tools)) as making:
            while True:
                try:
                    made = next(making)
                except StopIteration as done:
                    settled: State = done.value
                    return settled
                if isinstance(made, Progress):
                    yield made
                else:
                    yield answers.finish(made, self._tools, Status.ANSWERED, "")

    async def aask(
        self,
        question: str | Question,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        **leave: Unpack[Leave],
    ) -> Answer:
        """``ask``, for asynchronous code: the work is done in a thread; cancelling it stops a chat model's writing."""
        answer: Answer | None = None
        async with aclosing(self._astream(Question.of(question, history, filters, **leave))) as steps_made:
            async for step in steps_made:
                answer = step if isinstance(step, Answer) else answer
        assert answer is not None, "the last step settles every answer"
        return answer

    def astream(
        self,
        question: str | Question,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        **leave: Unpack[Leave],
    ) -> AsyncGenerator[Progress | Answer, None]:
        """``stream``, for asynchronous code; closing it stops a chat model that is writing for it."""
        return self._astream(Question.of(question, history, filters, **leave))

    async def _astream(self, question: Question) -> AsyncGenerator[Progress | Answer, None]:
        made = self._stream(question)
        # One thread of its own: whoever breaks off ends the stream there, behind the step that is being made.
        worker = ThreadPoolExecutor(1, thread_name_prefix="asking")
        loop, context = asyncio.get_running_loop(), copy_context()

        def following() -> Progress | Answer | None:
            return context.run(next, made, None)

        try:
            while (step := await loop.run_in_executor(worker, following)) is not None:
                yield step
        finally:
            worker.submit(made.close)
            worker.shutdown(wait=False)

    def search(self, question: str, filters: Filters | None = None, k: int = 10) -> tuple[FoundPassage, ...]:
        """Return the ``k`` (at most 50) best passages for a question, best first, without deciding or composing."""
        return find_passages(
            _state(Question(question, filters=filters or Filters(), search_anyway=True)),
            self._tools,
            max(0, min(k, 50)),
        )

    def noticed(self, question: str) -> Noticed | None:
        """Return the personal details in a question that would leave this machine, with the question without them.

        None where there are none, where no chat model is set, where it runs on this machine, and where the question
        would not be searched, such as that of somebody in danger.
        """
        if self._tools.chat is None or gate(question).outcome != "search":
            return None
        return self._tools.chat.noticed(question)

    @property
    def asks_first(self) -> bool:
        """Whether the asker is to choose how such details are sent; otherwise the settings have chosen."""
        return self._tools.chat is not None and self._tools.chat.masking == "ask"

    @property
    def sends_to(self) -> str | None:
        """The name of the chat model on another machine that questions are sent to; None where nothing is sent."""
        chat = self._tools.chat
        return chat.model.name if chat is not None and chat.model.remote else None


def _state(asked: Question) -> State:
    return State(asked.text, asked.history, asked.filters, asked.search_anyway, asked.as_typed)


def _answer_of(state: State) -> Answer:
    assert state.answer is not None, "the last step settles every answer"
    return state.answer


def _growing(answer: Answer) -> Iterator[Answer]:
    """Yield the answer with its claims one by one, citations and numbers already final."""
    ends = [i + 1 for i, block in enumerate(answer.layout) if block.kind == "claim"]
    for end in ends[:-1]:
        yield replace(answer, layout=answer.layout[:end])
