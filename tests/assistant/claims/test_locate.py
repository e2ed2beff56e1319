"""A quote is found exactly, at its place, however it is set; and never where it is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.claims.locate import compared, locate, normalise

TEXT = (
    "4.12 The “core group” didn’t meet for 10–12 weeks – and the inter-\nagency plan was not re\u00adviewed. "
    "Of\ufb01cers\u00a0said so,  twice… No one asked the father."
)


@pytest.mark.parametrize(
    ("quote", "held"),
    [
        ('the "core group" didn\'t meet for 10-12 weeks', "The “core group” didn’t meet for 10–12 weeks"),
        ("THE INTER-AGENCY PLAN WAS NOT REVIEWED", "the inter-\nagency plan was not re\u00adviewed"),
        ("the interagency plan was not reviewed.", "the inter-\nagency plan was not re\u00adviewed"),
        ("Officers said so, twice...", "Of\ufb01cers\u00a0said so,  twice"),
        ("weeks - and the inter- agency plan", "weeks – and the inter-\nagency plan"),
        ("“No one asked the father”", "No one asked the father"),
    ],
)
def test_how_words_are_set_does_not_count(quote: str, held: str) -> None:
    place = locate(quote, TEXT)
    assert place is not None
    assert TEXT[place.start : place.end] == held


@pytest.mark.parametrize(
    "quote",
    [
        "the core group did not meet for 10-12 weeks",
        "didn't meet for 10-13 weeks",
        "didn't meet for 1012 weeks",
        "the inter agency plan was reviewed",
        "core group … father",
        "No one asked the fathe",
        "o one asked the father",
        "",
        "...",
    ],
)
def test_other_words_are_not_found(quote: str) -> None:
    assert locate(quote, TEXT) is None


@given(st.text(max_size=200), st.integers(0, 200), st.integers(0, 200))
def test_what_is_found_is_the_same_words(text: str, one: int, other: int) -> None:
    quote = text[min(one, other) : max(one, other)]
    place = locate(quote, text)
    if place is not None:
        assert compared(text[place.start : place.end]) == compared(quote)


@given(st.lists(st.from_regex(r"[a-zA-Zé]{1,9}", fullmatch=True), min_size=3, max_size=30), st.data())
def test_whole_words_are_always_found(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first + 1, len(words)))
    place = locate("  ".join(words[first:last]).upper(), text)
    assert place is not None
    assert text[place.start : place.end].lower() == " ".join(words[first:last]).lower() or (
        compared(text[place.start : place.end]) == compared(" ".join(words[first:last]))
    )


@given(st.text(max_size=100))
def test_every_character_knows_its_place(text: str) -> None:
    made = normalise(text)
    assert len(made.text) == len(made.starts)
    assert list(made.starts) == sorted(made.starts)
    assert all(0 <= start < len(text) for start in made.starts)
