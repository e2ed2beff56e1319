"""The assistant from Python: sync and async, as a Runnable in a chain, as a retriever."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda, RunnablePassthrough

from assistant import Answer, AskReviews, Assistant, Progress, Question, ReviewRetriever, Status, Turn
from tests.assistant.test_assistant import BRUISE, FATHERS, same
from vectorstore import Filters, Library


def test_a_question_holds_what_its_parts_say(asker: Assistant) -> None:
    history = [Turn("user", "What did Torvale find about fathers?")]
    limits = Filters(local_authority=("Torvale",))
    whole = Question("And about bruises?", tuple(history), limits)
    assert same(asker.ask(whole)) == same(asker.ask("And about bruises?", history, limits))
    with pytest.raises(TypeError, match="give the Question alone"):
        asker.ask(whole, history)


def test_asynchronous_code_gets_the_same_answer_and_steps(asker: Assistant) -> None:
    async def both() -> tuple[Answer, list[Progress | Answer]]:
        return await asker.aask(BRUISE), [step async for step in asker.astream(BRUISE)]

    answer, steps = asyncio.run(both())
    assert same(answer) == same(asker.ask(BRUISE))
    last = steps[-1]
    assert isinstance(last, Answer)
    assert same(last) == same(answer)
    assert any(isinstance(step, Progress) for step in steps)


def test_the_event_loop_stays_free_and_many_ask_at_once(asker: Assistant) -> None:
    async def many() -> Sequence[Answer]:
        return await asyncio.gather(*(asker.aask(question) for question in (FATHERS, BRUISE) * 3))

    assert {answer.status for answer in asyncio.run(many())} == {Status.ANSWERED}


def test_the_runnable_invokes_streams_and_batches(asker: Assistant) -> None:
    ask = AskReviews(asker)
    assert isinstance(ask, Runnable)
    whole = same(asker.ask(BRUISE))
    assert same(ask.invoke(BRUISE)) == whole
    assert [same(one) for one in ask.batch([BRUISE, Question(BRUISE)])] == [whole, whole]
    growing = list(ask.stream(BRUISE))
    assert same(growing[-1]) == whole
    assert [len(one.layout) for one in growing] == sorted(len(one.layout) for one in growing)

    async def asynchronous() -> tuple[Answer, list[Answer]]:
        return await ask.ainvoke(BRUISE), [one async for one in ask.astream(BRUISE)]

    answer, steps = asyncio.run(asynchronous())
    assert same(answer) == whole
    assert same(steps[-1]) == whole


def test_the_runnable_stands_in_a_chain(asker: Assistant) -> None:
    limits = Filters(local_authority=("Torvale",))
    chain = (
        RunnableLambda(lambda words: Question(words, filters=limits))
        | AskReviews(asker)
        | RunnableLambda(lambda answer: [citation.local_authority for citation in answer.citations])
    )
    assert set(chain.invoke(FATHERS)) == {"Torvale"}
    assert list(chain.stream(FATHERS))[-1] == chain.invoke(FATHERS)


def test_the_retriever_gives_documents_with_their_place(asker: Assistant, shelf: Library) -> None:
    retriever = ReviewRetriever(assistant=asker, k=3, filters=Filters(local_authority=("Torvale",)))
    assert isinstance(retriever, BaseRetriever)
    found = retriever.invoke(FATHERS)
    assert 1 <= len(found) <= 3
    for document in found:
        meta = document.metadata
        assert shelf.text(meta["review_id"], meta["version"])[meta["start"] : meta["end"]] == document.page_content
        assert meta["source"] == shelf.review(meta["review_id"]).file
        assert meta["local_authority"] == "Torvale"
        page = shelf.page_at(meta["review_id"], meta["version"], meta["start"])
        assert meta["page"] == (page.number if page else None)
    scores = [document.metadata["score"] for document in found]
    assert scores == sorted(scores, reverse=True)
    assert [one.id for one in asyncio.run(retriever.ainvoke(FATHERS))] == [one.id for one in found]


def test_the_retriever_is_piped_like_any_other(asker: Assistant) -> None:
    def words(documents: list[Document]) -> str:
        return "\n".join(f"{d.metadata['source']}, page {d.metadata['page']}" for d in documents)

    chain = {"context": ReviewRetriever(assistant=asker, k=2) | words, "question": RunnablePassthrough()} | (
        RunnableLambda(lambda given: f"{given['question']} {given['context']}")
    )
    assert chain.invoke(BRUISE).startswith(BRUISE)
