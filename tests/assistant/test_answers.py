from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.answers import markdown
from assistant.compose import Draft
from assistant.model import Block, Claim

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "![x](http://example.invalid/x.png)",
    "<javascript:alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "R&amp;D &#60;b&#62;",
    "# heading",
    "- list\n\n1. list\n\n> quote\n\n| a | b |\n|---|---|",
    "***bold*** __under__ `code` ~~gone~~",
    "[1]: http://example.invalid 'title'",
    "back\\slash \\",
    "<!-- hidden -->",
    "    indented",
    "* * *",
    "Setext\n===",
    "\u202eright to left\u202c שלום مرحبا",
]
ALLOWED = {"p", "em", "strong", "h3"}


def render(text: str) -> str:
    return str(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(text))


def words_of(page: str) -> str:
    plain = re.sub(r"<[^>]*>", "", page)
    for code, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        plain = plain.replace(code, sign)
    return " ".join(plain.split())


def page_of(text: str) -> str:
    claims = (Claim(text, (1,), "verbatim"),)
    layout = (Block("heading", text), Block("lead_in", f"{text}:"), Block("claim", text, 0))
    return render(markdown(layout, Draft(claims, (), layout), (f"Not searched: {text}",)))


@pytest.mark.parametrize("text", HOSTILE)
def test_words_of_a_report_cannot_become_markup(text: str) -> None:
    page = page_of(text)
    assert set(re.findall(r"</?([a-z0-9]+)[^>]*>", page)) <= ALLOWED, page
    said = " ".join(text.split())
    assert f"“{said}” [1]" in words_of(page)
    assert f"Not searched: {said}" in words_of(page)


@pytest.mark.parametrize(
    "text", [*HOSTILE, "+ one", "1) one", "2. two", "2022. year", "--- three", "=== four", "\tcode"]
)
def test_words_of_ours_that_repeat_the_asker_cannot_either(text: str) -> None:
    layout = (Block("text", text),)
    page = render(markdown(layout, Draft((), (), layout), ()))
    assert set(re.findall(r"</?([a-z0-9]+)[^>]*>", page)) <= {"p"}, page
    assert words_of(page) == " ".join(text.split())


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1).filter(str.strip))
def test_a_quote_reads_in_markdown_as_it_stands_in_the_report(text: str) -> None:
    claims = (Claim(text, (1, 2), "verbatim"),)
    layout = (Block("claim", text, 0),)
    page = render(markdown(layout, Draft(claims, (), layout), ()))
    assert words_of(page) == " ".join(f"“{' '.join(text.split())}” [1][2]".split())
