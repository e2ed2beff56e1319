"""OCR: words, reading order and boxes of pages that are only pictures."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest.lines import Line
from ingest.ocr import Picture, read_picture

SENTENCES = ("The midwife did not ask", "about the father of the baby", "who lived in the same house")


def picture(*columns: tuple[int, tuple[str, ...]], width: int = 1000, height: int = 420) -> Picture:
    """A white page with lines of black words; each column is its left edge and its lines."""
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=34)
    for left, lines in columns:
        for index, line in enumerate(lines):
            draw.text((left, 60 + 90 * index), line, fill="black", font=font)
    return np.asarray(image, dtype=np.uint8)


def texts(lines: tuple[Line, ...]) -> list[str]:
    return [line.text for line in lines]


def test_reads_lines_with_their_places() -> None:
    page = picture((80, SENTENCES))
    lines = read_picture(page, 7, 0.36)
    assert texts(lines) == list(SENTENCES)
    assert {line.page for line in lines} == {7}
    assert all(line.ocr for line in lines)
    for index, line in enumerate(lines):
        top = (60 + 90 * index) * 0.36
        assert 70 * 0.36 < line.x0 < 90 * 0.36
        assert top - 4 < line.y0 < line.y1 < top + 20
        edges = [token.box for token in line.tokens]
        assert all(one[2] <= other[0] for one, other in pairwise(edges))
        assert len({token.size for token in line.tokens}) == 1


def test_reads_columns_one_after_the_other() -> None:
    left = ("First column one", "first column two", "first column three")
    right = ("Second column one", "second column two", "second column three")
    lines = read_picture(picture((60, left), (560, right)), 1, 1.0)
    assert texts(lines) == [*left, *right]


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_turned_pages_are_read_and_pointed_at_where_they_are(turns: int) -> None:
    page = picture((80, SENTENCES), height=1000)
    turned = np.ascontiguousarray(np.rot90(page, turns))
    lines = read_picture(turned, 1, 1.0)
    assert texts(lines) == list(SENTENCES)
    for line in lines:
        inside = turned[round(line.y0) : round(line.y1), round(line.x0) : round(line.x1)]
        assert inside.size
        assert (inside < 128).any()


@pytest.mark.parametrize("shape", [(1, 1, 3), (7, 900, 3), (400, 400, 3)])
def test_nothing_to_read_gives_no_lines(shape: tuple[int, int, int]) -> None:
    assert read_picture(np.full(shape, 255, dtype=np.uint8), 1, 1.0) == ()


def test_bold_lettering_is_told_from_the_rest() -> None:
    page = picture((80, SENTENCES)).copy()
    image = Image.fromarray(page)
    font = ImageFont.load_default(size=34)
    ImageDraw.Draw(image).text((80, 330), "A heading in bold", fill="black", font=font, stroke_width=2)
    lines = read_picture(np.asarray(image, dtype=np.uint8), 1, 1.0)
    assert [line.bold for line in lines] == [False, False, False, True]
