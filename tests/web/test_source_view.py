"""Addresses of sources: read strictly, opened exactly, refused in words."""

from __future__ import annotations

import fakes
import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.source_view import Address, AddressError, open_source, read_address


def fields(library, review_id, words, **more):
    c = fakes.cite(library, 1, review_id, words)
    return {"review": review_id, "version": c.version, "start": str(c.start), "end": str(c.end), **more}


def test_an_address_comes_back_as_it_was():
    address = Address("a review", "0123456789ab", 4, 10, 20)
    assert address.query() == "review=a+review&version=0123456789ab&page=4&start=10&end=20"
    sent = {"review": "a review", "version": "0123456789ab", "page": "4", "start": 10, "end": "20"}
    assert read_address(sent) == address


NAMES = st.sampled_from(["review", "version", "page", "start", "end", "shown"])


@given(st.dictionaries(NAMES, st.none() | st.text() | st.integers() | st.booleans() | st.just("0123456789ab")))
def test_any_fields_are_an_address_or_an_error(sent):
    try:
        address = read_address(sent)
    except AddressError:
        return
    assert 0 <= address.start < address.end


def test_the_page_of_a_quote_is_found_where_the_address_has_none(library):
    opened = open_source(library, fields(library, "alder", fakes.SHOULD))
    assert "Page 2 of 2 (printed 4)" in opened["html"]
    assert "&amp;page=2" not in opened["query"]


def test_the_pages_text_is_there_with_the_quote_marked(library):
    html = open_source(library, fields(library, "alder", fakes.FATHER))["html"]
    assert f"<mark>{fakes.FATHER.replace(chr(39), '&#39;')}</mark> No agency asked him" in html
    assert 'alt="Picture of page 1 of Torbay 2024, with the quoted words marked.' in html


def test_page_turning_stops_at_the_ends(library):
    html = open_source(library, fields(library, "alder", fakes.FATHER))["html"]
    assert 'data-shown="0" data-turned="previous" aria-disabled="true"' in html
    last = open_source(library, fields(library, "alder", fakes.FATHER, shown="2"))["html"]
    assert 'data-shown="3" data-turned="next" aria-disabled="true"' in last
    assert "Back to the quoted page" in last


def test_a_library_that_breaks_is_said_without_details(caplog):
    class Broken:
        def review(self, *_):
            raise RuntimeError("secret detail")

    opened = open_source(Broken(), {"review": "a", "version": "0123456789ab", "start": 0, "end": 1})
    assert "something went wrong" in opened["html"]
    assert "secret detail" not in opened["html"]
    assert opened["query"] == ""
    assert "secret detail" in caplog.text


@pytest.mark.parametrize("number", ["0", "3", "99"])
@pytest.mark.parametrize("field", ["page", "shown"])
def test_pages_that_are_not_there_are_refused(library, field, number):
    opened = open_source(library, fields(library, "alder", fakes.FATHER, **{field: number}))
    assert "This review has pages 1 to 2" in opened["html"]
