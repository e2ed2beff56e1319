from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.model import Status
from desk.gold import GoldLimits, GoldPassage, GoldQuestion
from desk.scoring import overlaps, score_answer, stands
from tests.desk.making import FATHERS, HOMES, Shelf, answer, cite, find

SHELF = Shelf()
WHO = GoldQuestion("q-1", "single", "Who was left out?", gold=(GoldPassage("fathers.pdf", 2, FATHERS),))
NOTHING = GoldQuestion("q-2", "unanswerable", "What is child benefit worth?")


def test_a_right_citation_and_its_passage() -> None:
    given_answer = answer(
        citations=[cite(SHELF, "fathers.pdf", FATHERS)],
        passages=[find("homes.pdf", FATHERS), find("fathers.pdf", f"And so: {FATHERS}")],
    )
    got = score_answer(WHO, given_answer, SHELF)
    assert got.cited
    assert got.rank == 2, "the same words in another file are not the gold passage"
    assert (got.citations, got.in_gold, got.reviews, got.verbatim, got.quotes) == (1, 1, 1, 1, 1)
    assert (got.words, got.refused, got.total_ms) == (4, False, 10.0)


def test_half_of_the_gold_words_are_too_few_and_most_are_enough() -> None:
    assert overlaps(FATHERS, FATHERS[: int(len(FATHERS) * 0.7)] + " which is what the review says.")
    assert not overlaps(FATHERS, "He " + FATHERS[60:] + " It says more about other things, at some length, and well.")


def test_bullets_hyphens_and_case_do_not_count() -> None:
    assert overlaps("A multi-agency plan", "• a multi\u00adagency PLAN")


def test_the_wrong_page_is_no_citation_and_not_verbatim() -> None:
    got = score_answer(WHO, answer(citations=[cite(SHELF, "fathers.pdf", FATHERS, page=1)]), SHELF)
    assert not got.cited
    assert got.verbatim == 0


def test_a_quote_that_runs_into_the_gold_page_counts() -> None:
    quote = SHELF.texts["fathers.pdf"][180:300]
    crossing = cite(SHELF, "fathers.pdf", quote)
    assert crossing.page == 1
    assert score_answer(WHO, answer(citations=[crossing]), SHELF).cited


def test_gold_without_a_page_takes_any_page() -> None:
    question = replace(WHO, gold=(GoldPassage("fathers.pdf", None, FATHERS),))
    assert score_answer(question, answer(citations=[cite(SHELF, "fathers.pdf", FATHERS)]), SHELF).cited


def test_changed_words_are_not_verbatim() -> None:
    citation = cite(SHELF, "homes.pdf", HOMES)
    assert stands(citation, SHELF)
    assert not stands(replace(citation, quote=HOMES.replace("two", "six")), SHELF)
    assert not stands(replace(citation, start=citation.start + 1), SHELF)
    assert not stands(cite(SHELF, "homes.pdf", "The boy"), SHELF), "too short to prove anything"


def test_what_is_too_long_counts_as_a_miss() -> None:
    long = " ".join(["word"] * 81)
    shelf = Shelf({"fathers.pdf": long})
    question = replace(WHO, gold=(GoldPassage("fathers.pdf", 1, " ".join(["word"] * 40)),))
    got = score_answer(
        question,
        answer(citations=[cite(shelf, "fathers.pdf", long)], passages=[find("fathers.pdf", "word " * 300)]),
        shelf,
    )
    assert (got.cited, got.rank, got.long_quotes, got.long_passages) == (False, None, 1, 1)


@pytest.mark.parametrize("status", [Status.NO_EVIDENCE, Status.OUT_OF_SCOPE])
def test_refusing(status: Status) -> None:
    assert score_answer(NOTHING, answer(status), SHELF).refused_rightly
    wrong = score_answer(WHO, answer(status, [cite(SHELF, "fathers.pdf", FATHERS)]), SHELF)
    assert (wrong.refused, wrong.cited, wrong.citations, wrong.words) == (True, False, 0, None)


def test_citing_or_being_invalid_is_no_right_refusal() -> None:
    assert not score_answer(
        NOTHING, answer(Status.NO_EVIDENCE, [cite(SHELF, "homes.pdf", HOMES)]), SHELF
    ).refused_rightly
    assert not score_answer(NOTHING, answer(Status.INVALID), SHELF).refused_rightly


@pytest.mark.parametrize(
    ("limits", "obeyed"),
    [
        (GoldLimits(), None),
        (GoldLimits(local_authority=("torbay",)), True),
        (GoldLimits(local_authority=("oldham", "rotherham")), False),
        (GoldLimits(kind=("csp",)), True),
        (GoldLimits(kind=("jtai",)), False),
        (GoldLimits(published_from="2022-03-01", published_to="2022-03-01"), True),
        (GoldLimits(published_from="2022-03-02"), False),
        (GoldLimits(published_to="2021-12-31"), False),
    ],
)
def test_limits(limits: GoldLimits, obeyed: bool | None) -> None:
    question = replace(WHO, kind="filter", limits=limits)
    assert score_answer(question, answer(citations=[cite(SHELF, "fathers.pdf", FATHERS)]), SHELF).obeyed is obeyed


def test_an_undated_review_and_no_citation_obey_no_date() -> None:
    question = replace(WHO, kind="filter", limits=GoldLimits(published_to="2030-01-01"))
    undated = cite(SHELF, "fathers.pdf", FATHERS, published=None)
    dated = cite(SHELF, "fathers.pdf", FATHERS, published=date(2020, 1, 1))
    assert score_answer(question, answer(citations=[dated]), SHELF).obeyed
    assert not score_answer(question, answer(citations=[dated, undated]), SHELF).obeyed
    assert not score_answer(question, answer(), SHELF).obeyed


@given(st.text(min_size=1))
def test_a_text_with_letters_overlaps_itself(text: str) -> None:
    folded = [char for char in text if char.isalnum() and char.isascii()]
    assert overlaps(text, text) or not folded
