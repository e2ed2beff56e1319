"""The language of the sources is read as its description says, and mistakes in it are named."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samples.source import Source, SourceError, plain, read_source, typographic

FRONT = """---
title: A title: with a colon
kind: scr
authority: Nowhere
published: 2020-01-01
url: https://example.invalid/
themes: neglect
format: pdf
header: Nowhere Board
{more}
---
"""


def read(folder: Path, text: str, more: str = "") -> Source:
    path = folder / "one.md"
    path.write_text(FRONT.format(more=more) + text, encoding="utf-8")
    return read_source(path)


def test_numbers_follow_sections(tmp_path: Path) -> None:
    found = read(tmp_path, "# One\n\n+ first\n\n+ second\n\n#- Unnumbered\n\n# Two\n\n+ third\n")
    assert [block.number for block in found.blocks if block.number] == ["1.1", "1.2", "2.1"]
    assert found.details["title"] == "A title: with a colon"


def test_running_numbers_do_not_start_again(tmp_path: Path) -> None:
    found = read(tmp_path, "# One\n\n+ first\n\n# Two\n\n+ second\n", more="numbering: running")
    assert [block.number for block in found.blocks if block.number] == ["1", "2"]
    assert found.blocks[0].label == ""


def test_roles_come_from_headings_and_from_blocks(tmp_path: Path) -> None:
    found = read(tmp_path, "# A {finding}\n\n+ one\n\n+ {concern} two\n\n## B {chronology}\n\nthree\n\n# C\n\nR four\n")
    assert [(block.lines[0], block.role) for block in found.blocks if block.kind != "heading"] == [
        ("one", "finding"),
        ("two", "concern"),
        ("three", "chronology"),
        ("four", "recommendation"),
    ]
    assert found.blocks[4].path == ("1 A", "B")
    assert found.blocks[-1].label == "Recommendation 1"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# A {opinion}\n", "no such role: opinion"),
        ("- one\ntwo\n", "a list with a line that is none"),
        ("@index\n", "no such mark"),
        ("### Deep\n", "a heading of no known form"),
    ],
)
def test_mistakes_name_the_file_and_the_block(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SourceError, match=rf"one\.md: {said}"):
        read(tmp_path, text)


def test_missing_details_are_named(tmp_path: Path) -> None:
    path = tmp_path / "two.md"
    path.write_text("---\ntitle: A\nkind: scr\n---\ntext\n", encoding="utf-8")
    with pytest.raises(SourceError, match="authority, published"):
        read_source(path)
    path.write_text("no front\n", encoding="utf-8")
    with pytest.raises(SourceError, match="lines between two --- are missing"):
        read_source(path)


@given(st.text())
def test_typographic_text_is_settled_after_one_pass(text: str) -> None:
    once = typographic(text)
    assert typographic(once) == once
    assert "'" not in once


@pytest.mark.parametrize(
    ("written", "set_as"),
    [
        ("She said 'yes', the mother's words", "She said ‘yes’, the mother’s words"),
        ("('in brackets')", "(‘in brackets’)"),
        ("two  spaces\nand a line", "two spaces and a line"),
    ],
)
def test_quotation_marks_open_and_close(written: str, set_as: str) -> None:
    assert typographic(written) == set_as


def test_plain_text_has_neither_emphasis_nor_calls() -> None:
    assert plain("**Board** read *Working Together* in 2017.[^1]") == "Board read Working Together in 2017."
