"""Headings: which lines are, by their type and the space around them, and how deep each stands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.layout import Strip
from ingest.lines import Line
from ingest.reading import BULLETS

ENDED = re.compile(r"[.!?:;][\"'’”)\]]*$")
LONGEST = 220
DEEPEST = 6
# Lines further apart than this many times the usual pitch belong to two paragraphs.
APART = 1.28

BULLET = re.compile(rf"^[{BULLETS}]+")
_CLAUSE = re.compile(r"[.,;][\"'’”)\]]*$")
_CONTENTS = re.compile(r"^(?:table of |list of )?contents(?: page)?:?$", re.IGNORECASE)
_MATTER = re.compile(r":|\b(?:19|20)\d\d\b")
_INNER_END = re.compile(r"[a-z)’”][.!?] +[A-Z]")
_TITLE = re.compile(r"(?:\d+(?:\.\d+)*\.? )?[\"'‘“]?[A-Z]")
_SHORT = 70
# OCR measures heights; only such as differ by about this many points are of two sizes.
_OCR_STEP = 6.0
_PROSE = 160


@dataclass(frozen=True, slots=True)
class Type:
    """The document's body type: its size in points, whether it is bold, and the usual distance of lines by size."""

    size: float
    bold: bool
    pitches: dict[float, float]

    def pitch(self, size: float) -> float:
        """The distance between baselines of one paragraph in this size."""
        return self.pitches.get(size) or self.pitches.get(self.size, 1.21 * self.size) * size / self.size


def body_type(lines: Sequence[Line]) -> Type:
    """The type that most characters of a document are set in."""
    sizes: Counter[tuple[float, bool]] = Counter()
    for line in lines:
        sizes[line.size, line.bold] += len(line.text)
    (size, bold), _ = sizes.most_common(1)[0] if sizes else ((11.0, False), 0)
    steps: dict[float, list[float]] = {}
    for one, other in pairwise(lines):
        step = other.y1 - one.y1
        if one.page == other.page and one.size == other.size and 0.9 * one.size < step < 2.2 * one.size:
            steps.setdefault(one.size, []).append(step)
    return Type(size, bold, {size: _usual(found) for size, found in steps.items()})


def _usual(steps: Sequence[float]) -> float:
    """The commonest step; the least of those where it is a matter of taste."""
    counted = Counter(round(step * 2) / 2 for step in steps)
    most = max(counted.values())
    return min(step for step, count in counted.items() if count >= 0.6 * most)


def _title_rows(strips: Sequence[Strip], body: Type) -> set[int | None]:
    """Rows of ruled tables that hold nothing but large bold type: a section's title with its judgement."""
    titles: dict[int | None, bool] = {}
    for strip in strips:
        if strip.row is not None and strip.box is not None:
            large = strip.line.bold and strip.line.size >= body.size + 0.9
            titles[strip.row] = titles.get(strip.row, True) and large
    return {row for row, title in titles.items() if title}


def fits(strip: Strip, line: Line) -> bool:
    """Whether the next line's first word would have had room on this one, so that the break was meant."""
    first = line.tokens[0].box
    return strip.right - strip.line.x1 > (first[2] - first[0]) + 0.3 * line.size + 8


def find_headings(strips: Sequence[Strip], body: Type) -> frozenset[int]:
    """The indexes of strips that are set as headings: larger or bolder than the body, and on their own."""
    titles = _title_rows(strips, body)
    found: set[int] = set()
    for index, strip in enumerate(strips):
        if strip.row in titles or _looks_heading(strips, index, body, below_heading=index - 1 in found):
            found.add(index)
    return frozenset(found)


def _looks_heading(strips: Sequence[Strip], index: int, body: Type, *, below_heading: bool) -> bool:
    strip = strips[index]
    line, text = strip.line, strip.line.text
    if strip.row is not None or len(text) > 160:
        return False
    if line.ocr and line.size < 1.2 * body.size:
        return _set_apart(strips, index, body)
    large = line.size >= body.size + 0.9
    strong = _all_bold(line) and not body.bold and line.size >= 0.9 * body.size
    if not (large or strong) or BULLET.match(line.tokens[0].text):
        return False
    before = strips[index - 1] if index else None
    if not any(char.isalpha() for char in text):
        return before is not None and below_heading and _runs_on(before, strip, body)
    if large and not (line.bold or line.size >= 1.25 * body.size) and _CLAUSE.search(text):
        return False
    if strong and not large:
        above = before if before is not None and _runs_on(before, strip, body) else None
        return _stands_alone(above, strip, below_heading=below_heading) and not _leads_into_text(strips, index, body)
    return True


def _set_apart(strips: Sequence[Strip], index: int, body: Type) -> bool:
    """Whether a line from OCR, which cannot see weight, is short, no sentence, and has space above and below it."""
    strip, text = strips[index], strips[index].line.text
    if len(text) > _SHORT or text[-1] in ".,;:?!" or not _TITLE.match(text):
        return False
    around = [strips[near] for near in (index - 1, index + 1) if 0 <= near < len(strips)]
    near = [other for other in around if other.line.page == strip.line.page]
    space = [abs(other.line.y1 - strip.line.y1) for other in near]
    follows = any(len(below.line.text) > _SHORT for below in strips[index + 1 : index + 3])
    return follows and all(step > APART * body.pitch(strip.line.size) for step in space)


def _all_bold(line: Line) -> bool:
    heavy = sum(len(token.text) for token in line.tokens if token.bold or token.raised)
    return heavy >= 0.95 * sum(len(token.text) for token in line.tokens)


def _runs_on(above: Strip, below: Strip, body: Type) -> bool:
    """Whether a line is the next of the same paragraph or heading, as far as space and size tell."""
    return (
        above.row is None
        and below.row is None
        and above.line.page == below.line.page
        and above.box == below.box
        and above.line.size == below.line.size
        and 0 < below.line.y1 - above.line.y1 <= APART * body.pitch(below.line.size)
    )


def _stands_alone(above: Strip | None, strip: Strip, *, below_heading: bool) -> bool:
    """Whether the line just above, if there is one, leaves room for a bold line in body size to be a heading."""
    if above is not None and above.line.bold and not below_heading:
        return False
    if _CLAUSE.search(strip.line.text):
        # Only the last line of a heading that is a sentence ends so.
        return above is not None and below_heading and not ENDED.search(above.line.text)
    return above is None or above.line.bold or bool(ENDED.search(above.line.text))


def _leads_into_text(strips: Sequence[Strip], index: int, body: Type) -> bool:
    """Whether a bold line is the stressed beginning of a paragraph, on this line or the next few."""
    if _INNER_END.search(strips[index].line.text):
        return True
    length = 0
    for above, below in pairwise(strips[index : index + 8]):
        length += len(above.line.text) + 1
        full = not fits(above, below.line)
        if not _runs_on(above, below, body) or (ENDED.search(above.line.text) and not below.line.text[0].islower()):
            return False
        if not _all_bold(below.line):
            return below.line.text[0].islower() or full
        if below.line.text[0].islower() and _INNER_END.search(below.line.text):
            return True
        if not full:
            return False
        if length + len(below.line.text) > LONGEST or _INNER_END.search(below.line.text):
            return True
    return False


Look = tuple[float, bool, bool]


def look_of(line: Line) -> Look:
    """What tells one rank of headings from another: size to half a point, bold, italic; in OCR, being numbered."""
    if line.ocr:
        return _OCR_STEP * round(line.size / _OCR_STEP), line.tokens[0].text[0].isdigit(), False
    italic = sum(token.italic for token in line.tokens) * 2 > len(line.tokens)
    return round(line.size * 2) / 2, line.bold, italic


def heading_levels(blocks: Sequence[tuple[bool, Line, str]]) -> Iterator[int]:
    """The level of each block that is a heading, 0 for those that are none; blocks are (as a heading, line, text).

    Looks rank by size. What stands before the first prose and is set like nothing after it is the title, which
    ranks with the highest, and matter such as dates, which has nothing below it; nor has the word "Contents".
    """
    first_prose = next(
        (index for index, (heading, _, text) in enumerate(blocks) if not heading and len(text) > _PROSE), len(blocks)
    )
    ranks: set[Look] = set()
    for index, (heading, line, text) in enumerate(blocks):
        if heading and index > first_prose and not _CONTENTS.match(text):
            ranks.add(look_of(line))
    if not ranks:
        ranks = {look_of(line) for heading, line, _ in blocks if heading}
    ordered = sorted(ranks, key=lambda look: (-look[0], not look[1], look[2]))
    titled = False
    for index, (heading, line, text) in enumerate(blocks):
        look = look_of(line)
        if not heading:
            yield 0
        elif _CONTENTS.match(text) and look not in ranks:
            yield DEEPEST
        elif look in ranks and (titled or index > first_prose or len(ranks) == 1):
            yield min(DEEPEST, ordered.index(look) + 1)
        else:
            # Names and dates below the title are set large but head nothing.
            yield 1 if not titled else 0 if _MATTER.search(text) else DEEPEST
            titled = True
