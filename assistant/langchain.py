"""The assistant behind LangChain's faces: a Runnable from a question to an Answer, and a retriever."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import asdict
from typing import Protocol, runtime_checkable

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnableLambda
from pydantic import ConfigDict

from assistant.model import Answer, FoundPassage, Progress
from assistant.question import Question
from vectorstore import Filters


@runtime_checkable
class Answering(Protocol):
    """What the faces need of an assistant."""

    def stream(self, question: str | Question, /) -> Iterator[Progress | Answer]:
        """Answer step by step; the last is whole."""

    def astream(self, question: str | Question, /) -> AsyncIterator[Progress | Answer]:
        """The same for asynchronous code."""

    def search(self, question: str, filters: Filters | None = None, k: int = 10) -> tuple[FoundPassage, ...]:
        """Find the best passages."""


class AskReviews(RunnableLambda[str | Question, Answer]):
    """A question becomes an Answer: to be piped, batched, streamed and traced like any Runnable.

    Streaming gives the answer as it grows, claim by claim, each a whole Answer; the last is the one that ``invoke``
    gives. What comes behind it in a chain gets that last one.
    """

    def __init__(self, assistant: Answering) -> None:
        """``assistant`` answers, and stays open as long as its library does."""

        def answers(asked: str | Question) -> Iterator[Answer]:
            for step in assistant.stream(asked):
                if isinstance(step, Answer):
                    yield step

        async def aanswers(asked: str | Question) -> AsyncIterator[Answer]:
            async for step in assistant.astream(asked):
                if isinstance(step, Answer):
                    yield step

        super().__init__(answers, aanswers, name="ask_reviews")


class ReviewRetriever(BaseRetriever):
    """The ``k`` (at most 50) best passages as the assistant finds and ranks them, among those that the filters admit.

    A document's ``page_content`` is the version's text at [``start``, ``end``) of its metadata, at most 1,200
    characters; ``source`` is the report's file, ``page`` its 1-based page or None, ``score`` higher for a better one.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    assistant: Answering
    k: int = 10
    filters: Filters = Filters()

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [_document(found) for found in self.assistant.search(query, self.filters, self.k)]


def _document(found: FoundPassage) -> Document:
    reference = {"source": found.file, **asdict(found), "heading_path": list(found.heading_path)}
    text = str(reference.pop("text"))
    return Document(page_content=text, metadata=reference, id=f"{found.version}:{found.start}-{found.end}")
