"""What was written for the joint reader: marked as agreed, kept off the untouched half, and free of report text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.common import read_lines
from benchmarks.invented import differing, shortened
from benchmarks.paraphrases import half_of
from benchmarks.written import ASKED, CLAIMS, Sources, read_asked, read_claims, unmarked

READ = "2018-08-03_medway_80522_jtai.pdf"
KINDS = ("true", "false", "yes", "no")
PLAIN = st.text(st.characters(exclude_characters="«»"), max_size=20)


@given(st.lists(st.tuples(PLAIN, st.booleans()), max_size=8))
def test_marks_are_where_they_were_put(parts: list[tuple[str, bool]]) -> None:
    text, marks = unmarked("".join(f"«{words}»" if wrong else words for words, wrong in parts))
    assert text == "".join(words for words, _ in parts)
    assert [text[start:end] for start, end in marks] == [words for words, wrong in parts if wrong]


@pytest.mark.parametrize("path", [CLAIMS, ASKED])
def test_no_report_of_the_untouched_half_was_written_about(path: Path) -> None:
    files = {str(row["at"]["file"]) for row in read_lines(path) if row["at"].get("folder") == "corpus/reviews"}  # type: ignore[attr-defined]
    assert files
    assert {half_of(file) for file in files} == {"tuning"}


def test_true_claims_have_no_marks_and_every_row_its_own_id() -> None:
    rows = read_lines(CLAIMS)
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        true = row["true"]
        assert isinstance(true, list)
        assert not any("«" in claim for claim in true)


def test_claims_and_questions_stand_beside_their_texts(shared: Path) -> None:
    sources = Sources(shared, [READ])
    claims, asked = list(read_claims(sources)), list(read_asked(sources))
    here = [row for path in (CLAIMS, ASKED) for row in read_lines(path) if _here(row["at"])]
    assert len(claims) + len(asked) == sum(len(row[of]) for row in here for of in KINDS if of in row)  # type: ignore[arg-type]
    assert any(one.file == READ for one in claims)
    for one in claims:
        assert all(0 <= start <= end <= len(one.claim) for start, end in one.marks or ())


def _here(at: object) -> bool:
    """Whether a text is of a sample, a public benchmark, or the one report that is read."""
    assert isinstance(at, dict)
    return "quote" in at or at["folder"].startswith("bench/") or at["file"] == READ


def test_a_shortened_sentence_is_part_of_it() -> None:
    sentence = "However, records (kept on paper) are brief, which makes it hard for managers to see what was done."
    for shorter in shortened(sentence):
        assert set(shorter.lower().rstrip(".").split()) <= set(sentence.lower().replace(".", "").split()) | {"brief"}
    assert "Records (kept on paper) are brief, which makes it hard for managers to see what was done." in shortened(
        sentence
    )


def test_what_differs_is_marked() -> None:
    changed = "The children are not seen weekly."
    assert [changed[a:b] for a, b in differing("The children are seen weekly.", changed)] == ["not"]
    changed = "The children are seen weekly."
    assert [changed[a:b] for a, b in differing("The children are not seen weekly.", changed)] == ["seen"]
