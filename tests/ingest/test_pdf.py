"""PDF files made here, each with one difficulty that real ones have."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest import pdf
from ingest.assemble import assemble
from ingest.errors import UnreadableFile
from ingest.lines import Line, Token
from ingest.pdf import PdfRead, read_pdf
from tests.ingest.typeset import line

WIDTH, HEIGHT = 595, 842
SENTENCE = "The health visitor wrote what she had seen and told nobody about it."


def made(draw: Callable[[Canvas], None], encrypt: StandardEncryption | None = None) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(WIDTH, HEIGHT), invariant=1, encrypt=encrypt)
    draw(canvas)
    canvas.save()
    return file.getvalue()


def lines(
    canvas: Canvas, rows: list[str], *, x: float = 72, top: float = 100, size: float = 12, step: float = 15
) -> None:
    """Rows of type below each other, ``top`` points from the upper edge."""
    canvas.setFont("Helvetica", size)
    for index, row in enumerate(rows):
        canvas.drawString(x, HEIGHT - top - step * index, row)


def blocks(read: PdfRead) -> list[tuple[str, str | None, str]]:
    found: list[tuple[str, str | None, str]] = []
    for block in read.blocks:
        text = "".join(word.text if word.joined else f" {word.text}" for word in block.words).strip()
        found.append((block.kind, block.number, text))
    return found


def texts(read: PdfRead) -> list[str]:
    return [text for _, _, text in blocks(read)]


def test_furniture_is_taken_out_and_the_printed_number_kept() -> None:
    def draw(canvas: Canvas) -> None:
        for number in range(1, 5):
            lines(canvas, ["Review of Child Q", f"3 May 2021   Page {number + 2} of 6"], top=40, size=9, step=12)
            lines(canvas, [f"1{number}. {SENTENCE[:40]}", "strong and proactive inter-"], top=400)
            lines(canvas, ["agency work was seen in all of them."], top=430)
            canvas.showPage()

    read = read_pdf(made(draw))
    assert [page.label for page in read.pages] == ["3", "4", "5", "6"]
    assert [number for _, number, _ in blocks(read)] == ["11", "12", "13", "14"]
    assert all(text.endswith("inter-agency work was seen in all of them.") for text in texts(read))


def test_a_word_broken_over_the_page_end_is_one_word_with_two_boxes() -> None:
    def draw(canvas: Canvas) -> None:
        lines(canvas, ["They came together for decision-", "making, and there was good inter-"], top=740)
        lines(canvas, ["1"], x=300, top=800)
        canvas.showPage()
        lines(canvas, ["agency work. The decision-making was", "shared."], top=60)
        lines(canvas, ["2"], x=300, top=800)

    content = made(draw)
    read = read_pdf(content)
    assert texts(read) == ["They came together for decision-making, and there was good inter-agency work. "
                           "The decision-making was shared."]  # fmt: skip
    built = assemble(read.blocks, read.pages)
    start = built.text.index("inter-agency")
    parts = [(box.page, built.text[box.start : box.end]) for box in built.words if start <= box.start < start + 12]
    assert parts == [(1, "inter-"), (2, "agency")]
    assert [page.label for page in read.pages] == ["1", "2"]


def test_footnotes_are_parted_and_their_marks_dropped() -> None:
    def draw(canvas: Canvas) -> None:
        lines(canvas, ["Nobody in the area"], top=100)
        canvas.setFont("Helvetica", 7)
        canvas.drawString(173, HEIGHT - 95, "2")
        lines(canvas, ["asked why, in 2015."], x=180, top=100)
        lines(canvas, [SENTENCE], top=115)
        canvas.setFont("Helvetica", 6)
        canvas.drawString(72, HEIGHT - 756, "2")
        lines(canvas, ["A note about the area, in small type,", "on two lines."], x=77, top=760, size=9, step=11)

    assert blocks(read_pdf(made(draw))) == [
        ("paragraph", None, f"Nobody in the area asked why, in 2015. {SENTENCE}"),
        ("note", "2", "A note about the area, in small type, on two lines."),
    ]


def test_headings_numbers_bullets_and_rows() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 16)
        canvas.drawString(72, HEIGHT - 90, "Findings")
        lines(
            canvas,
            [f"1. {SENTENCE}", "2.Communication was poor, as it had been in the years 2015–", "16. However,"],
            top=120,
        )
        lines(canvas, ["it got better. Agencies should:"], x=90, top=165)
        lines(canvas, ["• ask;", "• write it down."], x=90, top=185)
        lines(canvas, [f"3. {SENTENCE}"], top=225)
        for row, (left, right) in enumerate([("Judgement", "Grade"), ("Leaders", "Good"), ("Help", "Poor")]):
            lines(canvas, [left], top=260 + 20 * row)
            lines(canvas, [right], x=350, top=260 + 20 * row)

    assert blocks(read_pdf(made(draw))) == [
        ("heading", None, "Findings"),
        ("paragraph", "1", SENTENCE),
        ("paragraph", "2", "Communication was poor, as it had been in the years 2015–16. However, it got better. "
                           "Agencies should:"),
        ("bullet", None, "ask;"),
        ("bullet", None, "write it down."),
        ("paragraph", "3", SENTENCE),
        ("table", None, "Judgement Grade"),
        ("table", None, "Leaders Good"),
        ("table", None, "Help Poor"),
    ]  # fmt: skip


def test_a_drawn_box_is_one_case_even_over_a_page_end() -> None:
    def draw(canvas: Canvas) -> None:
        lines(canvas, ["Before the box there is a paragraph of its own."], top=100)
        canvas.rect(60, 60, 475, 640)
        canvas.setFont("Helvetica-Bold", 12)
        canvas.drawString(72, HEIGHT - 170, "Case study: Child B")
        lines(canvas, [SENTENCE, SENTENCE, "It went on"], top=200)
        canvas.showPage()
        canvas.rect(60, 600, 475, 200)
        lines(canvas, ["for years.", SENTENCE], top=80)
        lines(canvas, [SENTENCE], top=400)

    read = read_pdf(made(draw))
    built = assemble(read.blocks, read.pages)
    assert [(p.shape, p.page, p.page_end) for p in built.passages] == [
        ("paragraph", 1, 1),
        ("case", 1, 2),
        ("paragraph", 2, 2),
    ]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_boxes_are_where_the_words_are_shown(turn: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(turn)
        # The library turns the paper with the page; here it stays upright.
        canvas.setPageSize((HEIGHT, WIDTH) if turn % 180 else (WIDTH, HEIGHT))
        canvas.setCropBox((20, 30, 575, 820))
        canvas.saveState()
        if turn == 90:
            canvas.transform(0, 1, -1, 0, 575, 30)
        elif turn == 180:
            canvas.transform(-1, 0, 0, -1, 575, 820)
        elif turn == 270:
            canvas.transform(0, -1, 1, 0, 20, 820)
        else:
            canvas.translate(20, 30)
        height = 555 if turn % 180 else 790
        canvas.setFont("Helvetica", 20)
        canvas.drawString(100, height - 200, "Harbour")
        canvas.restoreState()

    read = read_pdf(made(draw))
    (page,) = read.pages
    assert (round(page.width), round(page.height)) == ((790, 555) if turn % 180 else (555, 790))
    (word,) = read.blocks[0].words
    assert word.box is not None
    assert word.box[0] == pytest.approx(100, abs=2)
    assert word.box[1] < 200 - 13
    assert word.box[3] == pytest.approx(205, abs=3)
    assert 60 < word.box[2] - word.box[0] < 90


def test_boxes_of_neighbouring_lines_do_not_overlap() -> None:
    read = read_pdf(made(lambda canvas: lines(canvas, [SENTENCE] * 4, step=13)))
    words = [word.box for word in read.blocks[0].words if word.box]
    for one in words:
        for other in words:
            apart = one[3] <= other[1] or other[3] <= one[1] or one[2] <= other[0] + 0.5 or other[2] <= one[0] + 0.5
            assert one == other or apart


def test_what_cannot_be_seen_is_not_read_and_what_is_drawn_twice_is_read_once() -> None:
    def draw(canvas: Canvas) -> None:
        lines(canvas, [SENTENCE])
        lines(canvas, [SENTENCE], x=72.3)
        lines(canvas, ["Beyond the edge of the page."], x=900)
        lines(canvas, ["Too small for anybody to read."], top=300, size=1)

    assert texts(read_pdf(made(draw))) == [SENTENCE]


def scanned(canvas: Canvas) -> None:
    canvas.drawImage(ImageReader(picture()), 0, 0, WIDTH, HEIGHT)


def picture() -> io.BytesIO:
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (60, 80), "#eeeeee").save(file, "PNG")
    file.seek(0)
    return file


def test_pages_without_a_text_layer_are_read_from_their_picture() -> None:
    def draw(canvas: Canvas) -> None:
        lines(canvas, [SENTENCE])
        canvas.showPage()
        scanned(canvas)
        canvas.showPage()
        canvas.showPage()

    seen: list[tuple[int, int, float]] = []

    def read_picture(image: NDArray[np.uint8], page: int, scale: float) -> tuple[Line, ...]:
        seen.append((page, image.shape[2], round(image.shape[0] * scale)))
        return (Line(page, (Token("Seen.", (72, 72, 100, 84), 12),), ocr=True),)

    content = made(draw)
    assert read_pdf(content).unread == (2,)
    progress: list[tuple[int, int]] = []
    read = read_pdf(content, read_picture=read_picture, on_page=lambda done, total: progress.append((done, total)))
    assert seen == [(2, 3, HEIGHT)]
    assert [page.ocr for page in read.pages] == [False, True, False]
    assert [(block.ocr, block.words[0].page) for block in read.blocks] == [(False, 1), (True, 2)]
    assert (read.unread, progress) == ((), [(1, 3), (2, 3), (3, 3)])


def test_lines_from_ocr_become_headings_and_paragraphs_although_their_sizes_jitter() -> None:
    rows = [
        ("1 Introduction", 90, 11.0),
        (f"1.1 {SENTENCE[:-1]} and when they asked", 120, 10.5),
        ("no one came.", 135, 7.8),
        (f"1.2 {SENTENCE} And again.", 160, 10.2),
        ("The bruise at four weeks", 200, 9.4),
        (f"1.3 {SENTENCE} Once more.", 230, 9.6),
    ]

    def read_picture(image: NDArray[np.uint8], page: int, scale: float) -> tuple[Line, ...]:
        return tuple(replace(line(text, y=y, size=size, page=page), ocr=True) for text, y, size in rows)

    read = read_pdf(made(scanned), read_picture=read_picture)
    assert [(block.kind, block.level, block.number) for block in read.blocks] == [
        ("heading", 1, None),
        ("paragraph", 0, "1.1"),
        ("paragraph", 0, "1.2"),
        ("heading", 2, None),
        ("paragraph", 0, "1.3"),
    ]
    assert texts(read)[1].endswith("asked no one came.")


def test_invisible_text_over_a_scan_is_read_and_said_to_be_ocr() -> None:
    def draw(canvas: Canvas) -> None:
        scanned(canvas)
        text = canvas.beginText(72, 700)
        text.setFont("Helvetica", 12)
        text.setTextRenderMode(3)
        text.textLine(SENTENCE)
        canvas.drawText(text)

    read = read_pdf(made(draw))
    assert (texts(read), read.blocks[0].ocr, read.pages[0].ocr) == ([SENTENCE], True, True)


def test_the_file_speaks_of_itself() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setTitle("Child Q")
        lines(canvas, [SENTENCE])

    read = read_pdf(made(draw))
    assert read.title == "Child Q"
    assert read.created == date(2000, 1, 1)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a PDF", b"%PDF-1.7\nbroken"])
def test_what_is_no_pdf_is_refused_by_name(content: bytes) -> None:
    with pytest.raises(UnreadableFile, match=r"^x\.pdf: The file is "):
        read_pdf(content, name="x.pdf")


def test_a_locked_file_is_refused_with_the_remedy() -> None:
    content = made(lambda canvas: lines(canvas, [SENTENCE]), encrypt=StandardEncryption("secret"))
    with pytest.raises(UnreadableFile, match="without a password"):
        read_pdf(content, name="x.pdf")


def test_bounds_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def draw(canvas: Canvas) -> None:
        for _ in range(4):
            lines(canvas, [SENTENCE])
            canvas.showPage()

    content = made(draw)
    monkeypatch.setattr(pdf, "MAX_TOTAL_CHARACTERS", 100)
    with pytest.raises(UnreadableFile, match="page 2 of 4"):
        read_pdf(content)
    monkeypatch.setattr(pdf, "MAX_PAGES", 3)
    with pytest.raises(UnreadableFile, match="4 pages"):
        read_pdf(content)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damage_is_refused_or_read_and_never_a_crash(data: st.DataObject) -> None:
    content = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(content)))
    for damaged in (bytes(content), bytes(content[:cut])):
        try:
            read = read_pdf(damaged, name="x.pdf")
        except UnreadableFile:
            continue
        assemble(read.blocks, read.pages)


WHOLE = made(lambda canvas: lines(canvas, ["Findings", f"1. {SENTENCE}", f"2. {SENTENCE}", "• and more."]))
