"""From blocks to the one text of a review, and to everything that points into it.

The text is made once, here, for every format: words of a block parted by one space, blocks by an empty line, bullets
and table rows of one group by a line end. A printed paragraph number stands before its paragraph as "12. ", outside
the passage. Footnotes stand at the end of the text, in the order of their pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.blocks import Block, Word
from ingest.model import Heading, Page, Passage, Segment, WordBox
from ingest.passages import Placed, make_passages

BULLET = "• "
_GROUPED = frozenset({"bullet", "table"})


@dataclass(frozen=True, slots=True)
class Assembled:
    """A review's text and what points into it; every offset is an index into ``text``."""

    text: str
    headings: tuple[Heading, ...]
    segments: tuple[Segment, ...]
    words: tuple[WordBox, ...]
    passages: tuple[Passage, ...]


def assemble(blocks: Sequence[Block], pages: Sequence[Page] = ()) -> Assembled:
    """Make the text, headings, segments, word boxes and passages of these blocks.

    Pure: the same blocks give the same text. Blocks without words are left out. Every passage has the role CONTEXT
    and no agencies until ``ingest.roles`` has read it.
    """
    written = _Writer()
    for block in blocks:
        if block.kind != "note":
            written.add(block)
    for block in blocks:
        if block.kind == "note":
            written.add(block)
    text = "".join(written.parts)
    headings = tuple(
        Heading(placed.printed, placed.end, max(1, placed.block.level), text[placed.printed : placed.end])
        for placed in written.placed
        if placed.block.kind == "heading"
    )
    segments = tuple(written.segments)
    passages = make_passages(text, written.placed, pages, segments)
    return Assembled(text, headings, segments, tuple(written.words), passages)


class _Writer:
    """The text so far: its parts, its length, and where everything has been put."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.placed: list[Placed] = []
        self.words: list[WordBox] = []
        self.segments: list[Segment] = []

    def add(self, block: Block) -> None:
        words = [word for word in block.words if word.text]
        if not words:
            return
        self._separate(block)
        printed = self.length
        if block.kind == "bullet":
            self._write(BULLET)
        elif block.number:
            self._write(f"{block.number}. ")
        start = printed if block.kind == "bullet" else self.length
        segment_start = printed
        for index, word in enumerate(words):
            if index and not word.joined:
                self._write(" ")
            self._word(word, segment_start if index == 0 else self.length)
        self.placed.append(Placed(block, printed, start, self.length))

    def _separate(self, block: Block) -> None:
        if not self.placed:
            return
        before = self.placed[-1].block
        together = block.kind in _GROUPED and before.kind == block.kind and before.case == block.case
        self._write("\n" if together else "\n\n")

    def _word(self, word: Word, segment_start: int) -> None:
        start = self.length
        self._write(word.text)
        if word.page is None:
            return
        last = self.segments[-1] if self.segments else None
        if last is not None and last.page == word.page:
            self.segments[-1] = Segment(last.start, self.length, word.page)
        else:
            self.segments.append(Segment(segment_start, self.length, word.page))
        if word.box is not None:
            self.words.append(WordBox(start, self.length, word.page, *word.box))

    def _write(self, part: str) -> None:
        self.parts.append(part)
        self.length += len(part)
