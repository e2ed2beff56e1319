"""Boxes over quoted words: all of them, on their lines, and no others."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.model import WordBox
from web.highlight import Box, Marks, line_boxes, page_stretches, place


def words_on_lines(text, width, page=1, top=100.0):
    """Lay words out six points a character, a line whenever ``width`` points are full."""
    words, x, y, start = [], 0.0, top, 0
    for word in text.split(" "):
        if x and x + 6 * len(word) > width:
            x, y = 0.0, y + 14
        if word:
            words.append(WordBox(start, start + len(word), page, x, y, x + 6 * len(word), y + 11))
        x += 6 * (len(word) + 1)
        start += len(word) + 1
    return words


texts = st.lists(st.text("abcdefgh", min_size=1, max_size=9), min_size=1, max_size=40).map(" ".join)


@given(texts, st.integers(60, 300), st.data())
def test_every_quoted_word_is_under_a_box_and_no_other_is(text, width, data):
    words = words_on_lines(text, width)
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    marks = place((), words, (), text, words[first].start, words[last].end)
    for i, word in enumerate(words):
        x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
        under = any(b.x0 <= x <= b.x1 and b.y0 <= y <= b.y1 for b in marks.boxes)
        assert under == (first <= i <= last)
    assert len(marks.boxes) == len({word.y0 for word in words[first : last + 1]})


def test_words_in_two_columns_are_two_boxes():
    left = WordBox(0, 4, 1, 50, 100, 80, 111)
    right = WordBox(5, 9, 1, 320, 100, 350, 111)
    assert line_boxes([left, right]) == (Box(50, 100, 80, 111), Box(320, 100, 350, 111))


def test_nothing_is_marked_when_words_of_the_quote_have_no_box():
    text = "one two three four"
    words = words_on_lines(text, 500)
    assert place((), words[:2], (), text, 0, len(text)) == Marks()


def test_a_quote_over_a_page_end_is_marked_on_both_pages():
    text = "one two three four"
    words = words_on_lines(text, 500)
    here, after = words[:2], words[2:]
    assert place((), here, after, text, 0, len(text)).runs_on
    second = place(here, after, (), text, 0, len(text))
    assert second.runs_from
    assert len(second.boxes) == 1


def test_an_empty_quote_marks_nothing():
    assert place((), words_on_lines("one", 50), (), "one  ", 3, 5) == Marks()


def test_the_text_of_a_page_is_its_stretches_in_order():
    words = [WordBox(*span, 1, 0, 0, 1, 1) for span in ((0, 3), (4, 7), (90, 95), (96, 99))]
    assert page_stretches(reversed(words)) == [(0, 7), (90, 99)]
