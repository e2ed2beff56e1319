"""Markdown: structure kept, mark-up gone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.blocks import Block
from ingest.markdown import read_markdown

REPORT = """---
title: "Child X"
author: nobody
---
# Findings

4.12 The midwife[^1] did *not*
ask.

- seen
  - alone

1. Short
2. The partnership should make sure that every single child is seen by someone who knows them.

> A boxed case.

| who | what |
|-----|------|
| GP  | wrote |

<div>A block of <b>HTML</b></div>

[^1]: A note.
"""


def words(block: Block) -> str:
    return " ".join(word.text for word in block.words)


def test_reads_a_report() -> None:
    reading = read_markdown(REPORT)
    assert [(block.kind, block.level, block.number, block.case, words(block)) for block in reading.blocks] == [
        ("heading", 1, None, None, "Findings"),
        ("paragraph", 0, "4.12", None, "The midwife did not ask."),
        ("bullet", 0, None, None, "seen"),
        ("bullet", 1, None, None, "alone"),
        ("bullet", 0, None, None, "Short"),
        (
            "paragraph",
            0,
            "2",
            None,
            "The partnership should make sure that every single child is seen by someone who knows them.",
        ),
        ("paragraph", 0, None, 1, "A boxed case."),
        ("table", 0, None, None, "who what"),
        ("table", 0, None, None, "GP wrote"),
        ("paragraph", 0, None, None, "A block of HTML"),
        ("note", 0, None, None, "A note."),
    ]
    assert reading.title == "Child X"


@pytest.mark.parametrize("piece", [">", "[", "[a](", "*a ", "*a_ ", "`", "- ", "![[", "|a"])
def test_hostile_mark_up_ends_soon(piece: str) -> None:
    begun = time.monotonic()
    read_markdown(piece * 20_000)
    assert time.monotonic() - begun < 5


@given(
    st.text(
        alphabet=st.sampled_from("#*_>`-|[]()!<>12. \n\ta") | st.characters(exclude_categories=["Cs"]), max_size=200
    )
)
def test_any_text_gives_words_or_none(text: str) -> None:
    for block in read_markdown(text).blocks:
        assert block.words
        assert all(word.text and not any(char.isspace() for char in word.text) for word in block.words)
