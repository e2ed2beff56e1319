"""Answers as they are put away and taken out again: as JSON in the desk, or sealed in the asker's own browser.

A browser gets each answer sealed: the JSON with a signature that only this desk can make. What comes back can so be
kept, exported or shown as an answer that was really given, though nothing of it was held here in the meantime.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from assistant.model import Answer
from assistant.serialise import answer_json
from desk.kept import read_answer
from web import text

Json = dict[str, object]


class NotSealed(Exception):
    """What came back is no answer that was given here, or was changed; the message is for whoever sent it."""


@dataclass(frozen=True, slots=True)
class Put:
    """An answer put away under the name of its turn, with the limits that the asker had ticked."""

    turn: str
    answer: Answer
    ticked: Json


def put_away(put: Put) -> Json:
    """Return the JSON of the answer, with what the page needs to show it again: layout, turn and ticks."""
    layout = [{"kind": block.kind, "text": block.text, "claim": block.claim} for block in put.answer.layout]
    return answer_json(put.answer) | {"layout": layout, "turn": put.turn, "ticked": put.ticked}


def take_out(stored: Mapping[str, object]) -> Put:
    """Read what ``put_away`` wrote. Raises NotSealed for anything else."""
    try:
        ticked = stored["ticked"]
        if not isinstance(ticked, Mapping):
            raise TypeError("ticks are an object")
        return Put(str(stored["turn"]), read_answer(stored), dict(ticked))
    except (KeyError, TypeError, ValidationError) as error:
        raise NotSealed(text.NOT_SEALED) from error


def seal(key: bytes, stored: Json) -> str:
    """Return stored JSON as one string with its signature in front."""
    written = json.dumps(stored, ensure_ascii=False, separators=(",", ":"))
    return f"{_signature(key, written)}.{written}"


def unseal(key: bytes, sealed: object) -> Json:
    """Return the JSON of a sealed answer. Raises NotSealed where it was not sealed with this key."""
    if not isinstance(sealed, str):
        raise NotSealed(text.NOT_SEALED)
    signature, _, written = sealed.partition(".")
    if not hmac.compare_digest(signature.encode("utf-8", "surrogatepass"), _signature(key, written).encode()):
        raise NotSealed(text.NOT_SEALED)
    return dict(json.loads(written))


def _signature(key: bytes, written: str) -> str:
    return hmac.new(key, written.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
