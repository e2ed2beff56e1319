"""A real model through the real protocol: nothing that it makes up is shown as checked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant import Assistant, Status
from assistant.claims.chat import ChatModel
from assistant.claims.composer import ChatComposer
from assistant.claims.opening import open_chat_model
from assistant.support import embedded_check
from benchmarks.small_model import missing, serving
from tests.assistant.claims.test_composing import FATHERS, check_shown
from vectorstore import Filters, Library


@pytest.fixture(scope="module")
def model() -> Iterator[ChatModel]:
    if words := missing():
        pytest.skip(words)
    with serving() as address:
        yield open_chat_model("openai:smollm2", base_url=address, timeout_s=45)


def test_what_it_makes_up_is_never_shown_as_checked(model: ChatModel, shelf: Library) -> None:
    assistant = Assistant(shelf, chat=ChatComposer(model, embedded_check(shelf.encoder)))
    answer = assistant.ask(FATHERS, filters=Filters(local_authority=("Torvale",)))
    assert answer.status is Status.ANSWERED
    assert answer.how is not None
    assert (answer.how.fallback == "") == (answer.composer == "chat:openai:smollm2")
    check_shown(answer, shelf)
