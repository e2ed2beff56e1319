"""Asynchronous readers who leave stop the model that writes for them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import aclosing

import pytest

from assistant import Answer, Assistant
from benchmarks.scripted import Asked, Piece, Scripted, Wait, claims_json
from tests.assistant.claims.test_composing import FATHERS, good


def stuck(asked: Asked) -> Sequence[Piece]:
    """One claim, and then nothing for a long time."""
    written = claims_json([good(asked)])
    return [written[:-2], Wait(20), written[-2:]]


def test_breaking_a_stream_off_stops_the_model(chatting: Assistant, scripted: Scripted) -> None:
    async def broken_off() -> Answer | None:
        async with aclosing(chatting.astream(FATHERS)) as steps:
            async for step in steps:
                if isinstance(step, Answer):
                    return step
        return None

    scripted.script = stuck
    answer = asyncio.run(broken_off())
    assert answer is not None
    assert len(answer.claims) == 1
    assert scripted.broken_off.wait(5)


def test_cancelling_a_question_stops_the_model(chatting: Assistant, scripted: Scripted) -> None:
    async def cancelled() -> None:
        asking = asyncio.create_task(chatting.aask(FATHERS))
        while not scripted.asked:
            await asyncio.sleep(0.05)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking

    scripted.script = stuck
    asyncio.run(cancelled())
    assert scripted.broken_off.wait(5)
