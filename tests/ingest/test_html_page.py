"""Web pages: the report's words, and nothing of the site around it."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.blocks import Block
from ingest.html_page import read_html

PAGE = """<!doctype html><html><head><title>Child X &amp; others</title><meta name="DC.date" content="2022-03-04">
<style>p {color: red}</style></head><body><header>Council</header><nav><ul><li>Home</ul></nav>
<main><h1>Child <em>X</em>: a review</h1><p>Published 4 March 2022
<p>4.12 The midwife<sup><a href="#fn1">1</a></sup> did not ask, and nobody else in the whole of the service did.
<h2>What was good</h2><ul><li>one<ul><li>two</li></ul></li><li>three</ul>
<ol start="3"><li>The partnership should make sure that every child is seen by somebody who knows them.</ol>
<aside>A boxed case.</aside><table><tr><th>Age<th>Event<tr><td>2<td>seen<p>at home</table>
line one<br><br>line two<script>alert('x')</script><p hidden>secret</p><p style="display: none">also secret</p>
<section role="doc-endnotes"><p>1 A footnote.</p></section></main><footer>Cookies</footer></body></html>"""


def words(block: Block) -> str:
    return " ".join(word.text for word in block.words)


def test_reads_the_main_part_in_order() -> None:
    reading = read_html(PAGE)
    assert [(block.kind, block.level, block.number, words(block)) for block in reading.blocks] == [
        ("heading", 1, None, "Child X: a review"),
        ("paragraph", 0, None, "Published 4 March 2022"),
        ("paragraph", 0, "4.12", "The midwife did not ask, and nobody else in the whole of the service did."),
        ("heading", 2, None, "What was good"),
        ("bullet", 0, None, "one"),
        ("bullet", 1, None, "two"),
        ("bullet", 0, None, "three"),
        ("paragraph", 0, "3", "The partnership should make sure that every child is seen by somebody who knows them."),
        ("paragraph", 0, None, "A boxed case."),
        ("table", 0, None, "Age Event"),
        ("table", 0, None, "2 seen at home"),
        ("paragraph", 0, None, "line one"),
        ("paragraph", 0, None, "line two"),
        ("note", 0, None, "1 A footnote."),
    ]
    assert (reading.title, reading.published, reading.warnings) == ("Child X & others", date(2022, 3, 4), ())
    assert [block.case for block in reading.blocks if words(block) == "A boxed case."] == [1]


def test_a_page_without_a_main_part_is_read_whole() -> None:
    reading = read_html("<h1>Title</h1><p>Words of the report.</p>")
    assert [words(block) for block in reading.blocks] == ["Title", "Words of the report."]


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 200_000 + "deep",
        "<b>" * 100_000 + "deep",
        "<ul><li>" * 50_000 + "deep",
        "<table><tr><td>" * 20_000 + "deep",
        "<p " + "a=1 " * 100_000 + ">deep",
        "<!--" * 100_000 + "--><p>deep",
        "<" * 100_000 + "<p>deep",
    ],
)
def test_hostile_mark_up_ends_soon(markup: str) -> None:
    begun = time.monotonic()
    reading = read_html(markup)
    assert time.monotonic() - begun < 5
    assert sum(len(block.words) for block in reading.blocks) <= 3


@given(st.text(alphabet=st.sampled_from("<>/ph1ulitd table=\"'&;#x!-\n") | st.characters(), max_size=200))
def test_any_mark_up_gives_words_or_none(markup: str) -> None:
    for block in read_html(markup).blocks:
        assert block.words
        assert all(word.text and not any(char.isspace() for char in word.text) for word in block.words)
