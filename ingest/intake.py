"""One file's way into a Review: what it is, its reader, its text, its details, and the part that each passage plays."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from docx.opc.exceptions import OpcError
from lxml import etree

from ingest.assemble import assemble
from ingest.blocks import Block
from ingest.details import find_details
from ingest.errors import UnreadableFile
from ingest.html_page import read_html
from ingest.markdown import read_markdown
from ingest.media import MEDIA_TYPES, Contents, find_contents
from ingest.model import Original, Page, Review
from ingest.plain import read_plain
from ingest.reading import Reading
from ingest.roles import assign_roles
from ingest.sources import Source

OnProgress = Callable[[str, int, int], None]

MAX_WORDS = 1_000_000
MAX_BLOCKS = 60_000
_WORDS = re.compile(r"[^\W\d_]{2,}")
_FRESH_COPY = "Open it in the program that made it, save a fresh copy and add that."


@dataclass(frozen=True, slots=True)
class _Document:
    """What any reader found, in one form."""

    blocks: Sequence[Block]
    pages: tuple[Page, ...] = ()
    title: str | None = None
    published: date | None = None
    warnings: tuple[str, ...] = ()


def make_review(source: Source, content: bytes, on_progress: OnProgress) -> Review:
    """Read these bytes as the source's content; raises UnreadableFile where they cannot become a Review."""
    name = source.name
    found = find_contents(name, content)
    document = _read(name, content, found, on_progress)
    if len(document.blocks) > MAX_BLOCKS or sum(len(block.words) for block in document.blocks) > MAX_WORDS:
        raise UnreadableFile(
            name,
            f"The file holds more than {MAX_WORDS:,} words or {MAX_BLOCKS:,} paragraphs, more than any report.",
            "Add the parts that are needed as files of their own.",
        )
    if not any(_WORDS.search(word.text) for block in document.blocks for word in block.words):
        raise UnreadableFile(name, *_no_words(document, found))
    on_progress("Finding its structure", 0, 1)
    assembled = assemble(document.blocks, document.pages)
    details, missing = find_details(document.blocks, source.row, title=document.title, published=document.published)
    passages = assign_roles(assembled.passages, assembled.text, assembled.headings, details.kind)
    on_progress("Finding its structure", 1, 1)
    return Review(
        original=Original(name, MEDIA_TYPES[found.kind], content),
        text=assembled.text,
        details=details,
        passages=passages,
        headings=assembled.headings,
        pages=document.pages,
        segments=assembled.segments,
        words=assembled.words,
        warnings=(*found.warnings, *document.warnings, *missing),
        review_id=source.row.review_id if source.row else None,
        source=str(source.path.absolute()) if source.path else None,
    )


def _read(name: str, content: bytes, found: Contents, on_progress: OnProgress) -> _Document:
    text = found.text or ""
    match found.kind:
        case "pdf":
            return _read_pdf(name, content, on_progress)
        case "docx":
            return _from_reading(_read_word(name, content))
        case "html":
            return _from_reading(read_html(text))
        case "markdown":
            return _from_reading(read_markdown(text))
        case "plain":
            return _from_reading(read_plain(text))


def _from_reading(reading: Reading) -> _Document:
    return _Document(reading.blocks, (), reading.title, reading.published, reading.warnings)


def _read_word(name: str, content: bytes) -> Reading:
    from ingest.word import TooLargeError, read_word

    try:
        return read_word(content)
    except TooLargeError as error:
        raise UnreadableFile(
            name,
            "The Word document unpacks to far more than a report holds.",
            "Save it without its pictures, or as PDF, and add that.",
        ) from error
    except (OpcError, zipfile.BadZipFile, etree.LxmlError, KeyError, ValueError, AttributeError, OSError) as error:
        # python-docx and zipfile report a damaged package by whichever of these it meets first.
        raise UnreadableFile(name, "The Word document is damaged.", _FRESH_COPY) from error
    except (NotImplementedError, RuntimeError) as error:
        # How zipfile says that a part is enciphered or packed in a way that it does not know.
        raise UnreadableFile(
            name,
            "The Word document is locked or packed in an unusual way.",
            "Save a copy without a password and add that.",
        ) from error


def _read_pdf(name: str, content: bytes, on_progress: OnProgress) -> _Document:
    # Loading the readers of pages takes a second, which a text file need not wait for.
    from ingest.ocr import read_picture
    from ingest.pdf import read_pdf

    read = read_pdf(
        content,
        name=name,
        on_page=lambda done, total: on_progress("Reading pages", done, total),
        read_picture=read_picture,
    )
    by_eye = [page.number for page in read.pages if page.ocr]
    warnings: list[str] = []
    if by_eye:
        warnings.append(
            f"{_pages(by_eye)} had no usable text: the words were read from the picture by OCR and may hold mistakes."
        )
    bare = _bare_pages(read.blocks, read.pages)
    if bare:
        warnings.append(f"{_pages(bare)} {'has' if len(bare) == 1 else 'have'} no text.")
    return _Document(read.blocks, read.pages, read.title, None, tuple(warnings))


def _bare_pages(blocks: Sequence[Block], pages: Sequence[Page]) -> list[int]:
    written = {word.page for block in blocks for word in block.words}
    return [page.number for page in pages if page.number not in written]


def _pages(numbers: Sequence[int]) -> str:
    """Page numbers in words, runs drawn together: "Pages 3, 7 to 9"."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    shown = [str(first) if first == last else f"{first} to {last}" for first, last in runs[:20]]
    more = " and more" if len(runs) > 20 else ""
    return f"{'Page' if len(numbers) == 1 else 'Pages'} {', '.join(shown)}{more}"


def _no_words(document: _Document, found: Contents) -> tuple[str, str]:
    if found.kind == "pdf":
        count = len(document.pages)
        return (
            f"No words were found on its {count} {'page' if count == 1 else 'pages'}, not even by OCR.",
            "If the pages show words, scan them again more sharply and the right way up.",
        )
    return "The file holds no words.", "Check that it is the report, and fetch or save it again."
