from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.sentences import MAX_QUOTE_WORDS, Span, quotable, sentence_spans

MARK = re.compile(r"\s*(?:(?:[•–—▪◦o-]|\(?[a-z]{1,2}\)|\(?[ivx]{1,5}\))\s+)?")
PROSE = st.lists(
    st.sampled_from(
        [
            *"Dr Mr. e.g. i.e. No. p. A. J. 4.12 12. 3.5 Ms K said “Stop.” that's all. (iv) a) •".split(),
            *"– - o the baby; was ,".split(),
            "\n",
            "\n\n",
            "…",
            "?",
            "!",
            ":",
            "seen alone.",
            "\u202f",
            "’",
        ]
    ),
    max_size=60,
).map(" ".join)


def cut(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("He was seen. She was not.", ["He was seen.", "She was not."]),
        ("Dr. Brown and Mr. A. Smith met. They agreed.", ["Dr. Brown and Mr. A. Smith met.", "They agreed."]),
        ("It weighed 17.2 kilograms. See para. 4.12 above.", ["It weighed 17.2 kilograms.", "See para. 4.12 above."]),
        ("“He is safe.” That was wrong.", ["“He is safe.”", "That was wrong."]),
        ("Was he seen? No! Why…", ["Was he seen?", "No!", "Why…"]),
        ("12. The school knew. It waited.", ["12. The school knew.", "It waited."]),
        ("agencies, e.g. the police, i.e. all.", ["agencies, e.g. the police, i.e. all."]),
        ("The board should:\n• see him\n• write it down", ["The board should:", "see him", "write it down"]),
        ("a) first thing\n(iv) fourth thing", ["first thing", "fourth thing"]),
        ("Health etc. were told.", ["Health etc. were told."]),
        ("", []),
        (" \n ", []),
    ],
)
def test_sentences_of_reports(text: str, sentences: list[str]) -> None:
    assert cut(text) == sentences


@given(st.one_of(PROSE, st.text(max_size=300)))
def test_sentences_lie_in_order_and_leave_only_marks_and_space_out(text: str) -> None:
    spans = sentence_spans(text)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    ends = [0, *(span.end for span in spans)]
    starts = [*(span.start for span in spans), len(text)]
    for end, start in zip(ends, starts, strict=True):
        assert MARK.fullmatch(text[end:start].lstrip()) or not text[end:start].strip(), text[end:start]
    for span in spans:
        assert text[span.start : span.end] == text[span.start : span.end].strip()


@given(
    st.one_of(
        PROSE, st.text(max_size=300), st.lists(st.text("ab;, –", min_size=1, max_size=6), max_size=150).map(" ".join)
    )
)
def test_a_quote_is_at_most_sixty_words_and_begins_where_its_sentence_does(text: str) -> None:
    for span in sentence_spans(text):
        short = quotable(text, span)
        quote = text[short.start : short.end]
        assert short.start == span.start
        assert short.end <= span.end
        assert quote.strip()
        assert len(quote.split()) <= MAX_QUOTE_WORDS
        if len(text[span.start : span.end].split()) <= MAX_QUOTE_WORDS:
            assert short == span


def test_a_long_sentence_ends_at_a_clause() -> None:
    text = "The board should " + "see him " * 15 + "at home; " + "and write it down " * 10
    short = quotable(text, Span(0, len(text)))
    assert text[: short.end].endswith("at home")
