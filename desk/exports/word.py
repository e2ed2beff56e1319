"""A hand-out or a training pack as a Word file, with real headings and each quotation's place in a footnote."""

from __future__ import annotations

import io
import re
from datetime import UTC

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from desk.exports.footnotes import Footnotes
from desk.exports.handout import HandedOut, Handout, Piece, Source

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
QUOTE_STYLE = "Quotation"
_FONT = "Arial"
_INK = RGBColor(0x0B, 0x0C, 0x0C)
_HEADINGS = (("Title", 24.0), ("Heading 1", 18.0), ("Heading 2", 14.0), ("Heading 3", 12.0))
# What XML cannot hold.
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def word_file(handout: Handout, *, training: bool = False) -> bytes:
    """Write a hand-out as .docx; with ``training`` also notes, prompts and every source in full at the end."""
    document = _blank(handout)
    footnotes = Footnotes(document)
    document.add_heading(plain(handout.title), level=0)
    for statement in (handout.made_from, *handout.statements):
        document.add_paragraph(plain(statement))
    if training and handout.notes:
        document.add_heading("Before the session", level=1)
        _paragraphs(document, handout.notes)
    for answer in handout.answers:
        _answer(document, footnotes, answer, training=training)
    if training:
        _full_quotes(document, handout)
    _reference_list(document, handout)
    footnotes.close()
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def plain(words: str) -> str:
    """Return words as a Word file can hold them."""
    return _IMPOSSIBLE.sub("", words)


def _answer(document: Document, footnotes: Footnotes, answer: HandedOut, *, training: bool) -> None:
    document.add_heading(plain(answer.question), level=1)
    for line in answer.about:
        document.add_paragraph(plain(line)).paragraph_format.keep_with_next = True
    document.add_heading(answer.outcome, level=2)
    sources = {source.n: source for source in answer.sources}
    for piece in answer.pieces:
        _piece(document, footnotes, piece, sources)
    if answer.left_out:
        document.add_paragraph(left_out_words(answer.left_out))
    if training and answer.notes:
        document.add_heading("The trainer’s notes", level=2)
        _paragraphs(document, answer.notes)
    if training and answer.prompts:
        document.add_heading("To discuss", level=2)
        for prompt in answer.prompts:
            document.add_paragraph(plain(prompt), style="List Bullet")


def left_out_words(count: int) -> str:
    """Say that parts of an answer are missing from a hand-out, and why."""
    parts = "One part of the answer is" if count == 1 else f"{count} parts of the answer are"
    return f"{parts} left out here: the words could not be found again in the library."


def _piece(document: Document, footnotes: Footnotes, piece: Piece, sources: dict[int, Source]) -> None:
    if piece.kind == "heading":
        document.add_heading(plain(piece.text), level=3)
        return
    if piece.kind == "text":
        _paragraphs(document, piece.text)
        return
    quoted = piece.kind == "claim" and piece.quoted
    words = plain(" ".join(piece.text.split()))
    paragraph = document.add_paragraph(f"“{words}”" if quoted else words, style=QUOTE_STYLE if quoted else None)
    paragraph.paragraph_format.keep_together = True
    paragraph.paragraph_format.keep_with_next = piece.kind == "lead_in" or None
    if piece.mark:
        paragraph.add_run(f" ({piece.mark})").italic = True
    for n in piece.sources:
        if source := sources.get(n):
            footnotes.add(paragraph, plain(f"Source {n}: {source.cited}"), source.reference.url)


def _full_quotes(document: Document, handout: Handout) -> None:
    document.add_heading("The quotations in full", level=1)
    for number, answer in enumerate(handout.answers, 1):
        if len(handout.answers) > 1:
            document.add_heading(f"{number}. {plain(answer.question)}", level=2)
        for source in answer.sources:
            document.add_paragraph(f"Source {source.n}: {plain(source.cited)}").paragraph_format.keep_with_next = True
            document.add_paragraph(f"“{plain(' '.join(source.quote.split()))}”", style=QUOTE_STYLE)


def _reference_list(document: Document, handout: Handout) -> None:
    if not handout.references():
        return
    document.add_heading("References", level=1)
    for reference, _ in handout.references():
        paragraph = document.add_paragraph(plain(reference.words), style="List Number")
        if reference.url:
            paragraph.add_run(" ")
            _link(paragraph, plain(reference.url))


def _link(paragraph: Paragraph, url: str) -> None:
    """Put an address into a paragraph as a link, which python-docx reads but does not make."""
    relation = paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), relation)
    run = paragraph.add_run(url)
    run.font.underline = True
    run.font.color.rgb = RGBColor(0x14, 0x50, 0x8C)
    link.append(run._r)
    paragraph._p.append(link)


def _paragraphs(document: Document, words: str) -> None:
    """Set words of ours or of the trainer: paragraphs at line ends, lists of "- " lines, **strong** words."""
    for line in filter(None, (line.strip() for line in plain(words).splitlines())):
        listed = line.startswith(("- ", "* "))
        paragraph = document.add_paragraph(style="List Bullet" if listed else None)
        for i, part in enumerate(re.split(r"\*\*(.+?)\*\*", line[2:] if listed else line)):
            paragraph.add_run(part).bold = bool(i % 2) or None


def _blank(handout: Handout) -> Document:
    """Make an A4 document of our look, in British English, with what every page must say at its foot."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.2)
    _look(document)
    foot = section.footer.paragraphs[0]
    foot.text = plain(" ".join((handout.made_from, *handout.statements)))
    for run in foot.runs:
        run.font.size = Pt(8.5)
    properties = document.core_properties
    properties.title = plain(handout.title)[:255]
    properties.author = "Review Lessons"
    properties.comments = plain(handout.made_from)
    properties.language = "en-GB"
    properties.created = properties.modified = handout.made.astimezone(UTC).replace(tzinfo=None)
    return document


def _look(document: Document) -> None:
    normal = _style(document, "Normal")
    _font(normal, 11)
    normal.paragraph_format.space_after = Pt(8)
    normal.paragraph_format.line_spacing = 1.2
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    properties = normal.element.get_or_add_rPr()
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    properties.append(language)
    for name, size in _HEADINGS:
        style = _style(document, name)
        _font(style, size)
        style.font.bold = True
        style.paragraph_format.space_before = Pt(0 if name == "Title" else size)
        style.paragraph_format.space_after = Pt(6)
    for border in _style(document, "Title").element.iter(qn("w:pBdr")):
        border.getparent().remove(border)
        break
    quote = document.styles.add_style(QUOTE_STYLE, WD_STYLE_TYPE.PARAGRAPH)
    quote.base_style = normal
    quote.font.name = "Georgia"
    quote.paragraph_format.left_indent = Cm(0.8)


def _style(document: Document, name: str) -> ParagraphStyle:
    style = document.styles[name]
    if not isinstance(style, ParagraphStyle):
        raise TypeError(f"the style {name} of the Word template is not for paragraphs")
    return style


def _font(style: ParagraphStyle, size: float) -> None:
    """Set font, size and colour; the template's own name fonts by theme, which would win over a plain name."""
    style.font.name = _FONT
    style.font.size = Pt(size)
    style.font.color.rgb = _INK
    fonts = style.element.rPr.rFonts
    for key in [key for key in fonts.attrib if key.endswith("Theme")]:
        del fonts.attrib[key]
    for script in ("w:eastAsia", "w:cs"):
        fonts.set(qn(script), _FONT)
