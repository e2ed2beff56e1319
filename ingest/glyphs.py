"""What PDFium sees on one page: positioned lines of text in the order of the file, and drawn rules.

Everything is turned into points from the top left of the page as displayed, whatever its crop box and rotation.
Calls into PDFium are kept to a few a word: on a report of 40 pages that is the difference between one second and ten.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.blocks import Box
from ingest.lines import Line, Token

LINE_END_HYPHEN = "\ufffe"
MAX_CHARACTERS = 200_000
MAX_OBJECTS = 100_000

_SKIPPED = frozenset(map(ord, "\u200b\u200c\u200d\u2060\ufeff\x00\ufffd"))
# Ligatures, PDFium's two signs for a hyphen at a line's end, and a combining stroke that some reports use as a dash.
_WRITTEN = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"} | {
    0x0002: LINE_END_HYPHEN,
    0xFFFE: LINE_END_HYPHEN,
    0x0336: "–",
}
_MARKS = frozenset("0123456789*†‡§,")
_INVISIBLE_MODE = 3
_OUTLINED_MODES = frozenset({2, 6})
_SMALLEST = 2.5
_HEAVY = 600
# Type stands this far above and below its baseline, in sizes; boxes of neighbouring lines never overlap.
_ASCENT, _DESCENT = 0.82, 0.24
# A wider gap than this, in sizes, parts two columns or two cells of a table.
_COLUMN_GAP = 2.0
_THIN = 3.0
# Rectangles smaller than this (width, height) are ticks and marks, not panels.
_PANEL = (40.0, 12.0)


@dataclass(frozen=True, slots=True)
class PageText:
    """One page: its displayed size in points, lines in file order, and what is drawn on it.

    ``rules`` are thin horizontal or vertical strokes, ``panels`` outlined or filled rectangles. ``pictured`` is the
    share of the page that images cover. ``hidden`` says that all its text is invisible, as under a scan.
    """

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    rules: tuple[Box, ...] = ()
    panels: tuple[Box, ...] = ()
    pictured: float = 0.0
    hidden: bool = False
    drawn: int = 0


@dataclass(frozen=True, slots=True)
class _Style:
    """How the characters of one text object look; ``turn`` is quarter turns away from upright on the page shown."""

    size: float
    bold: bool
    italic: bool
    hidden: bool
    turn: int


class _Frame:
    """The way from PDF coordinates to the page as displayed."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        edges: tuple[float, float, float, float] = page.get_bbox()
        size: tuple[float, float] = page.get_size()
        self.left, self.bottom, self.right, self.top = edges
        self.turns: int = page.get_rotation() // 90
        self.width, self.height = size

    def point(self, x: float, y: float) -> tuple[float, float]:
        if self.turns == 1:
            return y - self.bottom, x - self.left
        if self.turns == 2:
            return self.right - x, y - self.bottom
        if self.turns == 3:
            return self.top - y, self.right - x
        return x - self.left, self.top - y

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        ax, ay = self.point(left, bottom)
        bx, by = self.point(right, top)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def read_page(page: pdfium.PdfPage, number: int) -> PageText:
    """Read the text and the drawn rules of one page."""
    frame = _Frame(page)
    text_page = page.get_textpage()
    try:
        reader = _Characters(text_page.raw, frame, number)
        lines = tuple(_lines(reader, number))
    finally:
        text_page.close()
    rules, panels, pictured, drawn = _drawn(page, frame)
    return PageText(
        number, frame.width, frame.height, lines, rules, panels, pictured, hidden=reader.all_hidden, drawn=drawn
    )


class _Characters:
    """PDFium's characters of one page, made into tokens."""

    def __init__(self, raw: Any, frame: _Frame, number: int) -> None:
        self.raw = raw
        self.frame = frame
        self.number = number
        self.styles: dict[int, _Style] = {}
        self.seen: dict[str, list[tuple[float, float]]] = {}
        self.shown = 0
        self.hidden = 0
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._rect = pdfium_c.FS_RECTF()
        self._matrix = pdfium_c.FS_MATRIX()

    @property
    def all_hidden(self) -> bool:
        return self.hidden > 0 and self.shown == 0

    def tokens(self) -> Iterator[tuple[Token, int, float, bool]]:
        """Tokens with their turn, baseline and whether a line ends before them."""
        count = min(pdfium_c.FPDFText_CountChars(self.raw), MAX_CHARACTERS)
        get = pdfium_c.FPDFText_GetUnicode
        run: list[str] = []
        indexes: list[int] = []
        broken = False
        for index in range(count):
            code = get(self.raw, index)
            if code in _SKIPPED:
                continue
            char = _WRITTEN.get(code) or chr(code)
            if char.isspace():
                if run:
                    yield from self._token(run, indexes, broken)
                    run, indexes, broken = [], [], False
                broken = broken or char in "\r\n"
            elif char == LINE_END_HYPHEN or (char >= " " and not 0xD800 <= code <= 0xDFFF):
                run.append(char)
                indexes.append(index)
                if char == LINE_END_HYPHEN:
                    # PDFium leaves out the line end after a hyphen.
                    yield from self._token(run, indexes, broken)
                    run, indexes, broken = [], [], True
        if run:
            yield from self._token(run, indexes, broken)

    def _token(self, run: list[str], indexes: list[int], broken: bool) -> Iterator[tuple[Token, int, float, bool]]:
        style = self._style(indexes[0])
        if style is None or style.size < _SMALLEST:
            return
        if style.hidden:
            self.hidden += 1
        else:
            self.shown += 1
        for start, end, raised in self._pieces(run, indexes, style):
            look = (self._style(indexes[start]) or style) if raised else style
            part, places = self._undoubled(run[start:end], indexes[start:end])
            made = self._made("".join(part), places[0], places[-1], look)
            if made is None:
                continue
            token, baseline = made
            if start:
                # After a mark a letter begins a new word; anything else still belongs to the one before.
                token = replace(token, raised=raised, glued=raised or not part[0].isalnum())
                baseline = self._origin(indexes[0])[1]
            yield token, style.turn, baseline, broken and start == 0

    def _undoubled(self, run: list[str], indexes: list[int]) -> tuple[list[str], list[int]]:
        """The characters once, where a file draws each twice for weight."""
        if len(run) < 4 or len(run) % 2 or run[::2] != run[1::2]:
            return run, indexes
        first, second = self._loose(indexes[0]), self._loose(indexes[1])
        if abs(first[0] - second[0]) < 0.3 * (first[2] - first[0]):
            return run[::2], indexes[::2]
        return run, indexes

    def _pieces(self, run: list[str], indexes: list[int], style: _Style) -> list[tuple[int, int, bool]]:
        """A token's parts (start, end, raised): a footnote's mark is often glued to its word, even to two."""
        if style.turn or run[0].isdigit() or not any(char in _MARKS for char in run):
            return [(0, len(run), False)]
        base = self._origin(indexes[0])[1]
        lifted = [
            char in _MARKS and self._is_raised(index, base, style) for char, index in zip(run, indexes, strict=True)
        ]
        pieces: list[tuple[int, int, bool]] = []
        for place, raised in enumerate(lifted):
            if pieces and pieces[-1][2] == raised:
                pieces[-1] = (pieces[-1][0], place + 1, raised)
            else:
                pieces.append((place, place + 1, raised))
        return pieces

    def _is_raised(self, index: int, base: float, style: _Style) -> bool:
        mark = self._style(index)
        if mark is None:
            return False
        # A mark that is raised without being made smaller is raised by a good deal.
        least = 0.12 if mark.size <= 0.85 * style.size else 0.25
        return base - self._origin(index)[1] >= least * style.size

    def _made(self, text: str, first: int, last: int, style: _Style) -> tuple[Token, float] | None:
        start, end = self._loose(first), self._loose(last)
        box = min(start[0], end[0]), min(start[1], end[1]), max(start[2], end[2]), max(start[3], end[3])
        x, baseline = self._origin(first)
        if style.turn == 0:
            box = box[0], baseline - _ASCENT * style.size, box[2], baseline + _DESCENT * style.size
        if box[2] <= 0 or box[3] <= 0 or box[0] >= self.frame.width or box[1] >= self.frame.height:
            return None
        places = self.seen.setdefault(text, [])
        near = 0.25 * style.size
        if any(abs(x - other) < near and abs(baseline - height) < near for other, height in places):
            return None
        places.append((x, baseline))
        return Token(text, box, round(style.size, 1), style.bold, style.italic), baseline

    def _origin(self, index: int) -> tuple[float, float]:
        pdfium_c.FPDFText_GetCharOrigin(self.raw, index, self._x, self._y)
        return self.frame.point(self._x.value, self._y.value)

    def _loose(self, index: int) -> Box:
        rect = self._rect
        pdfium_c.FPDFText_GetLooseCharBox(self.raw, index, rect)
        return self.frame.box(rect.left, rect.bottom, rect.right, rect.top)

    def _style(self, index: int) -> _Style | None:
        handle = pdfium_c.FPDFText_GetTextObject(self.raw, index)
        if not handle:
            return None
        key = ctypes.cast(handle, ctypes.c_void_p).value or 0
        if key not in self.styles:
            self.styles[key] = self._look(index, handle)
        return self.styles[key]

    def _look(self, index: int, handle: Any) -> _Style:
        matrix = self._matrix
        size: float = pdfium_c.FPDFText_GetFontSize(self.raw, index)
        turn = 0
        if pdfium_c.FPDFText_GetMatrix(self.raw, index, matrix):
            size *= (matrix.c**2 + matrix.d**2) ** 0.5
            if abs(matrix.b) > abs(matrix.a):
                turn = 1 if matrix.b < 0 else 3
            elif matrix.a < 0:
                turn = 2
        name = ctypes.create_string_buffer(128)
        flags = ctypes.c_int()
        pdfium_c.FPDFText_GetFontInfo(self.raw, index, name, 128, flags)
        face = name.value.decode("utf-8", errors="replace").casefold()
        mode = pdfium_c.FPDFTextObj_GetTextRenderMode(handle)
        weight = pdfium_c.FPDFText_GetFontWeight(self.raw, index)
        bold = "bold" in face or "black" in face or "heavy" in face or weight >= _HEAVY or mode in _OUTLINED_MODES
        italic = "italic" in face or "oblique" in face
        return _Style(abs(size), bold, italic, mode == _INVISIBLE_MODE, (turn + self.frame.turns) % 4)


def _lines(reader: _Characters, number: int) -> Iterator[Line]:
    """Lines of tokens; a change of baseline, a step back or a wide gap ends one."""
    line: list[Token] = []
    before = 0.0
    turned = 0
    for token, turn, baseline, broken in reader.tokens():
        if line and (turn != turned or (broken and turn) or (not turn and _apart(line[-1], token, before, baseline))):
            yield Line(number, tuple(line), ocr=reader.all_hidden)
            line = []
        if line and not token.raised and _is_mark(line[-1], token, before, baseline):
            token = replace(token, raised=True)
            baseline = before
        elif len(line) == 1 and _is_mark(token, line[0], baseline, before):
            # The number of a footnote stands raised before its first word.
            line[0] = replace(line[0], raised=True)
        line.append(token)
        before, turned = baseline, turn
    if line:
        yield Line(number, tuple(line), ocr=reader.all_hidden)


def _apart(last: Token, token: Token, before: float, baseline: float) -> bool:
    size = max(last.size, token.size)
    if abs(baseline - before) > 0.55 * size:
        return True
    gap = token.box[0] - last.box[2]
    return gap > _COLUMN_GAP * size or gap < -1.0 * size


def _is_mark(last: Token, token: Token, before: float, baseline: float) -> bool:
    """Whether this token is a footnote's mark that stands apart from its word by a space."""
    small = token.size <= 0.8 * last.size
    return small and before - baseline > 0.12 * last.size and len(token.text) <= 4


def _drawn(page: pdfium.PdfPage, frame: _Frame) -> tuple[tuple[Box, ...], tuple[Box, ...], float, int]:
    """Rules, panels, the share of the page under images, and the number of drawn paths."""
    rules: list[Box] = []
    panels: list[Box] = []
    covered = 0.0
    paths = 0
    edges = tuple(ctypes.c_float() for _ in range(4))
    kinds = (pdfium_c.FPDF_PAGEOBJ_PATH, pdfium_c.FPDF_PAGEOBJ_IMAGE)
    for count, item in enumerate(page.get_objects(filter=kinds, max_depth=3)):
        if count > MAX_OBJECTS:
            break
        if not pdfium_c.FPDFPageObj_GetBounds(item.raw, *edges):
            continue
        box = frame.box(*(edge.value for edge in edges))
        width, height = box[2] - box[0], box[3] - box[1]
        if item.type == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            covered += _area_on_page(box, frame)
            continue
        paths += 1
        if pdfium_c.FPDFPath_CountSegments(item.raw) > 12:
            continue
        if (height <= _THIN < width) or (width <= _THIN < height):
            rules.append(box)
        elif width > _PANEL[0] and height > _PANEL[1] and not _is_blank(item.raw):
            panels.append(box)
    return tuple(rules), tuple(panels), covered / max(1.0, frame.width * frame.height), paths


def _is_blank(raw: Any) -> bool:
    """Whether a rectangle is neither outlined nor filled with anything but white: it cannot be seen."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDFPath_GetDrawMode(raw, fill, stroke)
    if stroke.value:
        return False
    colour = tuple(ctypes.c_uint() for _ in range(4))
    pdfium_c.FPDFPageObj_GetFillColor(raw, *colour)
    red, green, blue, opacity = (part.value for part in colour)
    return not fill.value or min(red, green, blue) > 250 or opacity < 8


def _area_on_page(box: Box, frame: _Frame) -> float:
    width: float = min(box[2], frame.width) - max(box[0], 0.0)
    height: float = min(box[3], frame.height) - max(box[1], 0.0)
    return max(0.0, width) * max(0.0, height)
