"""Word documents (DOCX): paragraphs, automatic numbers, tables, boxes and footnotes, as they are read.

Deleted words of tracked changes are left out and inserted ones taken; text boxes and tables of one cell are boxed
cases; footnotes come last, apart from the text. Word stores no pages, so none are given.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from lxml import etree

from ingest.blocks import Block
from ingest.reading import Reading, make_block, paragraph_block, split_bullet, split_number, words_of
from ingest.word_numbers import Numbering, read_numbering

MAX_UNPACKED = 300_000_000
MAX_XML = 60_000_000
MAX_PARTS = 10_000
MAX_HEADING_WORDS = 14

_SKIPPED = frozenset(map(qn, ("w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:instrText", "w:delText")))
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BOX = qn("w:txbxContent")
_HEADING = re.compile(r"^heading ([1-9])$", re.IGNORECASE)
_TABLE_NUMBER = re.compile(r"^\s*\d{1,3}(?:\.\d{1,3}){0,3}\.?\s*$")


class TooLargeError(ValueError):
    """The document unpacks to more than a report can be."""


def check_package(content: bytes) -> None:
    """Refuse a package that would not fit: raises TooLargeError, or zipfile.BadZipFile for no package at all."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = package.infolist()
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise TooLargeError
    if any(part.file_size > MAX_XML for part in parts if part.filename.endswith((".xml", ".rels"))):
        raise TooLargeError


def read_word(content: bytes) -> Reading:
    """Make blocks of a DOCX. Raises TooLargeError, or what python-docx and lxml raise for a damaged package."""
    check_package(content)
    document = docx.Document(io.BytesIO(content))
    walk = _Walk(_styles(document), read_numbering(_part(document, RELATIONSHIP_TYPE.NUMBERING)))
    walk.body(document.element.body)
    walk.notes(_part(document, RELATIONSHIP_TYPE.FOOTNOTES))
    walk.notes(_part(document, RELATIONSHIP_TYPE.ENDNOTES))
    return Reading(tuple(walk.blocks), title=_title(document))


def _title(document: Document) -> str | None:
    return document.core_properties.title or None


def _part(document: Document, kind: str) -> etree._Element | None:
    for relationship in document.part.rels.values():
        if relationship.reltype == kind and not relationship.is_external:
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            return etree.fromstring(relationship.target_part.blob, parser)
    return None


@dataclass(frozen=True, slots=True)
class _Style:
    """What a paragraph style means to a reader; None and "" where it says nothing."""

    heading: int | None = None
    list_id: str | None = None
    depth: int | None = None
    bullet: bool = False


def _styles(document: Document) -> dict[str, _Style]:
    nodes = {str(node.get(qn("w:styleId"))): node for node in document.styles.element.findall(qn("w:style"))}
    return {name: _style(name, nodes) for name in nodes}


def _style(style_id: str, nodes: dict[str, etree._Element]) -> _Style:
    """A style with what it inherits; a style that is based on itself ends the search."""
    heading: int | None = None
    list_id: str | None = None
    depth: int | None = None
    bullet = False
    seen: set[str] = set()
    while style_id in nodes and style_id not in seen:
        seen.add(style_id)
        node = nodes[style_id]
        name = _value(node, "w:name")
        bullet = bullet or name.casefold().startswith("list bullet")
        if heading is None:
            heading = _heading_level(name, node)
        list_id = list_id or _value(node, "w:pPr", "w:numPr", "w:numId") or None
        own_depth = _value(node, "w:pPr", "w:numPr", "w:ilvl")
        if depth is None and own_depth.isdigit():
            depth = int(own_depth)
        style_id = _value(node, "w:basedOn")
    return _Style(heading, list_id, depth, bullet)


def _heading_level(name: str, node: etree._Element) -> int | None:
    if match := _HEADING.match(name):
        return int(match[1])
    if name.casefold() in {"title", "toc heading"}:
        return 1
    outline = _value(node, "w:pPr", "w:outlineLvl")
    return int(outline) + 1 if re.fullmatch("[0-8]", outline) else None


def _value(node: etree._Element, *path: str) -> str:
    """The ``w:val`` of a descendant by its path; "" where there is none."""
    found: etree._Element | None = node
    for name in path:
        found = None if found is None else found.find(qn(name))
    return "" if found is None else str(found.get(qn("w:val")) or "")


@dataclass(slots=True)
class _Walk:
    """The document as far as it has been read."""

    styles: dict[str, _Style]
    numbering: Numbering
    blocks: list[Block] = field(default_factory=list)
    _case: int | None = None
    _cases: int = 0

    def body(self, parent: etree._Element) -> None:
        """Read what stands in a body, a cell or a box, in order."""
        for child in parent:
            if child.tag == qn("w:p"):
                self._paragraph(child)
            elif child.tag == qn("w:tbl"):
                self._table(child)
            elif child.tag in {qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml")}:
                self.body(child)

    def notes(self, part: etree._Element | None) -> None:
        """Read footnotes or endnotes; Word's own separators are not among them."""
        for note in () if part is None else part:
            if note.get(qn("w:type")) is None:
                self._keep(make_block("note", " ".join(_text(paragraph) for paragraph in note.iter(qn("w:p")))))

    def _paragraph(self, node: etree._Element) -> None:
        text = _text(node)
        style = self.styles.get(_value(node, "w:pPr", "w:pStyle") or "Normal", _Style())
        list_id = _value(node, "w:pPr", "w:numPr", "w:numId") or style.list_id or "0"
        own_depth = _value(node, "w:pPr", "w:numPr", "w:ilvl")
        depth = int(own_depth) if own_depth.isdigit() else style.depth or 0
        # Word counts a numbered paragraph only where it has words.
        number = self.numbering.next(list_id, depth) if list_id != "0" and text.strip() else None
        outline = _value(node, "w:pPr", "w:outlineLvl")
        heading = int(outline) + 1 if re.fullmatch("[0-8]", outline) else style.heading
        if heading is None and number is None and self._case is None and _looks_like_heading(node, text):
            heading = 3
        if heading is not None:
            self._keep(make_block("heading", f"{number} {text}" if number else text, level=heading, case=self._case))
        elif number is not None and re.fullmatch(r"\d[\d.]*[.)]?", number):
            self._keep(make_block("paragraph", text, number=number.rstrip(".)"), case=self._case))
        elif number is not None:
            self._keep(make_block("bullet", f"{number} {text}", level=depth, case=self._case))
        elif style.bullet or (list_id != "0" and self.numbering.is_bullet(list_id, depth)):
            self._keep(make_block("bullet", split_bullet(text)[1], level=depth, case=self._case))
        else:
            self._keep(paragraph_block(text, case=self._case))
        for box in _boxes(node):
            self._boxed(box)

    def _boxed(self, parent: etree._Element) -> None:
        """A box within a box belongs to the outer one."""
        outer = self._case
        if outer is None:
            self._cases += 1
            self._case = self._cases
        self.body(parent)
        self._case = outer

    def _table(self, node: etree._Element) -> None:
        own_rows = (row for row in node.iter(qn("w:tr")) if _table_of(row) is node)
        rows = [[cell for cell in row.iter(qn("w:tc")) if _table_of(cell) is node] for row in own_rows]
        if len(rows) == 1 and len(rows[0]) == 1:
            self._boxed(rows[0][0])
            return
        for cells in rows:
            self._row(cells)

    def _row(self, cells: list[etree._Element]) -> None:
        texts = [" ".join(_text(paragraph) for paragraph in cell.iter(qn("w:p"))) for cell in cells]
        texts = [text for text in texts if text.strip()]
        if len(texts) == 2 and _TABLE_NUMBER.match(texts[0]):
            self._keep(make_block("paragraph", texts[1], number=texts[0].strip().rstrip("."), case=self._case))
        elif len(texts) == 1 and split_number(texts[0])[0]:
            self._keep(paragraph_block(texts[0], case=self._case))
        else:
            self._keep(make_block("table", " ".join(texts), case=self._case))

    def _keep(self, block: Block | None) -> None:
        if block:
            self.blocks.append(block)


def _table_of(node: etree._Element) -> etree._Element | None:
    return next(node.iterancestors(qn("w:tbl")), None)


def _looks_like_heading(node: etree._Element, text: str) -> bool:
    """Whether a paragraph without a heading style is one by its look: short, all of it bold, no full stop."""
    words = words_of(text)
    if not words or len(words) > MAX_HEADING_WORDS or text.rstrip()[-1] in ".,;:?!" or split_bullet(text)[0]:
        return False
    runs = [run for run in node.iter(qn("w:r")) if any((part.text or "").strip() for part in run.findall(qn("w:t")))]
    return bool(runs) and all(_is_on(run, "w:b") for run in runs)


def _is_on(run: etree._Element, name: str) -> bool:
    properties = run.find(qn("w:rPr"))
    mark = None if properties is None else properties.find(qn(name))
    return mark is not None and mark.get(qn("w:val")) not in {"0", "false", "off"}


def _boxes(node: etree._Element) -> Iterator[etree._Element]:
    for box in node.iter(_BOX):
        # Word writes each box twice: as it is, and again for older programs.
        if not any(parent.tag in {_FALLBACK, _BOX} for parent in box.iterancestors()):
            yield box


def _text(paragraph: etree._Element) -> str:
    """The words of a paragraph, without those deleted, hidden, or in boxes that hang on it."""
    parts: list[str] = []
    stack = list(reversed(paragraph))
    while stack:
        node = stack.pop()
        if node.tag in _SKIPPED or node.tag in {_FALLBACK, _BOX}:
            continue
        if node.tag == qn("w:t"):
            parts.append(node.text or "")
        elif node.tag in {qn("w:tab"), qn("w:br"), qn("w:cr"), qn("w:ptab")}:
            parts.append(" ")
        elif node.tag == qn("w:noBreakHyphen"):
            parts.append("-")
        elif node.tag == qn("w:r") and _is_on(node, "w:vanish"):
            continue
        else:
            stack.extend(reversed(node))
    return "".join(parts)
