"""Read claims out of what a chat model writes, one by one while it is still writing.

Two forms are read. The structured form is one JSON object, ``{"claims": [{"claim": …, "sources": [{"key": …, "quote":
…}]}]}``. The plain form, for models that cannot be held to one, is lines::

    CLAIM: one sentence
    SOURCE: the key of a passage
    QUOTE: words of that passage
    (SOURCE and QUOTE again for a further source, then an empty line; END after the last claim, or NONE alone)

A line that begins otherwise ends the claim before it and is not read. Nothing is guessed in either form.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

Form = Literal["structured", "plain"]

CLAIMS_SCHEMA: dict[str, object] = {
    "title": "claims",
    "description": "The claims that answer the question; an empty list where the passages do not answer it.",
    "type": "object",
    "properties": {
        "claims": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "claim": {"type": "string", "description": "one sentence"},
                    "sources": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "properties": {
                                "key": {"type": "string", "description": "the key of a passage"},
                                "quote": {"type": "string", "description": "words copied from that passage"},
                            },
                            "required": ["key", "quote"],
                            "additionalProperties": False,
                        },
                    },
                },
                "required": ["claim", "sources"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["claims"],
    "additionalProperties": False,
}


class Unreadable(Exception):
    """What was written is not in the form asked for; the message says in what way."""


@dataclass(frozen=True, slots=True)
class WrittenSource:
    """A source as the model names it: nothing about it is checked yet."""

    key: str
    quote: str


@dataclass(frozen=True, slots=True)
class WrittenClaim:
    """A claim as the model wrote it."""

    text: str
    sources: tuple[WrittenSource, ...]


class Reader(Protocol):
    """Takes what is written piece by piece and returns the claims that are whole."""

    def feed(self, piece: str) -> tuple[WrittenClaim, ...]:
        """Take one more piece and return the claims that it completes."""
        ...

    def end(self) -> tuple[WrittenClaim, ...]:
        """Take the end and return the claim that it completes. Raises Unreadable for what is broken off."""
        ...


def reader(form: Form) -> Reader:
    """Return a new reader of a form."""
    return JsonReader() if form == "structured" else PlainReader()


@dataclass(slots=True)
class JsonReader:
    """Reads the structured form: follows strings and brackets, and parses each claim's object when it closes."""

    _text: str = ""
    _at: int = 0
    _open: list[str] = field(default_factory=list)
    _in_string: bool = False
    _escaped: bool = False
    _listed: bool = False
    _begins: int = 0
    _ended: bool = False

    def feed(self, piece: str) -> tuple[WrittenClaim, ...]:
        """Take one more piece and return the claims whose objects it closes. Raises Unreadable at broken brackets."""
        self._text += piece
        found: list[WrittenClaim] = []
        while self._at < len(self._text) and not self._ended:
            character = self._text[self._at]
            if self._in_string:
                self._in_string = self._escaped or character != '"'
                self._escaped = character == "\\" and not self._escaped
            elif character == '"' and self._open:
                self._in_string = True
            elif character in "{[":
                self._opened(character)
            elif character in "}]":
                found.extend(self._closed(character))
            elif not self._open and not character.isspace():
                raise Unreadable("it is not the JSON asked for")
            self._at += 1
        return tuple(found)

    def end(self) -> tuple[WrittenClaim, ...]:
        """Raise Unreadable unless the JSON is whole and has its list of claims."""
        if not self._text.strip():
            raise Unreadable("nothing was written")
        if not self._ended:
            raise Unreadable("it breaks off in the middle")
        if not self._listed:
            raise Unreadable("it has no list of claims")
        return ()

    def _opened(self, bracket: str) -> None:
        if not self._open and bracket != "{":
            raise Unreadable("it is not the JSON asked for")
        if self._open == ["{"] and bracket == "[":
            self._listed = self._listed or bool(re.search(r'"claims"\s*:\s*$', self._text[: self._at]))
        if self._open == ["{", "["] and bracket == "{":
            self._begins = self._at
        self._open.append(bracket)

    def _closed(self, bracket: str) -> tuple[WrittenClaim, ...]:
        if not self._open or self._open.pop() != {"}": "{", "]": "["}[bracket]:
            raise Unreadable("its brackets do not match")
        self._ended = not self._open
        if self._open == ["{", "["] and bracket == "}" and self._listed:
            return (_claim(self._text[self._begins : self._at + 1]),)
        return ()


def _claim(written: str) -> WrittenClaim:
    try:
        read = json.loads(written, strict=False)
    except (ValueError, RecursionError):
        raise Unreadable("a claim is not valid JSON") from None
    text, sources = read.get("claim"), read.get("sources")
    if not isinstance(text, str) or not isinstance(sources, list):
        raise Unreadable("a claim lacks its text or its sources")
    return WrittenClaim(text.strip(), tuple(_source(one) for one in sources))


def _source(read: object) -> WrittenSource:
    key = read.get("key") if isinstance(read, Mapping) else None
    quote = read.get("quote") if isinstance(read, Mapping) else None
    if not isinstance(key, str) or not isinstance(quote, str):
        raise Unreadable("a source lacks its key or its quote")
    return WrittenSource(key.strip(), quote.strip())


_LINE = re.compile(r"^(CLAIM|SOURCE|QUOTE):(.*)$")


@dataclass(slots=True)
class PlainReader:
    """Reads the plain form line by line."""

    _rest: str = ""
    _text: str | None = None
    _key: str | None = None
    _sources: list[WrittenSource] = field(default_factory=list)
    _any: bool = False
    _none: bool = False

    def feed(self, piece: str) -> tuple[WrittenClaim, ...]:
        """Take one more piece and return the claims that its lines complete."""
        *lines, self._rest = (self._rest + piece).split("\n")
        return tuple(claim for line in lines for claim in self._read(line.strip()))

    def end(self) -> tuple[WrittenClaim, ...]:
        """Return the last claim. Raises Unreadable where there was none and not the word NONE either."""
        found = (*self._read(self._rest.strip()), *self._finished())
        self._rest = ""
        if not self._any and not self._none:
            raise Unreadable("it has no line that begins with CLAIM:")
        return found

    def _read(self, line: str) -> tuple[WrittenClaim, ...]:
        self._none = self._none or line == "NONE"
        matched = _LINE.match(line)
        if matched is None:
            return self._finished() if line else (self._finished() if self._sources else ())
        name, value = matched.group(1), matched.group(2).strip()
        if name == "CLAIM":
            found = self._finished()
            self._text, self._any = value, True
            return found
        if name == "SOURCE":
            self._key = value
        elif self._key is not None:
            self._sources.append(WrittenSource(self._key, value))
            self._key = None
        return ()

    def _finished(self) -> tuple[WrittenClaim, ...]:
        found = (WrittenClaim(self._text, tuple(self._sources)),) if self._text is not None else ()
        self._text, self._key, self._sources = None, None, []
        return found
