"""The public face: any file becomes a Review, or is refused by name with a reason and a remedy."""

from __future__ import annotations

import io
import os
import signal
import threading
import time
from pathlib import Path

import docx
import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ingest import UnreadableFile, find_sources, isolation, read_review, uploaded
from ingest.model import Role

TEXT = """SERIOUS CASE REVIEW: CHILD X

Published: 12 August 2022

2. Method

2.1 The review panel met four times and reports were received from six agencies.

4. Findings

4.1 Nobody asked the father where he lived. The health visitor was never told that he had moved in.

5. Recommendations

5.1 The partnership should make sure that every agency records who lives in the home.
"""
BIG = "\n\n".join(f"4.{number} The midwife did not ask about the father." for number in range(1, 900)) * 12

SCANNED = (
    "The midwife did not ask about the father of the baby, and",
    "so nobody learnt where he had lived in the year before the",
    "birth, or why he had moved away from his older children,",
    "although the police had been told of it in that summer.",
)


def pdf(*pages: str, password: str | None = None) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, encrypt=password)
    for page in pages:
        text = canvas.beginText(72, 760)
        text.setFont("Helvetica", 12)
        text.textLines(page)
        canvas.drawText(text)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def scanned(*lines: str) -> bytes:
    image = Image.new("RGB", (1240, 1754), "white")
    draw = ImageDraw.Draw(image)
    for index, line in enumerate(lines):
        draw.text((150, 200 + 48 * index), line, fill="black", font=ImageFont.load_default(size=30))
    stream = io.BytesIO()
    image.save(stream, "PDF", resolution=150)
    return stream.getvalue()


def test_a_text_becomes_a_review() -> None:
    review = read_review(uploaded("../../child-x.txt", TEXT.encode()))
    assert review.original.name == "child-x.txt"
    assert review.original.content == TEXT.encode()
    assert review.original.media_type == "text/plain"
    assert (review.details.kind, str(review.details.published)) == ("scr", "2022-08-12")
    assert review.pages == ()
    by_number = {passage.paragraph: passage for passage in review.passages if passage.paragraph}
    assert [by_number[number].role for number in ("2.1", "4.1", "5.1")] == [
        Role.METHOD,
        Role.CONCERN,
        Role.RECOMMENDATION,
    ]
    assert by_number["4.1"].agencies == ("health visiting",)
    assert by_number["2.1"].agencies == ()
    assert all(passage.page is None for passage in review.passages)
    shown = review.text[by_number["5.1"].start : by_number["5.1"].end]
    assert shown == "The partnership should make sure that every agency records who lives in the home."


def test_a_file_of_a_folder_brings_its_row_and_path(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# Findings\n\nNobody asked the father anything at all.\n")
    (tmp_path / "manifest.csv").write_text("file,title,kind,published,review_id\na.md,Child Q,cspr,2020-13-01,q-1\n")
    (source,) = find_sources([tmp_path])
    review = read_review(source)
    assert (review.details.title, review.details.kind, review.review_id) == ("Child Q", "cspr", "q-1")
    assert review.source == str(tmp_path / "a.md")
    assert any("2020-13-01" in warning for warning in review.warnings)
    assert any(warning.startswith("published:") for warning in review.warnings)


def test_a_pdf_has_pages_and_says_how_far_it_is() -> None:
    told: list[tuple[str, int, int]] = []
    review = read_review(
        uploaded("a.pdf", pdf("The first page has words enough.", "", "The third has some words too.")),
        on_progress=lambda step, done, total: told.append((step, done, total)),
    )
    assert [page.number for page in review.pages] == [1, 2, 3]
    assert ("Reading pages", 3, 3) in told
    assert "Page 2 has no text." in review.warnings
    assert not any(passage.ocr for passage in review.passages)


def test_a_scan_is_read_by_ocr_and_says_so() -> None:
    review = read_review(uploaded("scan.pdf", scanned(*SCANNED)))
    assert " ".join(SCANNED) in review.text
    assert all(page.ocr for page in review.pages)
    assert all(passage.ocr for passage in review.passages)
    assert any("OCR" in warning for warning in review.warnings)
    assert review.words


def test_word_documents_are_read() -> None:
    document = docx.Document()
    document.add_heading("Domestic Homicide Review", 0)
    document.add_paragraph("4.12 The general practice did not know that she had separated.")
    stream = io.BytesIO()
    document.save(stream)
    review = read_review(uploaded("dhr.docx", stream.getvalue()))
    assert review.details.kind == "dhr"
    assert [passage.paragraph for passage in review.passages] == ["4.12"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.pdf", b"", "empty"),
        ("locked.pdf", pdf("Words", password="secret"), "password"),
        ("cut.pdf", pdf("Words")[:300], "damaged"),
        ("junk.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 40, "damaged"),
        ("white.pdf", pdf(""), "No words"),
        ("tags.html", b"<html><body><script>alert(1)</script></body></html>", "no words"),
        ("broken.docx", b"PK\x03\x04" + b"\x00" * 200, "damaged"),
        ("numbers.txt", b"1 2 3 4 5", "no words"),
    ],
)
def test_refuses_by_name_with_reason_and_remedy(name: str, content: bytes, said: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_review(uploaded("some/folder/" + name, content))
    assert caught.value.name == name
    assert said in caught.value.reason
    assert caught.value.remedy.endswith(".")


def test_what_is_not_there_or_is_a_folder_is_refused(tmp_path: Path) -> None:
    (absent,) = find_sources([tmp_path / "absent.pdf"])
    with pytest.raises(UnreadableFile, match="no such file"):
        read_review(absent)


def test_reading_that_takes_too_long_is_given_up_and_the_next_file_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolation, "QUIET_SECONDS", 0.0)
    with pytest.raises(UnreadableFile, match="too long"):
        read_review(uploaded("slow.txt", BIG.encode()))
    monkeypatch.undo()
    assert read_review(uploaded("next.txt", TEXT.encode())).passages


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_a_reader_that_dies_takes_only_its_file_with_it() -> None:
    caught: list[BaseException] = []

    def read() -> None:
        try:
            read_review(uploaded("big.txt", BIG.encode()))
        except UnreadableFile as error:
            caught.append(error)

    read_review(uploaded("first.txt", TEXT.encode()))
    reading = threading.Thread(target=read)
    reading.start()
    time.sleep(0.2)
    process = isolation._worker
    assert process is not None
    os.kill(process.process.pid, signal.SIGKILL)
    reading.join(30)
    assert "broke down" in str(caught[0])
    assert read_review(uploaded("next.txt", TEXT.encode())).passages


def test_an_interrupted_reading_leaves_nothing_for_the_next_file() -> None:
    def interrupt(step: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_review(uploaded("a.pdf", pdf("Words of the first file.")), on_progress=interrupt)
    assert "second" in read_review(uploaded("b.pdf", pdf("Words of the second file."))).text


def test_a_file_of_far_too_many_paragraphs_is_refused_before_they_are_worked_on() -> None:
    with pytest.raises(UnreadableFile, match="more than any report"):
        read_review(uploaded("lines.txt", b"- a word\n" * 70_000))
