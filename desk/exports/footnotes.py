"""Footnotes for Word files, which python-docx can read past but not write.

A footnote is an element of the part ``/word/footnotes.xml`` (ECMA-376 part 1, section 17.11), referred to by number
from a run in the text. The two numbers before 1 are the lines that Word draws between text and footnotes.
"""

from __future__ import annotations

from copy import deepcopy
from typing import cast

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_LINE_SPACING
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt
from docx.text.paragraph import Paragraph
from lxml import etree

_EMPTY = (
    f"<w:footnotes {nsdecls('w')}>"
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:pPr><w:spacing w:after="0"/></w:pPr>'
    "<w:r><w:separator/></w:r></w:p></w:footnote>"
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:pPr><w:spacing w:after="0"/></w:pPr>'
    "<w:r><w:continuationSeparator/></w:r></w:p></w:footnote>"
    "</w:footnotes>"
)
TEXT_STYLE = "Footnote Text"
MARK_STYLE = "Footnote Reference"


class Footnotes:
    """The footnotes of one document that is being written; ``close`` puts them into its package."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._root = parse_xml(_EMPTY)
        self._count = 0
        _add_styles(document)

    def add(self, paragraph: Paragraph, words: str, url: str | None = None) -> int:
        """Put a mark at a paragraph's end and the words, with their address, at the foot; returns the number."""
        self._count += 1
        mark = paragraph.add_run()
        mark.style = self._document.styles[MARK_STYLE]
        mark._r.append(_numbered("w:footnoteReference", self._count))
        self._root.append(self._footnote(words if not url else f"{words} {url}"))
        return self._count

    def close(self) -> None:
        """Put the footnotes into the document's package."""
        content = etree.tostring(self._root, xml_declaration=True, encoding="UTF-8", standalone=True)
        package = self._document.part.package
        part = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, content, package)
        self._document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
        settings = self._document.settings.element
        listed = OxmlElement("w:footnotePr")
        for number in (-1, 0):
            listed.append(_numbered("w:footnote", number))
        # The order of a settings part is fixed: this comes right before the notes at the end and the compatibility.
        before = settings.find(qn("w:endnotePr"))
        before = before if before is not None else settings.find(qn("w:compat"))
        if before is not None:
            before.addprevious(listed)
        else:
            settings.append(listed)

    def _footnote(self, words: str) -> BaseOxmlElement:
        """Make a footnote by way of a paragraph of the document, so that all text is written by python-docx."""
        paragraph = self._document.add_paragraph(style=TEXT_STYLE)
        mark = paragraph.add_run()
        mark.style = self._document.styles[MARK_STYLE]
        mark._r.append(OxmlElement("w:footnoteRef"))
        paragraph.add_run(f" {words}")
        footnote = _numbered("w:footnote", self._count)
        footnote.append(deepcopy(paragraph._p))
        self._document._body._body.remove(paragraph._p)
        return footnote


def _numbered(tag: str, number: int) -> BaseOxmlElement:
    made = cast(BaseOxmlElement, OxmlElement(tag))
    made.set(qn("w:id"), str(number))
    return made


def _add_styles(document: Document) -> None:
    text = document.styles.add_style(TEXT_STYLE, WD_STYLE_TYPE.PARAGRAPH)
    text.base_style = document.styles["Normal"]
    text.font.size = Pt(9.5)
    text.paragraph_format.space_after = Pt(3)
    text.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    mark = document.styles.add_style(MARK_STYLE, WD_STYLE_TYPE.CHARACTER)
    mark.font.superscript = True
