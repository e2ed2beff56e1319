"""What every reader yields: blocks of words in reading order, from which the one text is assembled.

A reader decides what is furniture (running headers, page numbers), what is a heading and what is a footnote; it does
not decide offsets. ``ingest.assemble`` makes the text, its segments, word boxes and passages from the blocks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

BlockKind = Literal["heading", "paragraph", "bullet", "table", "note"]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters without white space on one line.

    ``box`` is (x0, y0, x1, y1) in points from the top left of the page as displayed, None where the format has no
    pages. ``joined`` says that no space stands between this and the previous word, because a word was broken across
    two lines or pages and its line-end hyphen mended.
    """

    text: str
    page: int | None = None
    box: Box | None = None
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph, list item, table row or footnote.

    ``level`` is the heading's depth (1 the highest) or the bullet's nesting (0 the outermost). ``number`` is the
    printed paragraph number without its full stop, which is not among the words. ``case`` joins the blocks of one
    boxed case study. ``ocr`` says that the words were read from a picture. ``continues`` says that the block belongs to
    the numbered paragraph before it, as its second paragraph does.
    """

    kind: BlockKind
    words: tuple[Word, ...]
    level: int = 0
    number: str | None = None
    case: int | None = None
    ocr: bool = False
    continues: bool = False
