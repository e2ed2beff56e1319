"""Sets a sample as a PDF that looks like a published report: running headers, footnotes, contents and boxed cases.

Footnotes and the contents page need to know on which page things fall, which only setting them tells; so a report is
set again until the pages stay where they were.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Final

import reportlab
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from samples import MARK
from samples.source import Block, Source

MOST_PAGES: Final = 24
MOST_SETTINGS: Final = 8
GREY: Final = HexColor("#555555")


@dataclass(frozen=True, slots=True)
class Look:
    """How one report is dressed. Lengths are points."""

    body: str
    bold: str
    italic: str
    size: float
    accent: Color
    bullet: str
    margin: float
    centred: bool
    indent: float


LOOKS: Final = {
    "board": Look("Helvetica", "Helvetica-Bold", "Helvetica-Oblique", 11, HexColor("#1f3a5f"), "•", 72, False, 36),
    "partnership": Look("Helvetica", "Helvetica-Bold", "Helvetica-Oblique", 11, HexColor("#0b5d51"), "–", 64, True, 34),
    "office": Look("Times-Roman", "Times-Bold", "Times-Italic", 12, HexColor("#222222"), "•", 76, True, 36),
    "inspectorate": Look("Vera", "VeraBd", "VeraIt", 9.5, HexColor("#4b2e83"), "•", 66, False, 30),
    "letter": Look("Helvetica", "Helvetica-Bold", "Helvetica-Oblique", 11, HexColor("#000000"), "•", 72, False, 0),
}


@dataclass(slots=True)
class _Pages:
    """What one setting of the report learnt: the page of each footnote call and of each heading."""

    notes: dict[str, int] = field(default_factory=dict)
    headings: dict[str, int] = field(default_factory=dict)
    count: int = 0


def page_label(source: Source, index: int) -> str | None:
    """What is printed as the number of the page with this 1-based index; None on a cover."""
    covers = 1 if source.details.get("cover") == "yes" else 0
    if index <= covers:
        return None
    return str(index if source.details.get("labels") == "physical" else index - covers)


def make_pdf(source: Source) -> bytes:
    """Set the report; the same source gives the same bytes with the same version of reportlab."""
    _fonts()
    pages = _Pages()
    for _ in range(MOST_SETTINGS):
        content, found = _set(source, pages)
        if found == pages:
            return content
        pages = found
    raise RuntimeError(f"{source.name}: its footnotes do not settle; move one to another paragraph")


def _fonts() -> None:
    folder = Path(reportlab.__file__).parent / "fonts"
    for name in ("Vera", "VeraBd", "VeraIt"):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(folder / f"{name}.ttf")))
    pdfmetrics.registerFontFamily("Vera", normal="Vera", bold="VeraBd", italic="VeraIt", boldItalic="VeraBd")


def _set(source: Source, known: _Pages) -> tuple[bytes, _Pages]:
    look = LOOKS[source.details.get("look", "board")]
    found, buffer = _Pages(), io.BytesIO()
    notes = {block.number: block.lines[0] for block in source.blocks if block.kind == "note"}
    feet = {
        page: [_note(number, notes[number], look) for number, at in known.notes.items() if at == page]
        for page in range(1, MOST_PAGES + 1)
    }
    width, height = A4
    template = BaseDocTemplate(
        buffer, pagesize=A4, invariant=1, title=source.details["title"], author=source.details["header"], lang="en-GB"
    )

    def dress(canvas: Canvas, _: BaseDocTemplate) -> None:
        number = canvas.getPageNumber()
        found.count = number
        canvas.setNamedCB("heading", _noticing(found.headings, number))
        canvas.setNamedCB("call", _noticing(found.notes, number))
        _furniture(canvas, source, look, number, known.count)
        _draw_notes(canvas, feet[number], look)

    for page in range(1, MOST_PAGES + 1):
        raised = 76 + _height(feet[page], width - 2 * look.margin)
        frame = Frame(look.margin, raised, width - 2 * look.margin, height - 86 - raised, 0, 0, 0, 0)
        template.addPageTemplates(PageTemplate(str(page), [frame], onPage=dress, autoNextPageTemplate=str(page + 1)))
    story = [*_front(source, look), *_story(source, look, known)]

    template.build(story)
    return buffer.getvalue(), found


def _noticing(pages: dict[str, int], number: int) -> Callable[[Canvas, str | None, str], None]:
    """What the canvas calls where a heading or footnote call is drawn."""

    def notice(_: Canvas, __: str | None, label: str) -> None:
        pages[label] = number

    return notice


def _furniture(canvas: Canvas, source: Source, look: Look, number: int, count: int) -> None:
    width, height = A4
    label = page_label(source, number)
    canvas.saveState()
    canvas.setFillColor(GREY)
    canvas.setFont(look.body, 8.5)
    if label is None or (source.details.get("look") == "letter" and number == 1):
        canvas.drawCentredString(width / 2, height - 40, MARK)
    else:
        for row, text in enumerate((source.details["header"], source.details.get("subheader", MARK))):
            at = height - 40 - row * 11
            if look.centred:
                canvas.drawCentredString(width / 2, at, text)
            else:
                canvas.drawString(look.margin, at, text)
    if label is not None:
        last = page_label(source, count or number)
        text = f"Page {label} of {last}" if source.details.get("footer") == "count" else label
        canvas.drawRightString(width - look.margin, 36, text)
        canvas.drawString(look.margin, 36, MARK)
    canvas.restoreState()


def _note(number: str, text: str, look: Look) -> Paragraph:
    style = ParagraphStyle("note", fontName=look.body, fontSize=8, leading=9.6, spaceAfter=2)
    return Paragraph(f"<super>{number}</super> {_markup(text)}", style)


def _height(flowables: Sequence[Flowable], width: float) -> float:
    total: float = sum(flowable.wrap(width, 400)[1] + 2 for flowable in flowables)
    return total + (10 if flowables else 0)


def _draw_notes(canvas: Canvas, notes: Sequence[Flowable], look: Look) -> None:
    width = A4[0] - 2 * look.margin
    at = 54 + _height(notes, width)
    if notes:
        canvas.line(look.margin, at, look.margin + 140, at)
        at -= 8
    for note in notes:
        at -= note.wrap(width, 400)[1] + 2
        note.drawOn(canvas, look.margin, at)


def _markup(text: str) -> str:
    text = escape(text, quote=False)
    text = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", text)
    text = re.sub(r"\*(.+?)\*", r"<i>\1</i>", text)
    return re.sub(r"\[\^(\d+)\]", r'<super size="7">\1</super><onDraw name="call" label="\1"/>', text)


def _front(source: Source, look: Look) -> list[Flowable]:
    """The cover, or the title at the head of the first page."""
    details = source.details
    big = ParagraphStyle("title", fontName=look.bold, fontSize=22, leading=27, textColor=look.accent, spaceAfter=14)
    small = ParagraphStyle("sub", fontName=look.body, fontSize=13, leading=18, spaceAfter=8)
    if details.get("look") == "letter":
        return []
    lines = [details["header"], *details.get("cover_lines", "").split(" / ")]
    if details.get("cover") == "yes":
        centred = ParagraphStyle("cover", parent=small, alignment=TA_CENTER if look.centred else 0)
        title = ParagraphStyle("covertitle", parent=big, alignment=TA_CENTER if look.centred else 0)
        rest = [Paragraph(escape(line, quote=False), centred) for line in lines[1:] if line]
        return [
            Spacer(1, 150), Paragraph(lines[0], centred), Spacer(1, 20), Paragraph(details["title"], title), *rest,
            PageBreak(),
        ]  # fmt: skip
    return [Paragraph(details["title"], big), *(Paragraph(line, small) for line in lines[1:] if line), Spacer(1, 8)]


def _story(source: Source, look: Look, known: _Pages) -> list[Flowable]:
    flowables: list[Flowable] = []
    for place, block in enumerate(source.blocks):
        if block.kind == "heading" and block.level == 1:
            flowables.append(CondPageBreak(90))
        flowables += _flow(block, place, source, look, known)
    return flowables


def _flow(block: Block, place: int, source: Source, look: Look, known: _Pages) -> list[Flowable]:
    body = ParagraphStyle(
        "body", fontName=look.body, fontSize=look.size, leading=look.size * 1.32, spaceAfter=look.size * 0.72,
        allowWidows=0, allowOrphans=0, embeddedHyphenation=1,
    )  # fmt: skip
    match block.kind:
        case "heading":
            return [_heading_flow(block, place, look)]
        case "list":
            inset = look.indent + 18
            style = ParagraphStyle(
                "bullet",
                parent=body,
                leftIndent=inset,
                bulletIndent=look.indent + 2,
                bulletFontName=look.body,
                spaceAfter=4,
            )
            items = [Paragraph(_markup(line), style, bulletText=look.bullet) for line in block.lines]
            return [*items, Spacer(1, 5)]
        case "table" | "case":
            return [_grid(block, look, body), Spacer(1, 10)]
        case "address":
            tight = ParagraphStyle("address", parent=body, spaceAfter=0)
            *lines, last = block.lines
            return [*(Paragraph(line, tight) for line in lines), Paragraph(last, body)]
        case "contents":
            return [_contents(source, look, known), Spacer(1, 8)]
        case "newpage":
            return [PageBreak()]
        case "note":
            return []
    if block.number:
        style = ParagraphStyle(
            "numbered", parent=body, leftIndent=look.indent, bulletFontName=look.body, bulletFontSize=look.size
        )
        return [Paragraph(_markup(block.lines[0]), style, bulletText=f"{block.number}{_stop(source)}")]
    if block.label:
        return [Paragraph(f"<b>{block.label}:</b> {_markup(block.lines[0])}", body)]
    return [Paragraph(_markup(block.lines[0]), body)]


def _stop(source: Source) -> str:
    """Running counts are printed with a full stop, section numbers without."""
    return "." if source.details.get("numbering") == "running" else ""


def _heading_flow(block: Block, place: int, look: Look) -> Flowable:
    size = look.size + (5 if block.level == 1 else 1.5)
    style = ParagraphStyle(
        "heading", fontName=look.bold, fontSize=size, leading=size * 1.25, textColor=look.accent, keepWithNext=1,
        spaceBefore=10 if block.level == 1 else 4, spaceAfter=7,
    )  # fmt: skip
    text = f"{block.label} {block.lines[0]}".strip()
    return Paragraph(f'{escape(text, quote=False)}<onDraw name="heading" label="{place}"/>', style)


def _grid(block: Block, look: Look, body: ParagraphStyle) -> Table:
    width = A4[0] - 2 * look.margin
    if block.kind == "case":
        rows = [[Paragraph(_markup(line), body)] for line in block.lines]
        boxed = TableStyle([])
        boxed.add("BOX", (0, 0), (-1, -1), 1, look.accent)
        boxed.add("BACKGROUND", (0, 0), (-1, -1), HexColor("#f1f3f5"))
        boxed.add("LEFTPADDING", (0, 0), (-1, -1), 10)
        boxed.add("TOPPADDING", (0, 0), (-1, 0), 8)
        boxed.add("TOPPADDING", (0, 1), (-1, -1), 0)
        boxed.add("BOTTOMPADDING", (0, 0), (-1, -1), 5)
        return Table(rows, colWidths=[width], style=boxed)
    small = ParagraphStyle("cell", parent=body, fontSize=look.size - 1.5, leading=look.size * 1.15, spaceAfter=0)
    head = ParagraphStyle("head", parent=small, fontName=look.bold)
    cells = [
        [Paragraph(_markup(cell), head if row == 0 else small) for cell in line.split("\t")]
        for row, line in enumerate(block.lines)
    ]
    columns = len(cells[0])
    longest = max(len(line.split("\t")[0]) for line in block.lines)
    first = width * (1 / columns if columns > 2 else 0.24 if longest < 24 else 0.62)
    rest = (width - first) / max(1, columns - 1)
    ruled = TableStyle([])
    ruled.add("GRID", (0, 0), (-1, -1), 0.5, GREY)
    ruled.add("BACKGROUND", (0, 0), (-1, 0), HexColor("#e6e9ec"))
    ruled.add("VALIGN", (0, 0), (-1, -1), "TOP")
    return Table(cells, colWidths=[first, *[rest] * (columns - 1)], style=ruled, repeatRows=1)


def _contents(source: Source, look: Look, known: _Pages) -> Table:
    width = A4[0] - 2 * look.margin
    style = ParagraphStyle("toc", fontName=look.body, fontSize=look.size, leading=look.size * 1.5)
    rows = []
    for place, block in enumerate(source.blocks):
        if block.kind == "heading" and block.level == 1 and block.lines[0] != "Contents":
            page = page_label(source, known.headings.get(str(place), 1)) or ""
            name = f"{block.label} {block.lines[0]}".strip()
            room = width - 44 - pdfmetrics.stringWidth(name, look.body, look.size)
            dots = "." * max(3, int(room / look.size / 0.33))
            rows.append([Paragraph(f"{escape(name, quote=False)} {dots}", style), Paragraph(page, style)])
    flat = TableStyle([])
    flat.add("LEFTPADDING", (0, 0), (-1, -1), 0)
    flat.add("TOPPADDING", (0, 0), (-1, -1), 0)
    return Table(rows, colWidths=[width - 30, 30], style=flat)
