"""What the program and its reading process say to each other, over pipes."""

from __future__ import annotations

import pickle
import struct
from dataclasses import dataclass
from typing import IO, TypeAlias

from ingest.model import Review
from ingest.sources import Source

_LENGTH = struct.Struct("!Q")


@dataclass(frozen=True, slots=True)
class Progressed:
    """How far the reading has come."""

    step: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Read:
    """The review, without the bytes that it was read from, which the asker has."""

    review: Review


@dataclass(frozen=True, slots=True)
class Refused:
    """The file cannot become a Review."""

    name: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Failed:
    """Our own mistake, with what the log needs to mend it."""

    kind: str
    trace: str


Message: TypeAlias = Progressed | Read | Refused | Failed | Source


def send(stream: IO[bytes], message: Message) -> None:
    """Write one message; raises OSError where nobody listens any more."""
    body = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(_LENGTH.pack(len(body)) + body)
    stream.flush()


def receive(stream: IO[bytes]) -> Message | None:
    """Read one message; None where the other end has gone."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    body = stream.read(_LENGTH.unpack(head)[0])
    message: Message = pickle.loads(body)
    return message
