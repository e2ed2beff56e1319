"""Writes a sample as a Word file with real heading styles; the mark stands in its header and footer."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from typing import Final

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from samples import MARK
from samples.source import Block, Source

EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def make_docx(source: Source) -> bytes:
    """Write the report; the same source gives the same bytes with the same version of python-docx."""
    document = Document()
    document.styles["Normal"].font.name = "Calibri"
    document.styles["Normal"].font.size = Pt(11.5)
    properties = document.core_properties
    properties.title, properties.author = source.details["title"], source.details["header"]
    properties.created = properties.modified = datetime.fromisoformat(source.details["published"])
    section = document.sections[0]
    section.header.paragraphs[0].text = f"{source.details['header']}\n{MARK}"
    foot = section.footer.paragraphs[0]
    foot.text = f"{MARK}\t\tPage "
    _page_field(foot)
    document.add_paragraph(source.details["title"], style="Title")
    for line in source.details.get("cover_lines", "").split(" / "):
        if line:
            document.add_paragraph(line, style="Subtitle")
    for block in source.blocks:
        _write(document, block)
    buffer = io.BytesIO()
    document.save(buffer)
    return _steady(buffer.getvalue())


def _page_field(paragraph: Paragraph) -> None:
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def _runs(paragraph: Paragraph, text: str) -> None:
    for part in re.split(r"(\*\*.+?\*\*|\*.+?\*)", text):
        run = paragraph.add_run(part.strip("*"))
        run.bold = part.startswith("**") or None
        run.italic = (part.startswith("*") and not part.startswith("**")) or None


def _write(document: WordDocument, block: Block) -> None:
    match block.kind:
        case "heading":
            document.add_heading(f"{block.label} {block.lines[0]}".strip(), level=block.level)
        case "list":
            for line in block.lines:
                _runs(document.add_paragraph(style="List Bullet"), line)
        case "table":
            rows = [line.split("\t") for line in block.lines]
            table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
            for row, cells in zip(table.rows, rows, strict=True):
                for cell, text in zip(row.cells, cells, strict=True):
                    _runs(cell.paragraphs[0], text)
            document.add_paragraph()
        case "case":
            cell = document.add_table(1, 1, style="Table Grid").rows[0].cells[0]
            for place, line in enumerate(block.lines):
                _runs(cell.paragraphs[0] if place == 0 else cell.add_paragraph(), line)
            document.add_paragraph()
        case "newpage":
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        case "paragraph" | "recommendation":
            paragraph = document.add_paragraph()
            if block.number:
                paragraph.add_run(f"{block.number}\t")
            if block.label:
                paragraph.add_run(f"{block.label}: ").bold = True
            _runs(paragraph, block.lines[0])
        case "address":
            for line in block.lines:
                document.add_paragraph(line)
        case "contents" | "note":
            raise ValueError(f"a {block.kind} cannot stand in a Word sample")


def _steady(content: bytes) -> bytes:
    """The same package with fixed times, so that a rebuild does not change a byte."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, EPOCH), old.read(name), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
