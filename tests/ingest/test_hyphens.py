"""Line-end hyphens: which belong to the word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.hyphens import Lexicon, join_lines, lexicon
from ingest.lines import Line, Token
from tests.ingest.typeset import line


def joined(first: str, second: str, known: str = "", *, hyphenates: bool = True) -> str:
    words = join_lines([line(first), line(second, y=115)], Lexicon(frozenset(known.split()), hyphenates))
    return "".join(word.text if word.joined else f" {word.text}" for word in words).strip()


@pytest.mark.parametrize(
    ("first", "second", "known", "expected"),
    [
        ("good inter\ufffe", "agency work", "", "good inter-agency work"),
        ("good multi-", "agency work", "the multi-agency team", "good multi-agency work"),
        ("the assess\ufffe", "ment was late", "an assessment was", "the assessment was late"),
        ("the assess-", "ment was late", "", "the assessment was late"),
        ("the assess\u00ad", "ment was late", "", "the assessment was late"),
        ("a decision\ufffe", "making body", "a decision in the making of it", "a decision-making body"),
        ("in 2015–", "16. However", "", "in 2015–16. However"),
        ("under section 47-", "Enquiries", "", "under section 47-Enquiries"),
        ("it stopped -", "for good", "", "it stopped - for good"),
        ("it stopped –", "for good", "", "it stopped – for good"),
        ("one line", "and the next", "", "one line and the next"),
    ],
)
def test_two_lines_become_one_text(first: str, second: str, known: str, expected: str) -> None:
    assert joined(first, second, known) == expected


def test_a_document_that_breaks_no_words_keeps_its_hyphens() -> None:
    assert joined("their wide\ufffe", "ranging needs", hyphenates=False) == "their wide-ranging needs"
    assert joined("their wide\u00ad", "ly", hyphenates=False) == "their widely"
    assert joined("the assess-", "ment", "assessment", hyphenates=False) == "the assessment"


def test_whether_a_document_breaks_words_is_seen_in_it() -> None:
    broken = [line("an assess\ufffe", y=100), line("ment is an assessment", y=115), line("or so", y=130)]
    assert lexicon(broken).hyphenates
    whole = [line("a multi\ufffe", y=100), line("agency, or multi-agency, team", y=115)]
    assert not lexicon(whole).hyphenates
    assert "multi-agency" in lexicon(whole).words


def test_a_hyphen_with_nothing_after_it_stays() -> None:
    assert [word.text for word in join_lines([line("pre\ufffe")], Lexicon())] == ["pre-"]
    assert [word.text for word in join_lines([line("long\u00ad")], Lexicon())] == ["long"]


def test_marks_are_left_out_and_ordinals_kept() -> None:
    box = (0.0, 0.0, 1.0, 1.0)
    tokens = (
        Token("area", box, 12),
        Token("2", box, 7, raised=True, glued=True),
        Token("21", box, 12),
        Token("st", box, 7, raised=True, glued=True),
    )
    words = join_lines([Line(1, tokens)], Lexicon())
    assert [(word.text, word.joined) for word in words] == [("area", False), ("21", False), ("st", True)]


@given(st.lists(st.text(alphabet="abc-–\ufffe\u00ad1. ", min_size=1).filter(str.strip), min_size=1, max_size=6))
def test_no_letter_is_lost_and_none_invented(rows: list[str]) -> None:
    words = join_lines([line(row, y=100 + 15 * n) for n, row in enumerate(rows)], Lexicon())
    kept = "".join(char for word in words for char in word.text if char.isalnum())
    assert kept == "".join(char for row in rows for char in row if char.isalnum())
    assert all(word.text and not set(word.text) & {"\ufffe", "\u00ad", " "} for word in words)
