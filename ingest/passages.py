"""Passages: what is retrieved and cited, cut from the text along the lines that its author drew.

A numbered paragraph with its bullets is one passage, so is a bullet group under its lead-in, a boxed case and a
footnote; short unnumbered paragraphs under one heading stand together. No passage crosses a heading, and all begin
and end where a block or a sentence does.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.blocks import Block
from ingest.model import Page, Passage, PassageShape, Role, Segment

LEAST = 300
USUAL = 1000
MOST = 1200

_IN_A_BOX = 100

_SENTENCE_END = re.compile(r"[.!?][\"'’”)\]]*\s+(?=[\"'‘“(\[]?[A-Z0-9•])")
_ABBREVIATED = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|No|Nos|para|paras|pp?|vol|cf|etc|e\.g|i\.e|al|Rt|Hon)|\b[A-Z])\.$"
)
_LABELLED = re.compile(r"(?:Recommendation|(?:Key )?[Ff]inding|Learning(?: point)?|Lesson|Action) (?:\d+|[A-Z]\b)")


@dataclass(frozen=True, slots=True)
class Placed:
    """A block and where it stands: ``printed`` counts its number or bullet in, ``start`` only the bullet."""

    block: Block
    printed: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Piece:
    """A passage in the making: its span, the blocks it came from, and the headings above it."""

    start: int
    end: int
    shape: PassageShape
    path: tuple[str, ...]
    paragraph: str | None
    ocr: bool


def make_passages(
    text: str, placed: Sequence[Placed], pages: Sequence[Page], segments: Sequence[Segment]
) -> tuple[Passage, ...]:
    """Cut the placed blocks of a text into passages, in text order and without overlap."""
    pieces = [piece for group, path in _groups(text, placed) for piece in _pieces(text, group, path)]
    labels = {page.number: page.label for page in pages}
    starts = [segment.start for segment in segments]
    passages: list[Passage] = []
    for piece in pieces:
        page = _page_at(piece.start, segments, starts)
        passages.append(
            Passage(
                piece.start,
                piece.end,
                Role.CONTEXT,
                piece.shape,
                heading_path=piece.path,
                paragraph=piece.paragraph,
                page=page,
                page_label=labels.get(page) if page is not None else None,
                page_end=_page_at(piece.end - 1, segments, starts),
                ocr=piece.ocr,
            )
        )
    return tuple(passages)


def _page_at(offset: int, segments: Sequence[Segment], starts: Sequence[int]) -> int | None:
    index = bisect.bisect_right(starts, offset) - 1
    if index < 0 or offset >= segments[index].end:
        return None
    return segments[index].page


def _groups(text: str, placed: Sequence[Placed]) -> Iterator[tuple[list[Placed], tuple[str, ...]]]:
    """Blocks that may share a passage, with the headings above them."""
    path: list[tuple[int, str]] = []
    outside: list[tuple[int, str]] = []
    group: list[Placed] = []
    case: int | None = None
    for item in placed:
        block = item.block
        if block.case != case:
            yield from _taken(group, path)
            # A box has its own headings; after it the section goes on under those that stood before it.
            if case is None:
                outside = list(path)
            else:
                path = list(outside)
            case = block.case
        if block.kind == "note":
            yield from _taken(group, path)
            yield [item], ()
        elif block.kind == "heading":
            yield from _taken(group, path)
            # Headings of a box stand below those around it, whatever type they are set in.
            level = max(1, block.level) + (_IN_A_BOX if block.case is not None else 0)
            path = [entry for entry in path if entry[0] < level]
            path.append((level, text[item.printed : item.end]))
        else:
            if group and _parts(group, block):
                yield from _taken(group, path)
            group.append(item)
    yield from _taken(group, path)


def _taken(group: list[Placed], path: list[tuple[int, str]]) -> Iterator[tuple[list[Placed], tuple[str, ...]]]:
    if group:
        yield list(group), tuple(heading for _, heading in path)
        group.clear()


def _parts(group: Sequence[Placed], block: Block) -> bool:
    """Whether this block begins a group of its own."""
    if block.case is not None:
        return False
    if block.kind != "bullet" and (block.number or _is_labelled(block)):
        return True
    last = group[-1].block
    if block.kind == "table" or last.kind == "table":
        return block.kind != last.kind
    numbered = any(item.block.number and item.block.kind != "bullet" for item in group)
    if numbered:
        return block.kind != "bullet" and not block.continues
    # A paragraph after a list is a new thought, and one before a list leads into it.
    return block.kind == "paragraph" and last.kind == "bullet"


def _is_labelled(block: Block) -> bool:
    """Whether a paragraph begins with its own name, as in "Recommendation 3:"."""
    return bool(_LABELLED.match(" ".join(word.text for word in block.words[:4])))


def _pieces(text: str, group: Sequence[Placed], path: tuple[str, ...]) -> Iterator[_Piece]:
    blocks = [item.block for item in group]
    number = next((block.number for block in blocks if block.number and block.kind not in {"bullet", "note"}), None)

    def piece(items: Sequence[Placed], shape: PassageShape) -> _Piece:
        ocr = any(item.block.ocr for item in items)
        return _Piece(items[0].start, items[-1].end, shape, path, number, ocr)

    if blocks[0].kind == "note":
        yield piece(group, "note")
    elif blocks[0].case is not None:
        yield piece(group, "case")
    else:
        for items in _batches(group, numbered=number is not None):
            made = piece(items, _shape(items))
            yield from [made] if number is not None else _shortened(text, made)


def _shape(items: Sequence[Placed]) -> PassageShape:
    kinds = {item.block.kind for item in items}
    if "table" in kinds:
        return "table"
    numbered = any(item.block.number and item.block.kind == "paragraph" for item in items)
    return "list" if "bullet" in kinds and not numbered else "paragraph"


def _batches(group: Sequence[Placed], *, numbered: bool) -> Iterator[list[Placed]]:
    """Share the blocks of a group out among passages of the usual length, breaking between blocks only."""
    batch: list[Placed] = []
    for index, item in enumerate(group):
        if batch:
            length = item.end - batch[0].start
            is_list = item.block.kind == "bullet"
            limit = MOST if numbered or is_list else USUAL
            enough = batch[-1].end - batch[0].start >= LEAST and not numbered and not is_list
            leads = _leads_in(group, index)
            if length > limit or (enough and item.block.kind == "paragraph") or leads:
                yield batch
                batch = []
        batch.append(item)
    if batch:
        yield batch


def _leads_in(group: Sequence[Placed], index: int) -> bool:
    """Whether this paragraph stands just before the group's bullets, and so goes with them."""
    return (
        group[index].block.kind == "paragraph"
        and group[index].block.number is None
        and index + 1 < len(group)
        and group[index + 1].block.kind == "bullet"
        and group[index].end - group[index - 1].start > LEAST
    )


def _shortened(text: str, piece: _Piece) -> Iterator[_Piece]:
    """A piece as it is, or cut at sentence ends where one paragraph alone is too long."""
    start = piece.start
    for end in _cuts(text, piece.start, piece.end):
        yield _Piece(start, end, piece.shape, piece.path, piece.paragraph, piece.ocr)
        start = end
        while start < piece.end and text[start].isspace():
            start += 1


def _cuts(text: str, start: int, end: int) -> list[int]:
    if end - start <= MOST:
        return [end]
    ends = sentence_ends(text, start, end)
    cuts: list[int] = []
    begun = start
    for index, stop in enumerate(ends):
        following = ends[index + 1] if index + 1 < len(ends) else end
        if following - begun > USUAL and stop > begun and end - stop >= LEAST // 2:
            cuts.append(stop)
            begun = stop
    return [*cuts, end]


def sentence_ends(text: str, start: int, end: int) -> list[int]:
    """Offsets just after each sentence (or line) that ends within a span, the span's own end left out."""
    ends = [start + index for index, char in enumerate(text[start:end]) if char == "\n"]
    for match in _SENTENCE_END.finditer(text, start, end):
        stop = match.start() + len(match[0].rstrip())
        if not _ABBREVIATED.search(text[max(start, stop - 12) : stop]):
            ends.append(stop)
    return sorted(set(ends) - {start, end})
