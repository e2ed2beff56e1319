"""On real pages the marks cover the quoted words and no others, by PDFium's own boxes of each character."""

from __future__ import annotations

import re
import shutil

import pypdfium2 as pdfium
import pytest

from web.highlight import place

QUOTE = 160


@pytest.fixture(scope="module")
def samples_library(demonstration_home, tmp_path_factory):
    import app
    from settings import Settings

    settings = Settings(home=shutil.copytree(demonstration_home, tmp_path_factory.mktemp("marks") / "home"))
    with app.open_library(settings, settings.demonstration) as library:
        yield library


def letters(text):
    """Letters only: the raised number of a footnote stands among the words on the page, and not in the text."""
    return re.sub(r"[^a-z]", "", text.lower())


def letters_under(sheet, boxes):
    """The letters whose middle lies in a box, in the order of the page's text."""
    page = sheet.get_textpage()
    found = ""
    for i in range(page.count_chars()):
        left, bottom, right, top = page.get_charbox(i)
        x, y = (left + right) / 2, sheet.get_height() - (bottom + top) / 2
        if any(b.x0 <= x <= b.x1 and b.y0 <= y <= b.y1 for b in boxes):
            found += page.get_text_range(i, 1)
    return letters(found)


def test_marks_cover_what_is_quoted_and_nothing_else(samples_library):
    checked = 0
    for review in samples_library.reviews():
        if review.media_type != "application/pdf" or review.ocr_pages:
            continue
        text = samples_library.text(review.review_id)
        words = [samples_library.words(review.review_id, None, n) for n in range(1, review.pages + 1)]
        document = pdfium.PdfDocument(samples_library.original_path(review.review_id))
        for stored in samples_library.passages(review.review_id)[::3]:
            passage = stored.passage
            end = passage.end if passage.end - passage.start < QUOTE else text.rindex(" ", 0, passage.start + QUOTE)
            found = ""
            for number in sorted({passage.page, passage.page_end}):
                before, after = words[number - 2] if number > 1 else (), words[number] if number < len(words) else ()
                marks = place(before, words[number - 1], after, text, passage.start, end)
                found += letters_under(document[number - 1], marks.boxes)
            assert sorted(found) == sorted(letters(text[passage.start : end])), (
                review.file,
                passage.page,
                text[passage.start : end],
            )
            checked += 1
        document.close()
    assert checked > 50
