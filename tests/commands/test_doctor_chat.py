"""Doctor says whether the chat model answers, and what to do where it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.scripted import Refused, Script, claims_json, running
from commands.doctor import examine
from settings import Settings


@pytest.mark.parametrize(
    ("script", "state", "said"),
    [
        (lambda asked: [claims_json([])], "well", "structured output works"),
        (lambda asked: Refused(400) if asked.structured else ["ready"], "well", "no structured output"),
        (lambda asked: Refused(401), "wrong", "did not accept the key"),
    ],
)
def test_the_chat_model_is_tried(script: Script, state: str, said: str, tmp_path: Path) -> None:
    with running() as server:
        server.script = script
        settings = Settings(
            home=tmp_path, chat_model="openai:scripted", chat_base_url=server.address, chat_api_key="sk-1"
        )
        check = next(check for check in examine(settings) if check.name == "Chat model")
    assert check.state == state
    assert said in check.words
    assert "sk-1" not in check.words + check.remedy
