from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.align import Alignment
from ingest import read_review, uploaded

words = st.lists(st.text("abcde", min_size=1, max_size=3), min_size=1, max_size=40)


@given(words)
def test_a_text_is_aligned_with_itself(text_words: list[str]) -> None:
    text = " ".join(text_words)
    alignment = Alignment(text, text)
    assert alignment.share == 1.0
    assert alignment.span(0, len(text)) == (0, len(text))


@given(words, st.data())
def test_white_space_and_left_out_words_do_not_lead_astray(text_words: list[str], data: st.DataObject) -> None:
    numbered = [f"{word}{number}" for number, word in enumerate(text_words)]
    original = "\n\n ".join(["***", *numbered, "---"])
    first = data.draw(st.integers(0, len(numbered) - 1))
    last = data.draw(st.integers(first, len(numbered) - 1))
    made = " ".join(numbered)
    start = made.index(numbered[first])
    end = made.index(numbered[last]) + len(numbered[last])
    low, high = Alignment(made, original).span(start, end)
    assert original[low:high] == "\n\n ".join(numbered[first : last + 1])


def test_a_stretch_of_ingested_text_is_found_in_its_file() -> None:
    original = (
        "Findings\n========\n\n* Fathers were left\n  out of assess-\n  ments and assessments.\n\n-----\n\n"
        "12. The health visitor noted bruises on a baby who could not yet crawl.\n"
    )
    review = read_review(uploaded("a.txt", original.encode()))
    alignment = Alignment(review.text, original)
    last = review.passages[-1]
    start, end = alignment.span(last.start, last.end)
    assert original[start:end] == "The health visitor noted bruises on a baby who could not yet crawl."


def test_words_that_are_not_there_have_no_place() -> None:
    assert Alignment("alpha beta", "gamma delta").span(0, 5) == (0, 0)
