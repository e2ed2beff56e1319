"""Word documents: what a reader of the printed page sees, in order."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from lxml import etree

from ingest.blocks import Block
from ingest.word import TooLargeError, read_word
from ingest.word_numbers import Level, Numbering, read_numbering


def saved(document: Document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def words(block: Block) -> str:
    return " ".join(word.text for word in block.words)


def blocks(document: Document) -> list[tuple[str, int, str | None, int | None, str]]:
    read = read_word(saved(document)).blocks
    return [(block.kind, block.level, block.number, block.case, words(block)) for block in read]


def test_reads_styles_numbers_lists_tables_and_boxes() -> None:
    document = docx.Document()
    document.add_heading("Review of Child X", 0)
    document.add_heading("Findings", 1)
    document.add_paragraph("4.12 The midwife did not ask.")
    document.add_paragraph().add_run("A bold line of its own").bold = True
    document.add_paragraph("seen", style="List Bullet")
    document.add_paragraph("The council should act.", style="List Number")
    document.add_paragraph("The police should act.", style="List Number")
    table = document.add_table(2, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "4.13", "Numbered in a table."
    table.cell(1, 0).text, table.cell(1, 1).text = "who", "what"
    document.add_table(1, 1).cell(0, 0).text = "A boxed case."
    assert blocks(document) == [
        ("heading", 1, None, None, "Review of Child X"),
        ("heading", 1, None, None, "Findings"),
        ("paragraph", 0, "4.12", None, "The midwife did not ask."),
        ("heading", 3, None, None, "A bold line of its own"),
        ("bullet", 0, None, None, "seen"),
        ("paragraph", 0, "1", None, "The council should act."),
        ("paragraph", 0, "2", None, "The police should act."),
        ("paragraph", 0, "4.13", None, "Numbered in a table."),
        ("table", 0, None, None, "who what"),
        ("paragraph", 0, None, 1, "A boxed case."),
    ]


def test_takes_insertions_and_leaves_deletions_hidden_words_and_field_codes() -> None:
    document = docx.Document()
    document.element.body.insert(
        0,
        parse_xml(
            f"<w:p {nsdecls('w')}><w:r><w:t xml:space='preserve'>The </w:t></w:r>"
            "<w:del><w:r><w:delText>hospital</w:delText></w:r></w:del>"
            "<w:ins><w:r><w:t>school</w:t></w:r></w:ins>"
            "<w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r>"
            "<w:r><w:instrText>PAGEREF 7</w:instrText></w:r>"
            "<w:r><w:tab/><w:t>co</w:t><w:noBreakHyphen/><w:t>operated</w:t><w:softHyphen/><w:t>.</w:t></w:r></w:p>"
        ),
    )
    assert blocks(document) == [("paragraph", 0, None, None, "The school co-operated.")]


def test_a_text_box_is_a_case_and_comes_once() -> None:
    document = docx.Document()
    box = "<w:txbxContent><w:p><w:r><w:t>Boxed words.</w:t></w:r></w:p></w:txbxContent>"
    document.element.body.insert(
        0,
        parse_xml(
            f"<w:p {nsdecls('w')} xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
            f"<w:r><w:t>Before.</w:t></w:r><w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
            f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
        ),
    )
    assert blocks(document) == [
        ("paragraph", 0, None, None, "Before."),
        ("paragraph", 0, None, 1, "Boxed words."),
    ]


NUMBERING = f"""<w:numbering {nsdecls("w")}>
<w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="4"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="(%3)"/></w:lvl>
<w:lvl w:ilvl="3"><w:numFmt w:val="bullet"/><w:lvlText w:val="x"/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="0"/>
<w:lvlOverride w:ilvl="0"><w:startOverride w:val="9"/></w:lvlOverride></w:num>
</w:numbering>"""


def test_numbers_run_as_word_prints_them() -> None:
    numbering = read_numbering(etree.fromstring(NUMBERING))
    asked = [("1", 0), ("1", 1), ("1", 1), ("1", 2), ("1", 2), ("1", 0), ("2", 1), ("3", 0), ("1", 3), ("7", 0)]
    assert [numbering.next(*one) for one in asked] == [
        "4.",
        "4.1",
        "4.2",
        "(i)",
        "(ii)",
        "5.",
        "5.1",
        "9.",
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("style", "counted", "printed"),
    [("lowerLetter", 28, "bb"), ("upperRoman", 49, "XLIX"), ("decimalZero", 3, "03"), ("unknown", 3, "3")],
)
def test_numbers_in_other_styles(style: str, counted: int, printed: str) -> None:
    numbering = Numbering({"1": ("d", {0: Level(style, "%1", counted)})})
    assert numbering.next("1", 0) == printed


def test_a_package_that_unpacks_to_too_much_is_refused_unread() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b" " * 70_000_000)
    with pytest.raises(TooLargeError):
        read_word(stream.getvalue())
