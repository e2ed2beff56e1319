"""PDF files, by PDFium: pages of positioned text become blocks; pages without a text layer are handed to OCR."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pypdfium2 as pdfium

from ingest.blocks import Block
from ingest.errors import UnreadableFile
from ingest.footnotes import Footnote, split_notes
from ingest.furniture import find_furniture
from ingest.glyphs import PageText, read_page
from ingest.headings import body_type
from ingest.hyphens import join_lines, lexicon
from ingest.layout import Strip, StripMaker, join_labels
from ingest.lines import Line, ReadPicture
from ingest.model import Page
from ingest.regions import find_regions
from ingest.structure import make_blocks
from ingest.type_sizes import even_sizes

MAX_PAGES = 3_000
# For the text layer alone; OCR takes its own time, page by page.
MAX_SECONDS = 120.0
MAX_TOTAL_CHARACTERS = 20_000_000
OCR_DOTS = 200
MAX_PICTURE_PIXELS = 25_000_000

# A page with fewer letters than this has no usable text layer, if a picture or drawing covers it.
_FEW_LETTERS = 12
_A4 = (595.0, 842.0)
_COVERED = 0.35
_MANY_PATHS = 400
_STRANGE = 0.3

OnPage = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class PdfRead:
    """What a PDF file holds.

    ``unread`` numbers the pages that had no usable text layer and of which OCR was not asked or found no word.
    ``title`` and ``created`` are what the file says of itself, which is often rubbish.
    """

    blocks: tuple[Block, ...]
    pages: tuple[Page, ...]
    unread: tuple[int, ...] = ()
    title: str | None = None
    created: date | None = None


def read_pdf(
    content: bytes, *, name: str = "file.pdf", on_page: OnPage | None = None, read_picture: ReadPicture | None = None
) -> PdfRead:
    """Read a PDF. ``on_page(done, total)`` is told of progress; ``read_picture`` reads pages that have no text.

    Raises UnreadableFile for a file that is damaged, locked with a password, or beyond the bounds of this module.
    """
    document = _opened(content, name)
    try:
        labels = _file_labels(document)
        texts, unread = _page_texts(document, name, on_page, read_picture)
        meta = document.get_metadata_dict()
    finally:
        document.close()
    even = even_sizes([text.lines for text in texts])
    texts = [replace(text, lines=lines) for text, lines in zip(texts, even, strict=True)]
    furniture = find_furniture({text.number: text.lines for text in texts}, {t.number: t.height for t in texts})
    kept = [
        replace(
            text,
            lines=tuple(
                line for index, line in enumerate(text.lines) if index not in furniture.lines.get(text.number, ())
            ),
        )
        for text in texts
    ]
    pages = tuple(
        Page(
            text.number,
            furniture.labels.get(text.number) or labels.get(text.number),
            text.width,
            text.height,
            ocr=any(line.ocr for line in text.lines),
        )
        for text in texts
    )
    return PdfRead(
        tuple(_blocks(kept)),
        pages,
        unread=tuple(unread),
        title=(meta.get("Title") or "").strip() or None,
        created=_pdf_date(meta.get("CreationDate") or ""),
    )


def _opened(content: bytes, name: str) -> pdfium.PdfDocument:
    if not content:
        raise UnreadableFile(name, "The file is empty.", "Fetch or export it again.")
    try:
        document = pdfium.PdfDocument(content)
        count = len(document)
    except pdfium.PdfiumError as error:
        if "password" in str(error).casefold():
            raise UnreadableFile(
                name, "The file is locked with a password.", "Save a copy without a password and add that."
            ) from error
        raise UnreadableFile(
            name, "The file is damaged, or is not a PDF.", "Open it in a PDF viewer, save a fresh copy and add that."
        ) from error
    if count > MAX_PAGES or count < 1:
        document.close()
        reason = f"The file has {count:,} pages; at most {MAX_PAGES:,} can be read." if count else "It has no pages."
        raise UnreadableFile(name, reason, "Add the parts that are needed as files of their own.")
    return document


def _page_texts(
    document: pdfium.PdfDocument, name: str, on_page: OnPage | None, read_picture: ReadPicture | None
) -> tuple[list[PageText], list[int]]:
    texts: list[PageText] = []
    unread: list[int] = []
    reading = 0.0
    characters = 0
    count = len(document)
    for number in range(1, count + 1):
        started = time.monotonic()
        text = _page_text(document, number)
        reading += time.monotonic() - started
        if _needs_ocr(text):
            text = replace(text, lines=_read_by_eye(document, number, read_picture))
            if not text.lines:
                unread.append(number)
        texts.append(text)
        characters += sum(len(token.text) for line in text.lines for token in line.tokens)
        if characters > MAX_TOTAL_CHARACTERS or reading > MAX_SECONDS:
            raise UnreadableFile(
                name,
                f"The file holds more than can be read in {MAX_SECONDS / 60:.0f} minutes (page {number} of {count}).",
                "Add the parts that are needed as files of their own.",
            )
        if on_page is not None:
            on_page(number, count)
    return texts, unread


def _page_text(document: pdfium.PdfDocument, number: int) -> PageText:
    """One page's text; a page that PDFium cannot open is as one without a text layer."""
    try:
        page = document[number - 1]
    except pdfium.PdfiumError:
        return _blank_page(number, *_A4)
    try:
        return read_page(page, number)
    except pdfium.PdfiumError:
        return _blank_page(number, *page.get_size())
    finally:
        page.close()


def _blank_page(number: int, width: float, height: float) -> PageText:
    return PageText(number, width, height, (), pictured=1.0)


def _needs_ocr(text: PageText) -> bool:
    """Whether a page shows words that its text layer does not have."""
    characters = [char for line in text.lines for token in line.tokens for char in token.text]
    letters = sum(char.isalpha() for char in characters)
    strange = sum(not char.isprintable() for char in characters)
    if characters and strange > _STRANGE * len(characters):
        return True
    return letters < _FEW_LETTERS and (text.pictured > _COVERED or text.drawn > _MANY_PATHS)


def _read_by_eye(document: pdfium.PdfDocument, number: int, read_picture: ReadPicture | None) -> tuple[Line, ...]:
    if read_picture is None:
        return ()
    try:
        page = document[number - 1]
    except pdfium.PdfiumError:
        return ()
    width, height = page.get_size()
    scale = min(OCR_DOTS / 72, (MAX_PICTURE_PIXELS / max(1.0, width * height)) ** 0.5)
    bitmap = page.render(scale=scale, rev_byteorder=True)
    try:
        picture = bitmap.to_numpy()[:, :, :3].copy()
    finally:
        bitmap.close()
        page.close()
    return read_picture(picture, number, 1 / scale)


def _blocks(texts: Sequence[PageText]) -> list[Block]:
    lines = [line for text in texts for line in text.lines]
    body = body_type(lines)
    known = lexicon(lines)
    maker = StripMaker()
    strips: list[Strip] = []
    notes: list[Footnote] = []
    for text in texts:
        written = [line for line in join_labels(text.lines) if any(char.isalnum() for char in line.text)]
        regions = find_regions(text.rules, text.panels, text.width, text.height)
        rest, found = split_notes(written, body.size, boxed=regions, goes_on=bool(notes))
        for note in found:
            if note.mark is None and notes:
                notes[-1] = Footnote(notes[-1].mark, notes[-1].lines + note.lines)
            else:
                notes.append(note)
        strips.extend(maker.strips(rest, regions))
    blocks = make_blocks(strips, body, known)
    for note in notes:
        words = join_lines(note.lines, known)
        if words:
            mark = note.mark if note.mark and note.mark.isdigit() else None
            blocks.append(Block("note", words, number=mark, ocr=any(line.ocr for line in note.lines)))
    return blocks


def _file_labels(document: pdfium.PdfDocument) -> dict[int, str]:
    """The page labels that the file itself declares, where it declares any."""
    labels = {number: document.get_page_label(number - 1) for number in range(1, len(document) + 1)}
    return {number: label for number, label in labels.items() if label}


def _pdf_date(written: str) -> date | None:
    match = re.match(r"^D:(\d{4})(\d{2})(\d{2})", written)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
