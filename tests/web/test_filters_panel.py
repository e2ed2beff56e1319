"""Ticks become constraints that mean what the ticks say."""

from __future__ import annotations

from datetime import date

from web.filters_panel import choices, filters_from


def test_choices_are_counted_and_in_order(library):
    offered = choices(library.reviews())
    assert offered.kinds == (
        ("Child safeguarding practice review (CSPR): 2", "cspr"),
        ("Serious case review (SCR): 2", "scr"),
    )
    assert offered.authorities == (("Leeds: 2", "leeds"), ("Torbay: 1", "torbay"))
    assert [words for words, _ in offered.years] == ["2024: 1", "2022: 1", "2019: 1"]


def test_nothing_ticked_is_no_filter(library):
    assert not filters_from([], [], [], library.reviews())


def test_years_without_a_gap_in_the_library_become_dates(library):
    filters = filters_from([], [], ["2022", "2024"], library.reviews())
    assert (filters.published_from, filters.published_to) == (date(2022, 1, 1), date(2024, 12, 31))
    assert filters.review_id == ()


def test_years_with_a_gap_admit_only_their_reviews(library):
    reviews = library.reviews()
    filters = filters_from(["cspr", "scr"], [], ["2019", "2024"], reviews)
    admitted = {
        r.review_id
        for r in reviews
        if filters.admits(r.review_id, r.details.kind, r.details.local_authority, r.details.published, ())
    }
    assert admitted == {"alder", "birch"}


def test_what_is_no_year_is_left_out(library):
    assert not filters_from([], [], ["20²4", "", "nineteen", "99999"], library.reviews())
