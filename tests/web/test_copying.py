"""An answer as words and as a document: every quotation with its number, every number with its full reference."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape

import fakes
import pytest

from assistant.model import Answer, Block, Claim, Status
from web.copying import as_document, as_words, reference_words

DAY = datetime(2026, 3, 3, 12, tzinfo=UTC)


@pytest.fixture
def answer(assistant):
    *_, last = assistant.stream("How were fathers missed?")
    return last


def plain(html):
    return unescape(re.sub(r"<[^>]*>", "", str(html)))


def test_the_words_hold_each_quotation_with_its_number_and_reference(answer):
    words = as_words(answer, "abc123def456", DAY)
    assert words.startswith("How were fathers missed?\n\nTorbay, 2024:\n\n“The health visitor recorded")
    for claim, citation in zip(answer.claims, answer.citations, strict=True):
        assert f"“{claim.text}” [{citation.n}]" in words
        assert f"[{citation.n}] {reference_words(citation)}" in words
    assert re.search(r"^\[2\] Leeds.*\(Words read from a scan\.\)$", words, re.M)
    assert "3 March 2026" in words
    assert "abc123def456" in words
    assert "not advice on a live case" in words
    assert "The reviews in this library are invented." in words


def test_a_reference_says_what_is_known_and_follows_no_unsafe_address(answer):
    first, second, third = map(reference_words, answer.citations)
    assert first == (
        "Torbay, Child Alder, Child safeguarding practice review (CSPR), 30 January 2024, page 1 (printed 3), "
        "paragraph 1.2. https://example.org/alder.pdf"
    )
    assert "javascript" not in second
    assert third.endswith("9 July 2022, paragraph 2.1.")
    unknown = replace(answer.citations[0], local_authority=None, title=None, kind=None, published=None, page=None)
    assert reference_words(replace(unknown, paragraph=None, url=None)) == "alder.pdf, date not known."


def test_the_document_says_the_same_with_headings_and_the_sources_own_numbers(answer):
    gap = replace(answer, citations=(answer.citations[0], replace(answer.citations[2], n=7)))
    html = str(as_document(gap, "abc123def456", DAY))
    assert html.startswith("<h1><bdi>How were fathers missed?</bdi></h1>")
    assert re.findall(r'<li value="(\d)"', html) == ["1", "7"]
    assert html.count("<blockquote>") == 3
    assert "3 March 2026" in plain(html)
    assert "not advice on a live case" in plain(html)


def test_what_trainers_found_goes_along(answer):
    checks = {2: "Disputed: trainers differ on this source"}
    for words in (as_words(answer, "v", DAY, checks), plain(as_document(answer, "v", DAY, checks))):
        assert words.count("(Words read from a scan. Disputed: trainers differ on this source.)") == 1
        assert words.count("Disputed") == 1


def test_a_claim_in_other_words_is_not_put_between_quotation_marks(answer):
    first = Claim("Nobody met the father.", (1, 2), "supported")
    other = replace(answer, claims=(first, *answer.claims[1:]))
    for words in (as_words(other, "v", DAY), plain(as_document(other, "v", DAY))):
        assert "Nobody met the father. [1] [2] (Checked against the quoted words)" in words
        assert "“Nobody met" not in words


def test_an_answer_without_citations_has_no_references():
    says = "Call **999**.\n\nThen tell the MASH."
    urgent = Answer(Status.URGENT, "Help?", "", {}, says, layout=(Block("text", says),))
    words = as_words(urgent, "v", DAY)
    assert words.startswith("Help?\n\nCall **999**.")
    assert "References" not in words
    html = str(as_document(urgent, "v", DAY))
    assert "<p>Call 999.</p><p>Then tell the MASH.</p>" in html
    assert "<ol>" not in html


def test_nothing_of_a_report_or_question_is_markup(library, assistant):
    *_, last = assistant.stream(f"{fakes.HOSTILE} hostile")
    html = str(as_document(last, "v", DAY))
    assert "<img" not in html
    assert fakes.HOSTILE in plain(html)
