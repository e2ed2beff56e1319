"""Plain text: encodings, paragraphs, headings, numbers and bullets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.blocks import Block
from ingest.plain import NotTextError, decode_text, read_plain

REPORT = """SERIOUS CASE REVIEW

4. Findings

4.12 The midwife did not ask about the father, although he was in the
house at each visit, and the multi-
agency meeting was not told.

26.\u202fThe police acted at once.

What should have happened:
\uf0b7 a strategy discussion
\u2212 a medical examination

Page 3 of 9

The multiagency plan was good.
2015 was a hard year.
"""


def words(block: Block) -> str:
    return " ".join(word.text for word in block.words)


def test_makes_blocks_of_a_report() -> None:
    assert [(block.kind, block.number, words(block)) for block in read_plain(REPORT).blocks] == [
        ("heading", None, "SERIOUS CASE REVIEW"),
        ("heading", None, "4. Findings"),
        (
            "paragraph",
            "4.12",
            "The midwife did not ask about the father, although he was in the house at each visit, and the multiagency "
            "meeting was not told.",
        ),
        ("paragraph", "26", "The police acted at once."),
        ("paragraph", None, "What should have happened:"),
        ("bullet", None, "a strategy discussion"),
        ("bullet", None, "a medical examination"),
        ("paragraph", None, "The multiagency plan was good."),
        ("paragraph", None, "2015 was a hard year."),
    ]


def test_a_hyphen_stays_where_nothing_says_that_it_goes() -> None:
    (block,) = read_plain(
        "They were said to have been well thought of by the co-\noperative housing association nearby."
    ).blocks
    assert "co-operative" in words(block)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_reads_the_encodings_that_reports_come_in(encoding: str) -> None:
    text = "The child’s GP – and the health visitor – knew.\r\nNothing was done.\r\n" * 3
    assert decode_text(text.encode(encoding)) == text.replace("\r\n", "\n")


@pytest.mark.parametrize(
    "content", [bytes(range(256)) * 10, b"\x00\x01\x02\x03" * 50, b"\x7fELF\x02\x01\x01\x00\x00\x00" * 9]
)
def test_refuses_what_is_no_text(content: bytes) -> None:
    with pytest.raises(NotTextError):
        decode_text(content)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\n\n\r\f -"), max_size=300))
def test_loses_no_letter(text: str) -> None:
    shown = "".join(words(block) + (block.number or "") for block in read_plain(text).blocks)
    letters = [char for char in text if char.isalpha() and char.isascii() and char not in "pPageofo"]
    kept = [char for char in shown if char.isalpha() and char.isascii() and char not in "pPageofo"]
    assert kept == letters


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_refused(content: bytes) -> None:
    try:
        text = decode_text(content)
    except NotTextError:
        return
    for block in read_plain(text).blocks:
        assert block.words
        assert all(word.text and not any(char.isspace() for char in word.text) for word in block.words)
