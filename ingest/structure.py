"""From strips to blocks: headings with levels, numbered paragraphs, bullets, table rows, boxed cases.

Type tells headings, white space tells paragraphs, and a full stop decides where white space is silent, as at the
foot of a page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.blocks import Block, BlockKind
from ingest.headings import APART, BULLET, ENDED, LONGEST, Type, find_headings, fits, heading_levels
from ingest.hyphens import Lexicon, join_lines
from ingest.layout import Strip
from ingest.lines import Line, Token
from ingest.numbering import Numbered, find_numbers, label_length

_CASE = re.compile(r"\b(?:case|practice)[\s-]+(?:stud(?:y|ies)|examples?|illustrations?)\b|\bvignette\b", re.IGNORECASE)
# Boxes that frame a section rather than tell a case.
_SECTION = re.compile(
    r"^(?:[\d.]+ )?(?:the )?(?:executive |overall |key )?(?:summary|recommendations?|findings|judgements?|conclusions?"
    r"|introduction|contents|glossary|terms of reference|experiences|local|next steps)\b",
    re.IGNORECASE,
)
_LONGEST_CASE = 6_000
_LONGEST_STORY = 2_000
_SENTENCE = re.compile(r"[a-z)’][.!?][’”]?(?: |$)")


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


def make_blocks(strips: Sequence[Strip], body: Type, known: Lexicon) -> list[Block]:
    """Make blocks of a document's strips in reading order; ``known`` is its lexicon, for line-end hyphens."""
    heading_like = find_headings(strips, body)
    numbers = find_numbers(strips, heading_like=heading_like)
    builder = _Builder(body, _cases(strips, heading_like))
    for index, strip in enumerate(strips):
        builder.take(strip, numbers.get(index), heading=index in heading_like)
    return _finished(builder.done, known)


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
        bullet = BULLET.match(line.tokens[0].text) or (line.tokens[0].text == "o" and len(line.tokens) > 1)
        if strip.row is not None and not heading:
            self._table(strip, case)
        elif heading:
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
            below = close and alike and not numbered and not fits(opened.last, strip.line)
            one_row = strip.row is not None and opened.last.row == strip.row
            if one_row or (below and strip.row is None):
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
        match = BULLET.match(line.tokens[0].text)
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
        # OCR measures the height of a line's letters, which is not the size of its type.
        unlike = 0.35 if line.ocr else 0.12
        if abs(last.size - line.size) > unlike * max(last.size, line.size) or last.ocr != line.ocr:
            return False
        ended = bool(ENDED.search(last.text))
        small = line.text[0].islower() or (last.text[-1] in "–—" and line.text[0].isdigit())
        if last.page == line.page and line.y1 > last.y1:
            return self._goes_on_below(opened, strip, ended=ended, small=small)
        if not ended or small:
            return True
        return not fits(opened.last, line) and abs(line.x0 - opened.text_x) < 6

    def _goes_on_below(self, opened: _Open, strip: Strip, *, ended: bool, small: bool) -> bool:
        last, line = opened.last.line, strip.line
        if opened.last.box != strip.box:
            return False
        step = line.y1 - last.y1
        pitch = self.body.pitch(line.size)
        if small and not ended:
            return step < 2.4 * pitch
        if step > APART * pitch:
            return False
        if opened.kind == "bullet" and line.x0 < opened.label_x + 3 and line.x0 < opened.text_x - 5:
            return False
        if fits(opened.last, line):
            return False
        left = last.x0 if len(opened.lines) > 1 else max(opened.text_x, last.x0)
        indented = line.x0 > left + 6
        return not (indented and ended)


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


def _cases(strips: Sequence[Strip], heading_like: frozenset[int]) -> dict[int, int]:
    """The case that each box belongs to, where it holds one; a box at the top of the next page goes on with it."""
    by_box: dict[int, list[int]] = {}
    tables: set[int] = set()
    for index, strip in enumerate(strips):
        if strip.box is not None:
            by_box.setdefault(strip.box, []).append(index)
            if strip.row is not None:
                tables.add(strip.box)
    cases: dict[int, int] = {}
    for box, held in by_box.items():
        first = held[0]
        before = strips[first - 1] if first else None
        lines = [strips[index].line.text for index in held]
        if box in tables or sum(map(len, lines)) > _LONGEST_CASE:
            continue
        if first in heading_like:
            if _tells_a_case(lines):
                cases[box] = box
        elif before is not None and before.box in cases and before.line.page != strips[first].line.page:
            cases[box] = cases[before.box]
    return cases


def _tells_a_case(lines: Sequence[str]) -> bool:
    """Whether a box with a title is a case: it says so, or tells something in prose."""
    if _CASE.search(" ".join(lines[:2])):
        return len(lines) > 2
    listed = any(BULLET.match(line) for line in lines)
    told = len(_SENTENCE.findall(" ".join(lines))) > 1 and sum(map(len, lines)) <= _LONGEST_STORY
    return told and not listed and not _SECTION.match(lines[0]) and not lines[0].endswith(":")


def _finished(done: Sequence[_Open], known: Lexicon) -> list[Block]:
    read = [(opened, words) for opened in done if (words := join_lines(opened.lines, known))]
    texts = [" ".join(word.text for word in words) for _, words in read]
    headings = [
        # What a case is called is part of it: a case is kept whole.
        opened.kind == "heading" and opened.case is None and len(text) <= LONGEST
        for (opened, _), text in zip(read, texts, strict=True)
    ]
    levels = heading_levels(
        [(heading, opened.lines[0], text) for (opened, _), text, heading in zip(read, texts, headings, strict=True)]
    )
    blocks: list[Block] = []
    for (opened, words), heading, level in zip(read, headings, levels, strict=True):
        kind: BlockKind = "paragraph" if opened.kind == "heading" and not (heading and level) else opened.kind
        ocr = any(line.ocr for line in opened.lines)
        blocks.append(Block(kind, words, level or opened.level, opened.number, opened.case, ocr, opened.continues))
    return blocks
