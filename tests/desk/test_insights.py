"""The numbers behind the insights: counted by theme, year, agency and passage, from lessons and kept answers."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk import insights
from desk.check_report import checked_answers
from desk.checks import Verdict, citation_keys, give
from desk.conversations import add_feedback, kept_answers
from desk.database import Desk
from desk.kept import read_answer
from ingest.model import Role
from tests.desk.desking import WORDS, keep


def lesson(review="alder", year=2020, *themes, role=Role.FINDING, agencies=()):
    """A lesson as far as it is counted."""
    passage = SimpleNamespace(role=role, agencies=agencies)
    record = SimpleNamespace(review_id=review)
    return SimpleNamespace(stored=SimpleNamespace(passage=passage), record=record, year=year, themes=themes)


def review(kind, year):
    return SimpleNamespace(kind=kind, published=date(year, 5, 1) if year else None)


@pytest.fixture
def desk(tmp_path):
    with Desk.opened(tmp_path) as opened:
        yield opened


def test_themes_are_counted_by_year_in_the_order_of_their_file():
    lessons = [lesson("a", 2019, "x", "y"), lesson("b", 2022, "x"), lesson("c", None, "y"), lesson("d", 2022)]
    grid = insights.themes_by_year(lessons, ["y", "x", "z"])
    assert grid.names == ("y", "x")
    assert grid.years == (2019, 2020, 2021, 2022)  # a year of which nothing is said is shown as such
    assert (grid.counts["x", 2019], grid.counts["x", 2022], grid.counts["x", 2020]) == (1, 1, 0)
    assert (grid.total("x"), grid.total("y")) == (2, 1)


def test_a_theme_that_is_no_longer_in_the_file_comes_last():
    grid = insights.themes_by_year([lesson("a", 2019, "old"), lesson("a", 2019, "x")], ["x"])
    assert grid.names == ("x", "old")


def test_reviews_are_counted_by_year_most_frequent_first():
    reviews = [
        review("scr", 2016),
        review("cspr", 2021),
        review("cspr", 2020),
        review(None, 2020),
        review("cspr", None),
    ]
    grid = insights.reviews_by_year(reviews, lambda one: one.kind)
    assert grid.names == ("cspr", "scr")
    assert [grid.total(name) for name in grid.names] == [2, 1]
    assert grid.years == tuple(range(2016, 2022))


def test_nothing_gives_an_empty_grid():
    assert insights.themes_by_year([], ["x"]).names == insights.themes_by_year([], ["x"]).years == ()


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(1990, 2030)), max_size=30))
def test_a_grid_counts_everything_once(pairs):
    grid = insights.themes_by_year([lesson("a", year, theme) for theme, year in pairs], "abc")
    assert sum(map(grid.total, grid.names)) == len(pairs)


def test_only_recommendations_address_agencies():
    recommended = {"role": Role.RECOMMENDATION}
    lessons = [
        lesson(agencies=("police", "schools"), **recommended),
        lesson(agencies=("police",), **recommended),
        lesson(agencies=("schools", "probation"), role=Role.FINDING),
    ]
    assert insights.agencies(lessons) == (("police", 2), ("schools", 1))


def test_coverage_counts_reviews_not_lessons_and_names_what_is_thin():
    lessons = [
        *(lesson(review, 2020, "x") for review in "aabc"),
        lesson("a", 2020, "y", role=Role.RECOMMENDATION),
        lesson("b", None, "y"),
    ]
    found = insights.coverage(lessons, ["x", "y", "z"])
    assert [(one.theme, one.reviews, one.recommending, one.thin) for one in found] == [
        ("z", 0, 0, True),
        ("y", 2, 1, True),
        ("x", 3, 0, False),
    ]


def judge(desk, kept, n, trainer, verdict):
    key = citation_keys(read_answer(kept.answer))[n]
    give(desk, kept.turn_id, n, key, trainer=trainer, verdict=verdict, reason="why")


def relied(desk, passage_of=lambda citation: (citation.review_id, citation.version, citation.start)):
    found = insights.relied_on(checked_answers(desk, kept_answers(desk)), passage_of)
    return [(one.citation.review_id, one.cited, one.disputed) for one in found]


def test_passages_are_counted_by_the_answers_that_cite_them(desk):
    assert relied(desk) == []
    keep(desk, "t1", reviews=("alder", "birch"))
    keep(desk, "t2", question="Who met?", reviews=("birch", "alder"))
    keep(desk, "t3", question="Where?", reviews=("alder",), conversation="c2")
    assert relied(desk) == [("alder", 3, 0), ("birch", 2, 0)]


def test_citations_of_one_passage_are_one_and_count_once_for_each_answer(desk):
    keep(desk, "t1", reviews=("alder", "birch"))
    keep(desk, "t2", question="Who met?", reviews=("alder",))
    (one,) = insights.relied_on(checked_answers(desk, kept_answers(desk)), lambda citation: ("alder", "v", 0))
    assert (one.cited, one.citation.quote) == (2, WORDS[0])  # the words that are cited most stand for the passage


def test_a_passage_is_disputed_in_each_answer_where_trainers_differ_or_a_reader_reports_it(desk):
    first = keep(desk, "t1")
    keep(desk, "t2", question="Who met?")
    judge(desk, first, 1, "ann", Verdict.SUPPORTED)
    assert relied(desk) == [("alder", 2, 0), ("birch", 2, 0)]
    judge(desk, first, 1, "ben", Verdict.NOT_SUPPORTED)
    add_feedback(desk, "account:ann", "t2", 1, "wrong citation", "")
    add_feedback(desk, "account:ann", "t2", 2, "helpful", "")
    assert relied(desk) == [("alder", 2, 2), ("birch", 2, 0)]
