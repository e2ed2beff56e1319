"""What the assistant returns: an Answer made of claims, each resting on citations.

The JSON of an Answer (``Answer.as_json``) is a contract with other programs; it changes only by adding.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

Checked = Literal["verbatim", "supported", "unsupported", "unchecked"]
BlockKind = Literal["text", "heading", "lead_in", "claim"]
Json = Mapping[str, object]


class Status(StrEnum):
    """How a question ended."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    NO_EVIDENCE = "no_evidence"
    OUT_OF_SCOPE = "out_of_scope"
    URGENT = "urgent"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of the conversation."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote with its reference: ``quote`` is the version's text at ``[start, end)``, standing on ``page``."""

    n: int
    review_id: str
    version: str
    title: str | None
    file: str
    kind: str | None
    local_authority: str | None
    published: str | None
    page: int | None
    page_label: str | None
    paragraph: str | None
    start: int
    end: int
    quote: str
    url: str | None
    ocr: bool
    role: str
    heading_path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of an answer, the numbers of the citations it rests on, and how far it was checked."""

    text: str
    citations: tuple[int, ...]
    checked: Checked


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the answer in reading order; words of ours and words of reports never share a block.

    ``claim`` is the index into ``Answer.claims`` for a block of kind "claim", else None.
    """

    kind: BlockKind
    text: str
    claim: int | None = None


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage as found, at most 1,200 characters of it: ``text`` is the version's text at ``[start, end)``."""

    review_id: str
    version: str
    file: str
    title: str | None
    local_authority: str | None
    published: str | None
    page: int | None
    page_label: str | None
    paragraph: str | None
    heading_path: tuple[str, ...]
    role: str
    ocr: bool
    start: int
    end: int
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class NotVerified:
    """A sentence that a chat model wrote and that did not pass the check: never a part of the answer.

    ``quotes`` are what the model gave as quotes, in its own words; ``reasons`` say what did not hold.
    """

    text: str
    reasons: tuple[str, ...]
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckMade:
    """One check of one sentence; ``score`` (0 to 1) is the support check's, None where a quote failed before it."""

    text: str
    checked: Checked
    score: float | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Considered:
    """A passage that the composer had before it: the version's text at ``[start, end)``."""

    review_id: str
    version: str
    page: int | None
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class How:
    """How an answer was made, for whoever wants to know.

    ``model`` and ``prompts`` name the chat model that was asked and the version of its prompts, None where none was;
    ``fallback`` says why its claims are not the answer, "" where they are; ``masked`` whether personal details were
    left out of what it got.
    """

    understood: str
    filters: Json
    passages: tuple[Considered, ...]
    composer: str
    model: str | None = None
    prompts: str | None = None
    fallback: str = ""
    repaired: bool = False
    masked: bool = False
    checks: tuple[CheckMade, ...] = ()
    timings: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome of one question.

    ``answer`` is Markdown with [n] markers; ``layout`` is the same answer in blocks. ``notices`` are sentences of
    ours that must be shown with it (an invented library, undated reviews left out). ``timings`` are milliseconds.
    ``composer`` is "extractive", or "chat:" with the model's name; ``not_verified`` is what such a model wrote besides.
    """

    status: Status
    question: str
    standalone_question: str
    filters: Json
    answer: str
    claims: tuple[Claim, ...] = ()
    citations: tuple[Citation, ...] = ()
    passages: tuple[FoundPassage, ...] = ()
    layout: tuple[Block, ...] = ()
    notices: tuple[str, ...] = ()
    searched: Json = field(default_factory=dict)
    confidence: float = 0.0
    composer: str = "extractive"
    timings: Mapping[str, float] = field(default_factory=dict)
    not_verified: tuple[NotVerified, ...] = ()
    how: How | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """A step of answering, in words for the reader ("Searching 30 reviews"); sent while an answer is made."""

    step: Literal["understand", "find", "rank", "compose", "verify"]
    words: str
