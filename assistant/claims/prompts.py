"""The prompts: files beside this module, with a version that an answer records."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from assistant.claims.blocks import Block
from assistant.claims.written import Form

_EDITION = "1"
_NAMES = ("claims", "structured", "plain", "repair", "rewrite")

Message = tuple[str, str]


@cache
def prompt(name: str) -> str:
    """Return one prompt as it stands in its file."""
    return files("assistant.claims").joinpath(f"prompts/{name}.txt").read_text(encoding="utf-8").strip()


@cache
def version() -> str:
    """Return the prompts' version: their edition, and the beginning of the SHA-256 of their words."""
    words = "\0".join(prompt(name) for name in _NAMES)
    return f"{_EDITION}-{hashlib.sha256(words.encode()).hexdigest()[:8]}"


def claims_messages(question: str, blocks: Sequence[Block], form: Form) -> tuple[Message, ...]:
    """Return the request for claims in a form."""
    passages = "\n\n".join(block.written() for block in blocks)
    keys = ", ".join(block.key for block in blocks)
    asked = f"{passages}\n\nThe keys are {keys}.\n\nThe question: {question}\n\n{prompt(form)}"
    return (("system", prompt("claims")), ("human", asked))


def repair_messages(before: Sequence[Message], failed: Sequence[str]) -> tuple[Message, ...]:
    """Return the one request to mend, after the first request: ``failed`` names each claim and what failed."""
    listed = "\n".join(f"- {one}" for one in failed)
    (system, first), (human, asked) = before
    return ((system, first), (human, f"{asked}\n\n{prompt('repair')}\n{listed}"))


def rewrite_messages(earlier: Sequence[str], question: str) -> tuple[Message, ...]:
    """Return the request to make a question stand alone."""
    before = "\n".join(f"- {one}" for one in earlier)
    return (
        ("system", prompt("rewrite")),
        ("human", f"Earlier questions:\n{before}\n\nThe latest question: {question}"),
    )
