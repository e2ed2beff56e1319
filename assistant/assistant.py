"""The assistant: holds what is made ready once for a library, and answers questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from langchain_core.runnables import Runnable, RunnableLambda

from assistant.chain import build_chain, steps
from assistant.model import Answer, Progress, Turn
from assistant.rank import Reranker
from assistant.scope import ScopeReader
from assistant.state import State, Tools
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
        self, library: Library, *, signposting: str = URGENT_SIGNPOSTING, reranker: Reranker | None = None
    ) -> None:
        """Make ready: the vocabulary (the librarian's copy in the library's folder wins) and the scope's examples.

        ``signposting`` is what an urgent question gets; ``reranker`` judges the best candidates once more, if given.
        """
        self._tools = Tools(
            library=library,
            vocabulary=load_vocabulary(Path(library.home)),
            scope_reader=ScopeReader(lambda texts: [list(library.encoder.query(text)) for text in texts]),
            signposting=signposting,
            reranker=reranker,
            demonstration=library.demonstration,
        )
        self._chain = build_chain(self._tools)

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
        question: str,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        *,
        search_anyway: bool = False,
    ) -> Answer:
        """Answer one question; ``history`` is the conversation before it, ``filters`` what the asker set."""
        return self.chain.invoke(_state(question, history, filters, search_anyway))

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        *,
        search_anyway: bool = False,
    ) -> Iterator[Progress | Answer]:
        """Answer one question step by step: what is being done, then the answer claim by claim; the last is whole."""
        state = _state(question, history, filters, search_anyway)
        said = ""
        for progress, step in steps(self._tools):
            if state.answer is not None:
                break
            if progress.words != said:
                said = progress.words
                yield progress
            state = step(state)
        answer = _answer_of(state)
        yield from _growing(answer)
        yield answer


def _state(question: str, history: Sequence[Turn], filters: Filters | None, search_anyway: bool) -> State:
    return State(question, tuple(history), filters or Filters(), search_anyway)


def _answer_of(state: State) -> Answer:
    assert state.answer is not None, "the last step settles every answer"
    return state.answer


def _growing(answer: Answer) -> Iterator[Answer]:
    """Yield the answer with its claims one by one, citations and numbers already final."""
    ends = [i + 1 for i, block in enumerate(answer.layout) if block.kind == "claim"]
    for end in ends[:-1]:
        yield replace(answer, layout=answer.layout[:end])
