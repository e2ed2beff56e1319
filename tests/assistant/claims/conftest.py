"""An assistant over the four small reviews whose chat model is a scripted server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant import Assistant
from assistant.claims.composer import ChatComposer
from assistant.claims.opening import open_chat_model
from assistant.support import embedded_check
from benchmarks.scripted import Scripted, nothing, running
from vectorstore import Library


@pytest.fixture(scope="session")
def server() -> Iterator[Scripted]:
    with running() as scripted:
        yield scripted


@pytest.fixture
def scripted(server: Scripted) -> Scripted:
    """The server, with nothing asked of it yet."""
    server.script = nothing
    server.asked.clear()
    server.broken_off.clear()
    return server


@pytest.fixture(scope="session")
def composer(server: Scripted, shelf: Library) -> ChatComposer:
    model = open_chat_model("openai:scripted", base_url=server.address, timeout_s=30)
    return ChatComposer(model, embedded_check(shelf.encoder))


@pytest.fixture
def chatting(shelf: Library, composer: ChatComposer) -> Assistant:
    composer.model.form = "structured"
    return Assistant(shelf, chat=composer)
