"""Nothing that comes from outside becomes markup."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from web.markup import element, join, web_address


class Seen(HTMLParser):
    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.words = [], [], ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.words += data


anything = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r\0"))


@given(anything, anything)
def test_children_and_attributes_come_back_as_they_were(words, value):
    seen = Seen(element("p", words, title=value))
    assert seen.tags == ["p"]
    assert seen.words == words
    assert seen.attributes == [("title", value)]


def test_markup_is_kept_and_none_is_left_out():
    assert element("p", Markup("<b>x</b>"), None, ["<", ["&"]]) == "<p><b>x</b>&lt;&amp;</p>"
    assert join(None) == ""


def test_attributes_can_be_bare_or_left_out():
    assert element("input", hidden=True, class_="a", aria_label=None, disabled=False) == '<input hidden class="a">'


@pytest.mark.parametrize("url", ["https://example.org/a.pdf", "http://localhost:80/x?y=1"])
def test_web_addresses_are_followed(url):
    assert web_address(f" {url} ") == url


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "data:text/html,x",
        "//example.org",
        "https:///x",
        "file:///etc/passwd",
        "http://[",
    ],
)
def test_other_addresses_are_not(url):
    assert web_address(url) is None
