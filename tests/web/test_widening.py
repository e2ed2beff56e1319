"""How a search that found nothing can be asked wider, one limit at a time, and what the library is said to hold."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.model import Answer, Status
from vectorstore import Filters
from web.widening import holdings_words, widening_html, wider

LEEDS = {"local_authority": "leeds"}
YEARS = {"published_from": "2019-01-01", "published_to": "2021-12-31"}


def found_nothing(question, limits):
    return Answer(Status.NO_EVIDENCE, question, question, limits, "Nothing was found.")


def ways(question, limits, ticked=None):
    return [
        (way.words, way.question, way.untick) for way in wider(found_nothing(question, limits), ticked or Filters())
    ]


@pytest.mark.parametrize(
    ("pair", "words", "untick"),
    [
        ("local_authority=leeds", "Search all authorities", "authorities"),
        ("kind=scr", "Search all kinds of review", "kinds"),
        ("theme=neglect", "Search all themes", "themes"),
        ("published_from=2022-01-01", "Search all years", "years"),
        ("review_id=alder", "Search all reviews", "years"),
    ],
)
def test_a_limit_that_was_ticked_is_taken_away_and_the_question_stays(pair, words, untick):
    ticked = Filters.parse([pair])
    assert ways("What about dragons?", ticked.as_json(), ticked) == [(words, "What about dragons?", untick)]


@pytest.mark.parametrize(
    ("question", "limits", "asked"),
    [
        ("What did reviews in Leeds say about dragons?", LEEDS, "What did reviews say about dragons?"),
        ("Leeds’s view of dragons at home?", LEEDS, "View of dragons at home?"),
        ("How did Leeds treat dragons?", LEEDS, "How did agencies treat dragons?"),
        (
            "How were dragons treated by Bath and North East Somerset?",
            {"local_authority": "bath-and-north-east-somerset"},
            "How were dragons treated?",
        ),
        ("Only reviews since 2022: what of dragons?", {"published_from": "2022-01-01"}, "What of dragons?"),
        ("What of dragons in reviews from 2019 to 2021?", YEARS, "What of dragons?"),
        ("What did reviews published since 2019 say of dragons?", YEARS, "What did reviews say of dragons?"),
        ("What was said of dragons before 2016?", {"published_to": "2015-12-31"}, "What was said of dragons?"),
    ],
)
def test_a_limit_that_stands_in_the_question_is_taken_out_of_its_words(question, limits, asked):
    (way,) = ways(question, limits)
    assert way[1:] == (asked, None)


def test_what_cannot_be_taken_out_of_the_words_is_not_offered():
    assert ways("What about dragons?", {"local_authority": "leeds", "kind": "scr"}) == []
    assert ways("Dragons in Leeds?", {"local_authority": "leeds"}) == []  # nothing worth asking would be left
    assert ways("What about dragons?", {}) == []


def test_each_limit_is_offered_once():
    ticked = Filters.parse(["published_from=2020-01-01", "published_to=2021-01-01", "kind=scr", "kind=cspr"])
    assert [words for words, _, _ in ways("What about dragons?", ticked.as_json(), ticked)] == [
        "Search all kinds of review",
        "Search all years",
    ]


@given(st.text(max_size=80), st.text(min_size=1, max_size=20))
def test_no_question_or_place_breaks_it(question, place):
    for _, asked, _ in ways(question, {"local_authority": place, "published_from": "2020-01-01"}):
        assert asked.strip()
        assert len(asked.split()) >= 3


def test_the_help_names_what_the_library_holds_and_trusts_nothing(library):
    ticked = Filters.parse(["local_authority=leeds"])
    question = '<img src=x onerror="alert(1)"> dragons'
    html = str(widening_html(found_nothing(question, ticked.as_json()), ticked, library.reviews()))
    assert "<img" not in html
    assert unescape(re.search(r'data-ask="([^"]*)"', html)[1]) == question
    assert 'data-untick="authorities"' in html
    assert "What is in this library (4 reviews)" in html
    assert "<dd>Leeds, Torbay</dd>" in html
    assert "<dd>2019, 2022, 2024</dd>" in html


def test_the_holdings_are_said_in_a_line(library):
    reviews = library.reviews()
    assert holdings_words(reviews) == "This library holds 4 reviews, 2019 to 2024."
    assert holdings_words(reviews[:1]) == "This library holds 1 review, 2024."
    assert "review-lessons ingest" in holdings_words([])
