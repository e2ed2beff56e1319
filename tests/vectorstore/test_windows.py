from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.windows import cut


def pieces(text: str) -> list[tuple[int, int]]:
    """Word pieces of at most four characters, as a tokenizer might give them."""
    return [(found.start(), found.end()) for found in re.finditer(r"\w{1,4}|[^\w\s]", text)]


prose = st.text(alphabet="ab cde.\n!é🙂-", max_size=400)


@given(prose, st.integers(min_value=1, max_value=30))
def test_every_piece_is_read_and_no_window_is_too_long(text: str, limit: int) -> None:
    found = pieces(text)
    windows = cut(text, found, limit)
    held: set[tuple[int, int]] = set()
    for start, end in windows:
        assert 0 <= start <= end <= len(text)
        inside = [piece for piece in found if start <= piece[0] < end]
        assert len(inside) <= limit
        held.update(inside)
    assert held == set(found)


@given(prose, st.integers(min_value=1, max_value=30))
def test_windows_go_forward(text: str, limit: int) -> None:
    windows = cut(text, pieces(text), limit)
    assert [start for start, _ in windows] == sorted({start for start, _ in windows})
    assert [end for _, end in windows] == sorted({end for _, end in windows})


def test_a_short_text_is_one_window() -> None:
    assert cut("A short text.", pieces("A short text."), 50) == ((0, 13),)
    assert cut("", [], 50) == ((0, 0),)


def test_windows_overlap_and_cut_at_sentences() -> None:
    text = " ".join(f"Sentence number {number} is here." for number in range(30))
    windows = cut(text, pieces(text), 60)
    assert len(windows) > 2
    for (_, end), (start, _) in pairwise(windows):
        assert start < end
        assert text[start:].startswith("Sentence number")
        assert text[:end].rstrip().endswith("here.")


def test_no_room_is_an_error() -> None:
    with pytest.raises(ValueError, match="room"):
        cut("abc", [(0, 3)], 0)
