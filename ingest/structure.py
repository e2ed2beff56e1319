"""From strips to blocks: headings with levels, numbered paragraphs, bullets, table rows, boxed cases.

Type tells headings, white space tells paragraphs, and a full stop decides where white space is silent, as at the
foot of a page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from ingest.blocks import Block, BlockKind
from ingest.hyphens import join_lines
from ingest.layout import Strip
from ingest.lines import Line, Token
from ingest.numbering import Numbered, find_numbers, label_length
from ingest.reading import BULLETS

_BULLET = re.compile(rf"^[{BULLETS}]+")
_ENDED = re.compile(r"[.!?:;][\"'’”)\]]*$")
_CLAUSE = re.compile(r"[.,;][\"'’”)\]]*$")
_CASE = re.compile(
    r"\b(?:case|practice)[\s-]+(?:stud(?:y|ies)|examples?|illustrations?|summary|vignettes?)\b"
    r"|^(?:vignette|good practice)\b",
    re.IGNORECASE,
)
_LONGEST_HEADING = 220
# Lines further apart than this many times the usual pitch belong to two paragraphs.
_APART = 1.28


@dataclass(frozen=True, slots=True)
class Type:
    """The document's body type: its size in points, whether it is bold, and the usual distance of lines by size."""

    size: float
    bold: bool
    pitches: dict[float, float]

    def pitch(self, size: float) -> float:
        """The distance between baselines of one paragraph in this size."""
        return self.pitches.get(size, 1.21 * size)


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


@dataclass(slots=True)
class _Open:
    """The block that is being read."""

    kind: BlockKind
    strips: list[Strip]
    number: str | None = None
    level: int = 0
    text_x: float = 0.0
    label_x: float = 0.0
    case: int | None = None
    continues: bool = False
    lines: list[Line] = field(default_factory=list)

    @property
    def last(self) -> Strip:
        return self.strips[-1]


def make_blocks(strips: Sequence[Strip], body: Type, known: frozenset[str]) -> list[Block]:
    """Make blocks of a document's strips in reading order; ``known`` is its lexicon, for line-end hyphens."""
    heading_like = frozenset(index for index, strip in enumerate(strips) if _looks_heading(strips, index, body))
    numbers = find_numbers(strips, heading_like=heading_like)
    builder = _Builder(body, _cases(strips))
    for index, strip in enumerate(strips):
        builder.take(strip, numbers.get(index), heading=index in heading_like)
    return _finished(builder.done, body, known)


class _Builder:
    """Takes strips one by one and decides of each whether it goes on with the open block."""

    def __init__(self, body: Type, cases: dict[int, int]) -> None:
        self.body = body
        self.cases = cases
        self.done: list[_Open] = []
        self.open: _Open | None = None
        self.bullet_xs: list[float] = []

    def take(self, strip: Strip, numbered: Numbered | None, *, heading: bool) -> None:
        case = self.cases.get(strip.box) if strip.box is not None else None
        line = strip.line
        bullet = _BULLET.match(line.tokens[0].text) or (line.tokens[0].text == "o" and len(line.tokens) > 1)
        if strip.row is not None:
            self._table(strip, case)
        elif heading and not (case is not None and self._within_case(case)):
            self._heading(strip, case)
        elif bullet and (len(line.tokens) > 1 or len(line.tokens[0].text) > 1):
            self._bullet(strip, case)
        elif numbered is not None and numbered.listed:
            self._start(_Open("bullet", [strip], text_x=_text_x(line), label_x=line.x0, case=case, level=1), line)
        elif numbered is not None:
            opened = _Open("paragraph", [strip], numbered.number, text_x=_text_x(line), label_x=line.x0, case=case)
            self._start(opened, _without_label(line, label_length(line.tokens[0].text, numbered.number)))
        elif self.open is not None and self._goes_on(self.open, strip, case):
            self.open.strips.append(strip)
            self.open.lines.append(line)
        else:
            self._paragraph(strip, case)

    def _start(self, opened: _Open, line: Line) -> None:
        opened.lines.append(line)
        self.done.append(opened)
        self.open = opened

    def _within_case(self, case: int) -> bool:
        return any(done.case == case for done in self.done[-30:])

    def _table(self, strip: Strip, case: int | None) -> None:
        opened = self.open
        if opened is not None and opened.kind == "table" and opened.last.row == strip.row:
            opened.strips.append(strip)
            opened.lines.append(strip.line)
        else:
            self._start(_Open("table", [strip], case=case), strip.line)

    def _heading(self, strip: Strip, case: int | None) -> None:
        opened = self.open
        if opened is not None and opened.kind == "heading" and opened.last.box == strip.box:
            last = opened.last.line
            step = strip.line.y1 - last.y1
            close = 0 < step < 1.5 * self.body.pitch(strip.line.size) and last.page == strip.line.page
            alike = abs(last.size - strip.line.size) < 0.6 and last.bold == strip.line.bold
            numbered = re.match(r"^\d+(\.\d+)*\.?$", strip.line.tokens[0].text)
            if close and alike and not numbered and not _fits(opened.last, strip.line):
                opened.strips.append(strip)
                opened.lines.append(strip.line)
                return
        self._start(_Open("heading", [strip], case=case), strip.line)

    def _bullet(self, strip: Strip, case: int | None) -> None:
        line = strip.line
        x = line.tokens[0].box[0]
        if not self.done or self.done[-1].kind != "bullet":
            self.bullet_xs = []
        # A bullet further in than the last is nested in it.
        self.bullet_xs = [known for known in self.bullet_xs if known < x - 5]
        level = len(self.bullet_xs)
        self.bullet_xs.append(x)
        match = _BULLET.match(line.tokens[0].text)
        cut = match.end() if match else 1
        self._start(
            _Open("bullet", [strip], text_x=_text_x(line), label_x=x, case=case, level=level), _without_label(line, cut)
        )

    def _paragraph(self, strip: Strip, case: int | None) -> None:
        numbered = next(
            (done for done in reversed(self.done[-40:]) if done.kind != "bullet" and not done.continues), None
        )
        goes_with = (
            numbered is not None
            and numbered.number is not None
            and numbered.text_x > numbered.label_x + 8
            and abs(strip.line.x0 - numbered.text_x) < 4
            and numbered.case == case
        )
        opened = _Open("paragraph", [strip], text_x=strip.line.x0, label_x=strip.line.x0, case=case)
        opened.continues = goes_with
        self._start(opened, strip.line)

    def _goes_on(self, opened: _Open, strip: Strip, case: int | None) -> bool:
        if opened.kind in {"heading", "table"} or opened.case != case:
            return False
        last, line = opened.last.line, strip.line
        if abs(last.size - line.size) > 0.12 * max(last.size, line.size):
            return False
        ended = bool(_ENDED.search(last.text))
        small = line.text[0].islower()
        if last.page == line.page and line.y1 > last.y1:
            return self._goes_on_below(opened, strip, ended=ended, small=small)
        if not ended or small:
            return True
        return not _fits(opened.last, line) and abs(line.x0 - opened.text_x) < 6

    def _goes_on_below(self, opened: _Open, strip: Strip, *, ended: bool, small: bool) -> bool:
        last, line = opened.last.line, strip.line
        if opened.last.box != strip.box:
            return False
        step = line.y1 - last.y1
        pitch = self.body.pitch(line.size)
        if small and not ended:
            return step < 2.4 * pitch
        if step > _APART * pitch:
            return False
        if opened.kind == "bullet" and line.x0 < opened.label_x + 3 and line.x0 < opened.text_x - 5:
            return False
        if _fits(opened.last, line):
            return False
        indented = line.x0 > max(opened.text_x, last.x0) + 6
        return not (indented and ended)


def _fits(strip: Strip, line: Line) -> bool:
    """Whether the next line's first word would have had room on this one, so that the break was meant."""
    first = line.tokens[0].box
    return strip.right - strip.line.x1 > (first[2] - first[0]) + 0.3 * line.size + 8


def _text_x(line: Line) -> float:
    return line.tokens[1].box[0] if len(line.tokens) > 1 else line.x0


def _without_label(line: Line, length: int) -> Line:
    first = line.tokens[0]
    if length >= len(first.text):
        return replace(line, tokens=line.tokens[1:]) if len(line.tokens) > 1 else line
    width = (first.box[2] - first.box[0]) * length / len(first.text)
    box = (first.box[0] + width, *first.box[1:])
    cut = Token(first.text[length:], box, first.size, first.bold, first.italic)
    return replace(line, tokens=(cut, *line.tokens[1:]))


def _looks_heading(strips: Sequence[Strip], index: int, body: Type) -> bool:
    strip = strips[index]
    line, text = strip.line, strip.line.text
    if strip.row is not None or len(text) > 160 or not any(char.isalpha() for char in text):
        return False
    large = line.size >= body.size + 0.9
    strong = line.bold and not body.bold and line.size >= 0.9 * body.size
    if not (large or strong) or _BULLET.match(line.tokens[0].text):
        return False
    before = strips[index - 1] if index else None
    following = strips[index + 1] if index + 1 < len(strips) else None
    if large and not (line.bold or line.size >= 1.25 * body.size) and _CLAUSE.search(text):
        return False
    if strong and not large:
        return _stands_alone(before, strip, following, body)
    return True


def _stands_alone(before: Strip | None, strip: Strip, following: Strip | None, body: Type) -> bool:
    """Whether a bold line in body size is a heading rather than stress within a paragraph."""
    line = strip.line
    if _CLAUSE.search(line.text):
        return False
    pitch = body.pitch(line.size)
    if before is not None and before.line.page == line.page and before.row is None and before.box == strip.box:
        near = 0 < line.y1 - before.line.y1 <= _APART * pitch
        if near and not before.line.bold and not _ENDED.search(before.line.text):
            return False
    if following is not None and following.line.page == line.page and not following.line.bold:
        near = 0 < following.line.y1 - line.y1 <= _APART * pitch
        broken = line.text[-1].islower() and not _fits(strip, following.line)
        if near and (following.line.text[0].islower() or broken):
            return False
    return True


def _cases(strips: Sequence[Strip]) -> dict[int, int]:
    """The case that each box belongs to, where it holds one; a box at the top of the next page goes on with it."""
    by_box: dict[int, list[Strip]] = {}
    for strip in strips:
        if strip.box is not None and strip.row is None:
            by_box.setdefault(strip.box, []).append(strip)
    order = [strip.box for strip in strips]
    cases: dict[int, int] = {}
    for box, held in by_box.items():
        first = order.index(box)
        before = order[first - 1] if first else None
        turned = first > 0 and strips[first - 1].line.page != held[0].line.page
        if _CASE.search(" ".join(strip.line.text for strip in held[:2])) and len(held) > 2:
            cases[box] = box
        elif before is not None and before in cases and turned and not held[0].line.bold:
            cases[box] = cases[before]
    return cases


def _finished(done: Sequence[_Open], body: Type, known: frozenset[str]) -> list[Block]:
    levels = _levels(done, body)
    blocks: list[Block] = []
    for opened in done:
        words = join_lines(opened.lines, known)
        if not words:
            continue
        kind, level = opened.kind, opened.level
        if kind == "heading":
            length = sum(len(word.text) + 1 for word in words)
            if length > _LONGEST_HEADING:
                kind = "paragraph"
            else:
                level = levels[_look(opened)]
        ocr = any(line.ocr for line in opened.lines)
        blocks.append(Block(kind, words, level, opened.number, opened.case, ocr, opened.continues))
    return blocks


_Look = tuple[float, bool, bool]


def _look(opened: _Open) -> _Look:
    line = opened.lines[0]
    italic = sum(token.italic for token in line.tokens) * 2 > len(line.tokens)
    return round(line.size * 2) / 2, line.bold, italic


def _levels(done: Sequence[_Open], body: Type) -> dict[_Look, int]:
    """Levels by look, the largest type first; what only the first page has is the title's and ranks with the top."""
    pages: dict[_Look, set[int]] = {}
    for opened in done:
        if opened.kind == "heading":
            pages.setdefault(_look(opened), set()).add(opened.last.line.page)
    first = min((page for found in pages.values() for page in found), default=1)
    last = max((page for found in pages.values() for page in found), default=1)
    cover = {look for look, found in pages.items() if found == {first} and last > first}
    ranked = sorted(set(pages) - cover, key=lambda look: (-look[0], not look[1], look[2]))
    levels = {look: min(6, rank) for rank, look in enumerate(ranked, 1)}
    return levels | dict.fromkeys(cover, 1)
