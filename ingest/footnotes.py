"""Footnotes: small type at the foot of a page that begins with a mark."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.lines import Line
from ingest.regions import Region

# Notes are set in type at most this large, as a share of the body's.
_SMALL = 0.93
_MARK = re.compile(r"^(\d{1,3}|[*†‡§]{1,3})$")
_GLUED_MARK = re.compile(r"^(\d{1,3})(?=[A-Z‘“(])")


@dataclass(frozen=True, slots=True)
class Footnote:
    """One note: its printed mark (None where it goes on from the page before) and its lines without the mark."""

    mark: str | None
    lines: tuple[Line, ...]


def split_notes(
    lines: Sequence[Line], body: float, *, boxed: Sequence[Region] = (), goes_on: bool = False
) -> tuple[list[Line], list[Footnote]]:
    """Part a page's lines, in file order, into its text and its footnotes.

    ``body`` is the size of the document's body type; what stands in the page's ``boxed`` regions is no note.
    ``goes_on`` says that the page before ended in a note, so that small type without a mark is that note's rest.
    """
    foot = _foot(lines, body, boxed)
    ordered = [line for line in lines if id(line) in foot]
    first = next((index for index, line in enumerate(ordered) if _mark(line) is not None), None)
    if first is None:
        return list(lines), []
    notes: list[Footnote] = []
    if first and goes_on:
        notes.append(Footnote(None, tuple(ordered[:first])))
    kept = set() if goes_on else {id(line) for line in ordered[:first]}
    for line in ordered[first:]:
        mark = _mark(line)
        if mark is not None:
            rest = _without_mark(line)
            notes.append(Footnote(mark, (rest,) if rest else ()))
        else:
            notes[-1] = replace(notes[-1], lines=(*notes[-1].lines, line))
    text = [line for line in lines if id(line) not in foot or id(line) in kept]
    return text, [note for note in notes if note.lines]


def _foot(lines: Sequence[Line], body: float, boxed: Sequence[Region]) -> set[int]:
    """The lines below the last one in body type or in a box, by identity."""
    foot: set[int] = set()
    for line in sorted(lines, key=lambda line: -line.y1):
        if line.size > _SMALL * body or any(region.holds(line.box) for region in boxed):
            break
        foot.add(id(line))
    return foot


def _mark(line: Line) -> str | None:
    token = line.tokens[0]
    match = _MARK.match(token.text) or (None if token.raised else _GLUED_MARK.match(token.text))
    if match is None or (len(line.tokens) == 1 and match[0] == token.text):
        return None
    return match[1]


def _without_mark(line: Line) -> Line | None:
    token = line.tokens[0]
    rest = _GLUED_MARK.sub("", token.text)
    if rest != token.text:
        return replace(line, tokens=(replace(token, text=rest), *line.tokens[1:]))
    following = line.tokens[1:]
    return replace(line, tokens=(replace(following[0], glued=False), *following[1:])) if following else None
