"""A server on loopback that speaks OpenAI's protocol and writes what it is told to, good or bad."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import uvicorn
from fastapi import FastAPI, Request
from starlette.responses import JSONResponse, Response, StreamingResponse

BLOCK = re.compile(r"<<([A-Z0-9]{4}-[A-Z0-9]{4}) begins: ([^\n]*?)>>\n(.*?)\n<<\1 ends>>", re.DOTALL)


@dataclass(frozen=True)
class Asked:
    """One request: its whole words, its passages by key, and whether structured output was asked for."""

    words: str
    passages: Mapping[str, str]
    structured: bool

    @property
    def repairing(self) -> bool:
        """Whether it asks for claims that failed to be corrected."""
        return "did not pass the check" in self.words

    @property
    def rewriting(self) -> bool:
        """Whether it asks for a follow-up to be made standalone."""
        return "Earlier questions:" in self.words


@dataclass(frozen=True)
class Refused:
    """An answer with an error's status."""

    status: int


@dataclass(frozen=True)
class Wait:
    """Nothing for so many seconds."""

    seconds: float


class Die:
    """The connection breaks here."""


Piece = str | Wait | Die
Script = Callable[[Asked], "Sequence[Piece] | Refused"]


def claims_json(claims: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> str:
    """The structured form of claims given as (text, [(key, quote)])."""
    return json.dumps(
        {
            "claims": [
                {"claim": text, "sources": [{"key": key, "quote": quote} for key, quote in sources]}
                for text, sources in claims
            ]
        }
    )


def nothing(asked: Asked) -> Sequence[Piece]:
    """Write a list without claims."""
    return [claims_json([])]


@dataclass
class Scripted:
    """The running server; ``script`` may be changed between questions, ``asked`` is what came."""

    address: str = ""
    script: Script = nothing
    asked: list[Asked] = field(default_factory=list)
    broken_off: threading.Event = field(default_factory=threading.Event)
    stopping: bool = False

    def app(self) -> FastAPI:
        """The one route that is served."""
        app = FastAPI()

        @app.post("/v1/chat/completions")
        async def complete(request: Request) -> Response:
            body = await request.json()
            words = "\n\n".join(str(message["content"]) for message in body["messages"])
            passages = {key: text for key, _, text in BLOCK.findall(words)}
            asked = Asked(words, passages, "response_format" in body)
            self.asked.append(asked)
            answer = self.script(asked)
            if isinstance(answer, Refused):
                return JSONResponse({"error": {"message": "no: the key was sk-secret"}}, answer.status)
            return StreamingResponse(self._stream(answer), media_type="text/event-stream")

        return app

    async def _stream(self, pieces: Sequence[Piece]) -> AsyncIterator[str]:
        try:
            for piece in pieces:
                match piece:
                    case str():
                        yield _event({"content": piece}, None)
                    case Wait():
                        for _ in range(int(piece.seconds * 20)):
                            await asyncio.sleep(0.05)
                            if self.stopping:
                                return
                    case Die():
                        raise ConnectionAbortedError
            yield _event({}, "stop")
            yield "data: [DONE]\n\n"
        except asyncio.CancelledError:
            self.broken_off.set()
            raise


def _event(delta: Mapping[str, str], finish: str | None) -> str:
    choice = {"index": 0, "delta": {"role": "assistant", **delta}, "finish_reason": finish}
    event = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "scripted", "choices": [choice]}
    return f"data: {json.dumps(event)}\n\n"


@contextmanager
def running() -> Iterator[Scripted]:
    """Serve on any free port until the end."""
    scripted = Scripted()
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.bind(("127.0.0.1", 0))
    scripted.address = f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
    config = uvicorn.Config(
        scripted.app(), log_level="critical", ws="none", lifespan="off", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield scripted
    finally:
        scripted.stopping = True
        server.should_exit = True
        thread.join(10)
        listening.close()
