from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.words import query_stems, stems


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("children", "child"),
        ("child’s", "child"),
        ("the children's needs", "the child need"),
        ("agencies", "agency"),
        ("women", "woman"),
        ("naïve", "naive"),
        ("SAFEGUARDING", "safeguarded"),
        ("babies", "baby"),
    ],
)
def test_counted_as_the_same_word(one: str, other: str) -> None:
    assert stems(one) == stems(other)


def test_a_lost_hyphen_does_no_harm() -> None:
    assert set(stems("interagency")) <= set(stems("inter-agency"))
    assert set(stems("agency")) <= set(stems("inter-agency"))


def test_paragraph_numbers_are_words() -> None:
    assert stems("see 4.12.") == (*stems("see"), "4.12")


def test_common_words_are_left_out_unless_there_are_no_others() -> None:
    assert query_stems("What did the children say about it?", 10) == ("child",)
    assert query_stems("who was it", 10) == ("who", "was", "it")
    assert query_stems("one two three four", 2) == ("two", "three")


@given(st.text(max_size=300))
def test_any_text_has_stems_without_error(text: str) -> None:
    assert all(isinstance(stem, str) and stem for stem in stems(text))
