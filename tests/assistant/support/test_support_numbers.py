"""Numbers: however they are written, the same meets itself and another does not."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assistant.support.numbers import compare_numbers, numbers_of

WORDS = "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split()


@given(st.integers(2, 900))
def test_a_number_meets_itself_and_no_other(value: int) -> None:
    quote = f"The team saw {value:,} children."
    assert compare_numbers(f"They saw {value} children.", [quote]).conflicts == ()
    other = compare_numbers(f"They saw {value * 2 + 1} children.", [quote])
    assert other.met == 0
    assert len(other.conflicts) == 1


@given(st.sampled_from(WORDS), st.sampled_from(WORDS))
def test_words_and_figures_are_one(one: str, other: str) -> None:
    figure = WORDS.index(one) + 2
    assert compare_numbers(f"It took {one} weeks.", [f"It took {figure} weeks."]).met == 1
    assume(one != other)
    assert compare_numbers(f"It took {other} weeks.", [f"It took {figure} weeks."]).conflicts


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("a third of the posts", "33% of the posts"),
        ("two thirds of them", "66.7% of them"),
        ("half of the cases", "50 per cent of the cases"),
        ("one in four children", "25% of children"),
        ("twelve months", "a year, that is 12 months"),
        ("over 12 months", "over one year"),
        ("on 30 January 2024", "on 30th January 2024"),
        ("in 2024", "on 30 January 2024"),
        ("in 2014–15", "for 2014−2015"),
        ("three to seven weeks", "between three and seven weeks"),
        ("one hundred and twenty children", "120 children"),
        ("the three boroughs", "the tri-borough team"),
    ],
)
def test_ways_of_writing_one_number(claim: str, quote: str) -> None:
    found = compare_numbers(claim, [quote])
    assert (found.conflicts, found.absent) == ((), ())
    assert found.met >= 1


@pytest.mark.parametrize(
    ("claim", "quote"),
    [("in 2021", "in 2022"), ("75% of children", "57% of children"), ("a quarter of them", "a third of them")],
)
def test_what_differs_is_told(claim: str, quote: str) -> None:
    found = compare_numbers(claim, [quote])
    assert found.conflicts
    assert found.conflicts[0].startswith("the quote says")


def test_a_year_may_come_from_the_context_and_marks_of_citations_are_no_numbers() -> None:
    assert compare_numbers("In 2024 it was so [3].", ["It was so."], "Torbay, 2024").absent == ()
    assert numbers_of("one of them said so [12]") == ()


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    assert all(text[number.start : number.end].strip() == number.text for number in numbers_of(text))
