"""Ticks become constraints that mean what the ticks say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from web.filters_panel import Ticks, choices, filters_from, filters_html, read_ticks


def test_choices_are_counted_and_in_order(library):
    offered = choices(library.reviews())
    assert offered.kinds == (
        ("Child safeguarding practice review (CSPR): 2", "cspr"),
        ("Serious case review (SCR): 2", "scr"),
    )
    assert offered.authorities == (("Leeds: 2", "leeds"), ("Torbay: 1", "torbay"))
    assert [words for words, _ in offered.years] == ["2024: 1", "2022: 1", "2019: 1"]


def test_nothing_ticked_is_no_filter(library):
    assert not filters_from(Ticks(), library.reviews())


def test_years_without_a_gap_in_the_library_become_dates(library):
    filters = filters_from(Ticks(years=("2022", "2024")), library.reviews())
    assert (filters.published_from, filters.published_to) == (date(2022, 1, 1), date(2024, 12, 31))
    assert filters.review_id == ()


def test_years_with_a_gap_admit_only_their_reviews(library):
    reviews = library.reviews()
    filters = filters_from(Ticks(kinds=("cspr", "scr"), years=("2019", "2024")), reviews)
    admitted = {
        r.review_id
        for r in reviews
        if filters.admits(r.review_id, r.details.kind, r.details.local_authority, r.details.published, ())
    }
    assert admitted == {"alder", "birch"}


def test_what_is_no_year_is_left_out(library):
    assert not filters_from(Ticks(years=("20²4", "", "nineteen", "99999")), library.reviews())


def test_every_choice_is_a_box_with_its_count(library):
    html = filters_html(choices(library.reviews()))
    assert html.count("<fieldset>") == html.count("<legend>") == 3
    assert '<input type="checkbox" name="authorities" value="leeds" autocomplete="off">' in html
    assert "<span>Leeds: 2</span>" in html
    assert filters_html(choices([])) == ""


def test_themes_are_counted_once_a_review_and_written_as_words(library):
    tagged = replace(library.reviews()[0].details, themes=("professional-curiosity", "Neglect", "Neglect"))
    offered = choices([replace(library.reviews()[0], details=tagged)])
    assert offered.themes == (("Neglect: 1", "Neglect"), ("Professional curiosity: 1", "professional-curiosity"))
    assert filters_from(Ticks(themes=("Neglect",)), library.reviews()).theme == ("Neglect",)


@given(st.recursive(st.none() | st.integers() | st.text(), lambda c: st.lists(c) | st.dictionaries(st.text(), c)))
def test_whatever_a_browser_sends_becomes_ticks_or_nothing(sent):
    ticks = read_ticks({"kinds": sent, "years": sent, "themes": [sent]})
    assert all(isinstance(value, str) for value in (*ticks.kinds, *ticks.years, *ticks.themes))
    read_ticks(sent)
