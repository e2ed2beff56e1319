"""Pictures of pages: the page asked for, the width asked for, kept within bounds."""

from __future__ import annotations

import io
import threading

import pytest
from PIL import Image

from web.page_image import WIDTHS, PageImageError, PageImages, PageKey, nearest_width, render_page


@pytest.fixture
def pdf(library):
    return library.original_path("alder")


def test_a_page_is_drawn_at_the_width_asked_for(pdf):
    with Image.open(io.BytesIO(render_page(pdf, 1, 600))) as picture:
        assert picture.width in (600, 601)
        assert abs(picture.height / picture.width - 842 / 595) < 0.01
        assert picture.convert("L").getextrema()[0] < 100


def test_pages_differ(pdf):
    assert render_page(pdf, 1, 600) != render_page(pdf, 2, 600)


@pytest.mark.parametrize("number", [0, 3])
def test_a_page_that_is_not_there_is_refused(pdf, number):
    with pytest.raises(PageImageError, match="2 pages"):
        render_page(pdf, number, 600)


def test_what_is_no_pdf_is_refused(tmp_path):
    file = tmp_path / "x.pdf"
    file.write_bytes(b"not a pdf")
    with pytest.raises(PageImageError, match="cannot be opened"):
        render_page(file, 1, 600)


def test_widths_come_from_a_short_list():
    assert [nearest_width(w) for w in (1, 600, 601, 10**9)] == [600, 600, 900, WIDTHS[-1]]


def test_pictures_are_kept_within_the_limit_and_forgotten(pdf, tmp_path):
    one = len(render_page(pdf, 1, 600))
    images = PageImages(limit=one + 10)
    first, second = PageKey("a", "v", 1, 600), PageKey("b", "v", 2, 600)
    images.png(first, pdf)
    images.png(second, pdf)
    missing = tmp_path / "gone.pdf"
    assert images.png(second, missing)
    with pytest.raises(PageImageError):
        images.png(first, missing)
    images.forget("b")
    with pytest.raises(PageImageError):
        images.png(second, missing)


def test_many_threads_draw_at_once(pdf):
    images = PageImages(limit=1)
    drawn = []
    threads = [
        threading.Thread(target=lambda n=n: drawn.append(images.png(PageKey("a", "v", n % 2 + 1, 600), pdf)))
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(drawn) == 8
    assert len(set(drawn)) == 2
