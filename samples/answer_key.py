"""Says where every block of a built report stands, by finding its words on the pages of the file itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypedDict

import pypdfium2 as pdfium

from samples.pdf import page_label
from samples.source import Block, Role, Source, plain

EDGE_WORDS: Final = 8
SHAPES: Final = {"list": "list", "table": "table", "case": "case", "note": "note"}


class Entry(TypedDict):
    """One block of one file. Pages are 1-based indexes, None where the format has none; ``paragraph`` is the printed
    number or "". ``first`` and ``last`` are its outermost words, without its number, label and footnote marks."""

    file: str
    paragraph: str
    label: str
    role: Role
    shape: str
    level: int
    page: int | None
    page_label: str | None
    page_end: int | None
    heading_path: list[str]
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where words were found: page index from 0 and the offset just behind them in that page's letters."""

    page: int
    after: int


def letters(text: str) -> str:
    """Letters and digits only, so that line ends, hyphens and quotation marks do not matter."""
    return "".join(character for character in text.lower() if character.isalnum())


def page_letters(content: bytes) -> list[str]:
    """The letters of every page of a PDF, in the order in which they are drawn."""
    document = pdfium.PdfDocument(content)
    pages = [letters(document[index].get_textpage().get_text_range()) for index in range(len(document))]
    document.close()
    return pages


def entries(source: Source, pages: Sequence[str] | None) -> list[Entry]:
    """The key of one report; raises LookupError where a block's words are not on the pages in order."""
    at, found = Place(0, 0), []
    for block in source.blocks:
        if block.kind in ("newpage", "contents"):
            continue
        first, last = _edges(block)
        begin = end = None
        if pages is not None:
            start = Place(0, 0) if block.kind == "note" else at
            lead = letters(block.label) if block.kind == "recommendation" else letters(block.number)
            begin = _find(letters_of(first), lead, pages, start, source.file)
            ending = letters_of(last)
            back = Place(begin.page, max(0, begin.after - len(ending)))
            end = _find(ending, "", pages, back, source.file)
            at = at if block.kind == "note" else end
        found.append(_entry(source, block, first, last, begin, end))
    return found


def letters_of(words: str) -> str:
    """The letters of source words as they stand on a page, where a footnote's mark is a digit among them."""
    return letters(words.replace("[^", "").replace("]", ""))


def _edges(block: Block) -> tuple[str, str]:
    lines = [line.replace("\t", " ") for line in block.lines]
    return " ".join(lines[0].split()[:EDGE_WORDS]), " ".join(lines[-1].split()[-EDGE_WORDS:])


def _find(needle: str, lead: str, pages: Sequence[str], start: Place, file: str) -> Place:
    for page in range(start.page, len(pages)):
        offset = pages[page].find(lead + needle, start.after if page == start.page else 0)
        if offset >= 0:
            return Place(page, offset + len(lead + needle))
    raise LookupError(f"{file}: {lead + needle} is not on page {start.page + 1} or later")


def _entry(source: Source, block: Block, first: str, last: str, begin: Place | None, end: Place | None) -> Entry:
    heading = block.kind == "heading"
    return Entry(
        file=source.file,
        paragraph="" if block.kind == "note" else block.number,
        label=block.number if block.kind == "note" else block.label,
        role=block.role,
        shape="heading" if heading else SHAPES.get(block.kind, "paragraph"),
        level=block.level,
        page=begin.page + 1 if begin else None,
        page_label=page_label(source, begin.page + 1) if begin else None,
        page_end=end.page + 1 if end else None,
        heading_path=list(block.path),
        first=plain(first),
        last=plain(last),
    )
