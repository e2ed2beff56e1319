"""Printed paragraph numbers: which of the numbers that lines begin with count paragraphs.

A number counts when it goes on from one that stood at the same indent; so years, ranges broken across lines and
items of lists within a paragraph do not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.layout import Strip

_PLAIN = re.compile(r"^(\d{1,3})[.)]?$")
_GLUED = re.compile(r"^(\d{1,3})\.(?=[A-Z‘“'\"(])")
_DOTTED = re.compile(r"^(\d{1,2}(?:\.\d{1,3}){1,3})[.)]?$")
_DOTTED_GLUED = re.compile(r"^(\d{1,2}(?:\.\d{1,3}){1,3})\.?(?=[A-Z‘“])")
_STARTS = re.compile(r"^[\"'‘“(\[]?[A-Z0-9‘“]")
# Numbers of one count stand at the same indent give or take this many points.
_INDENT = 16.0
_DEEPER = 17.0
_NEAR = 27.0
# A count that does not begin at the beginning, as in an extract, must go on for a while to be believed.
_EARLY, _SURE = 2, 4


@dataclass(frozen=True, slots=True)
class Numbered:
    """A number that begins a strip. ``listed`` says that it counts the items of a list within a paragraph."""

    number: str
    listed: bool = False


@dataclass(slots=True)
class _Count:
    x: float
    last: int
    found: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Candidate:
    index: int
    number: str
    x: float
    bare: bool


def find_numbers(strips: Sequence[Strip], *, heading_like: frozenset[int]) -> dict[int, Numbered]:
    """The paragraph numbers among a document's strips, by index; ``heading_like`` strips are never numbered."""
    plain: list[_Candidate] = []
    dotted: list[_Candidate] = []
    for index, strip in enumerate(strips):
        if strip.row is not None or index in heading_like:
            continue
        if index and strips[index - 1].line.text.endswith(("–", "—", "-", "\ufffe")):
            continue
        if candidate := _candidate(index, strip):
            (dotted if "." in candidate.number else plain).append(candidate)
    return {**_plain_numbers(plain), **_dotted_numbers(dotted)}


def label_length(text: str, number: str) -> int:
    """How many characters of a strip's first token the number and its stop take up."""
    return len(number) + (text[len(number) : len(number) + 1] in {".", ")"})


def _candidate(index: int, strip: Strip) -> _Candidate | None:
    tokens = strip.line.tokens
    first = tokens[0]
    if first.raised:
        return None
    glued = _GLUED.match(first.text) or _DOTTED_GLUED.match(first.text)
    if glued:
        return _Candidate(index, glued[1], first.box[0], bare=False)
    match = _PLAIN.match(first.text) or _DOTTED.match(first.text)
    if match is None or len(tokens) < 2:
        return None
    bare = first.text == match[1]
    if bare and not _STARTS.match(tokens[1].text):
        return None
    gap = tokens[1].box[0] - first.box[2]
    if bare and "." not in match[1] and gap < 0.6 * first.size:
        return None
    return _Candidate(index, match[1], first.box[0], bare)


def _plain_numbers(candidates: Sequence[_Candidate]) -> dict[int, Numbered]:
    counts: list[_Count] = []
    for candidate in candidates:
        value = int(candidate.number)
        count = next((count for count in reversed(counts) if _follows(count, candidate, value)), None)
        if count is None:
            count = _Count(candidate.x, value)
            counts.append(count)
        count.last = value
        count.x = candidate.x
        count.found.append((candidate.index, candidate.number))
    kept = [count for count in counts if len(count.found) >= (_SURE if int(count.found[0][1]) > _EARLY else 2)]
    if not kept:
        return {}
    main = max(kept, key=lambda count: len(count.found))
    left = next(candidate.x for candidate in candidates if candidate.index == main.found[0][0])
    numbers: dict[int, Numbered] = {}
    for count in kept:
        listed = count is not main and count.x > left + _DEEPER
        numbers.update({index: Numbered(number, listed) for index, number in count.found})
    return numbers


def _follows(count: _Count, candidate: _Candidate, value: int) -> bool:
    return value == count.last + 1 and abs(candidate.x - count.x) <= _INDENT


def _dotted_numbers(candidates: Sequence[_Candidate]) -> dict[int, Numbered]:
    if len(candidates) < 2:
        return {}
    left = min(candidate.x for candidate in candidates)
    numbers: dict[int, Numbered] = {}
    last: tuple[int, ...] = (0,)
    for candidate in candidates:
        value = tuple(int(part) for part in candidate.number.split("."))
        near = candidate.x <= left + _NEAR
        if near and value > last and value[0] - last[0] <= 2:
            numbers[candidate.index] = Numbered(candidate.number)
            last = value
    return numbers
