from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.model import Turn
from assistant.understand import Understood, display_name, understand
from tests.assistant.making import HELD, gazetteer
from vectorstore import Filters

PLACES = gazetteer()
FIRST = "What did Harrowmere find about neglect of young babies?"


def read(question: str, *earlier: str, given: Filters | None = None) -> Understood:
    history = [turn for text in earlier for turn in (Turn("user", text), Turn("assistant", "Tarnside, 2018: “…”"))]
    return understand(question, history, given or Filters(), HELD, PLACES)


def test_filters_that_the_asker_set_win_over_words() -> None:
    given = Filters(local_authority=("Tarnside",), published_from=date(2020, 1, 1))
    found = read("What did Harrowmere say before 2019?", given=given)
    assert found.filters.local_authority == ("Tarnside",)
    assert found.filters.published_from == date(2020, 1, 1)
    assert found.taken.local_authority == ("Harrowmere",)


def test_place_and_limit_hold_on_through_follow_ups() -> None:
    found = read("only since 2022", FIRST)
    assert found.leans_on_history
    assert found.filters == Filters(local_authority=("Harrowmere",), published_from=date(2022, 1, 1))
    found = read("and for unborn babies?", FIRST, "only since 2022")
    assert found.filters == Filters(local_authority=("Harrowmere",), published_from=date(2022, 1, 1))
    assert "neglect of young babies" in found.search[found.faint[0].start :]


def test_another_place_takes_the_place_of_the_first() -> None:
    found = read("and in Tarnside?", FIRST)
    assert found.filters == Filters(local_authority=("Tarnside",))
    found = read("what about Rotherham?", FIRST)
    assert (found.filters, found.constraints.absent) == (Filters(), ("Rotherham",))
    assert read("and for older children?", FIRST, "what about Rotherham?").constraints.absent == ("Rotherham",)


@pytest.mark.parametrize("question", ["and elsewhere?", "What about other areas?", "and in other reviews?"])
def test_elsewhere_frees_the_place(question: str) -> None:
    found = read(question, FIRST)
    assert found.filters == Filters()
    assert "Harrowmere" not in found.text
    assert "neglect of young babies" in found.text


def test_a_new_topic_brings_no_place_along() -> None:
    assert read("What do reviews say about home education?", FIRST).filters == Filters()


def test_earlier_questions_that_could_not_be_searched_carry_nothing() -> None:
    plain = read("and for unborn babies?", FIRST)
    assert read("and for unborn babies?", FIRST, "word " * 4000, "🙂", "").text == plain.text
    assert len(read("and there?", "word " * 4000).text) < 100


def test_words_of_the_assistant_are_no_questions() -> None:
    assert read("What do reviews say about dogs?", "Do fathers get missed?").filters == Filters()


@pytest.mark.parametrize(
    ("question", "scope"),
    [
        ("What did Harrowmere say about fathers?", "one"),
        ("Which review speaks of dogs?", "one"),
        ("How often do reviews find that fathers are missed?", "across"),
        ("Fathers since 2018", "across"),
        ("Why was the dog not seen?", "open"),
    ],
)
def test_whether_one_review_is_asked_about(question: str, scope: str) -> None:
    assert read(question).scope == scope


@pytest.mark.parametrize(
    ("authority", "name"),
    [
        ("kensington-and-chelsea", "Kensington and Chelsea"),
        ("stoke-on-trent", "Stoke-on-Trent"),
        ("bro-tegran", "Bro Tegran"),
        ("torbay", "Torbay"),
        ("Port Aldren", "Port Aldren"),
        ("bath-and-north-east-somerset", "Bath and North East Somerset"),
    ],
)
def test_an_authority_is_written_as_people_write_it(authority: str, name: str) -> None:
    assert display_name(authority) == name


@given(st.text(max_size=150), st.lists(st.text(max_size=150), max_size=3))
def test_any_words_are_understood_somehow(question: str, earlier: list[str]) -> None:
    found = read(question, *earlier)
    assert found.question == question
    for span in (*found.ignored, *found.faint):
        assert 0 <= span.start <= span.end <= len(found.search)
