"""The tools as the protocol's own client sees them, over HTTP on loopback."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import fakes
import pytest
import uvicorn
from mcp import Client

from desk.database import Desk
from web import build_app
from web.mcp import EDITIONS


@pytest.fixture(scope="module")
def address(library: fakes.FakeLibrary, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    desk = Desk.open(Path(tmp_path_factory.mktemp("desk")))
    app = build_app(library, fakes.FakeAssistant(library, pause=0), fakes.FakeSettings(), desk=desk)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1, ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        until = time.monotonic() + 30
        while not server.started and time.monotonic() < until:
            time.sleep(0.05)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/api/mcp"
        server.should_exit = True
        thread.join(10)
    desk.close()


@pytest.mark.parametrize("mode", ["legacy", "auto"])
def test_the_official_client_finds_and_calls_every_tool(address: str, mode: str) -> None:
    async def work() -> None:
        async with Client(address, mode=mode) as client:
            assert client.protocol_version in EDITIONS
            assert client.server_info.name == "review-lessons"
            listed = await client.list_tools()
            assert [tool.name for tool in listed.tools] == ["search_reviews", "ask_reviews", "open_source"]
            found = await client.call_tool("search_reviews", {"question": "How were fathers missed?", "k": 2})
            assert not found.is_error
            assert found.structured_content is not None
            assert found.structured_content["passages"]
            answer = await client.call_tool("ask_reviews", {"question": "How were fathers missed?"})
            assert answer.structured_content is not None
            assert answer.structured_content["status"] == "answered"
            cited = answer.structured_content["citations"][0]
            place = {key: cited[key] for key in ("review_id", "version", "start", "end")}
            source = await client.call_tool("open_source", place)
            assert source.structured_content is not None
            assert source.structured_content["text"] == cited["quote"]
            refused = await client.call_tool("ask_reviews", {"question": "x", "filters": {"year": "2020"}})
            assert refused.is_error

    # In a thread of its own: the browser's tests may leave a running loop in this one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work()).result()
