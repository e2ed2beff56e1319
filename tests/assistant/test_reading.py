"""The joint reader: what it says of claims, the words it names, and its weights."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.reading import Reading, joint_reader, reader_file
from vectorstore import EncoderDamaged, read_differences

QUOTE = (
    "Social workers visit children regularly and see them alone. Records of these visits are often brief, and in a "
    "small number of cases they were missing."
)
TRUE = "Children are seen on their own by their social workers, who come often."
MOST = 25_000_000


def read(claim: str, quote: str = QUOTE) -> Reading:
    return joint_reader().claims([(quote, claim)])[0]


@pytest.mark.parametrize(
    "false",
    [
        "Children are seen on their own by their social workers, who come often, which has cut complaints by half.",
        "Children are seen on their own by their social workers, and the mother was arrested.",
        "Every record of a visit is full and up to date.",
        "The school nurse gave the family a new car.",
    ],
)
def test_a_claim_that_is_borne_is_above_one_that_is_not(false: str) -> None:
    assert read(TRUE).whole > read(false).whole + 1


def test_the_words_that_were_added_are_named() -> None:
    claim = "Social workers see children alone, and the mother was arrested."
    named = " ".join(claim[start:end] for start, end in read(claim).unborne)
    assert "mother" in named or "arrested" in named
    assert "children" not in named


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=80), st.text(max_size=80))
def test_whatever_is_read_the_words_named_are_the_claims_own(quote: str, claim: str) -> None:
    found = read(claim, quote)
    end = 0
    for start, stop in found.unborne:
        assert end <= start < stop <= len(claim)
        end = stop
    assert not np.isnan(found.whole)


def test_a_text_without_words_is_not_borne() -> None:
    assert read("").whole < -10
    assert joint_reader().claims([]) == []


def test_a_very_long_quote_is_read_as_far_as_it_goes() -> None:
    assert read(TRUE, QUOTE + " The hall was painted green." * 500).whole > read("The hall is blue.", QUOTE).whole


def test_several_threads_read_the_same() -> None:
    found: list[float] = []
    threads = [threading.Thread(target=lambda: found.append(read(TRUE).whole)) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(found) == 4
    assert max(found) - min(found) < 1e-3


def test_what_is_shipped_is_small_and_has_its_card() -> None:
    assert reader_file().stat().st_size < MOST
    assert "Learned on" in reader_file().with_suffix(".md").read_text(encoding="utf-8")


def test_damaged_weights_are_refused_with_advice(tmp_path: Path) -> None:
    wrong = tmp_path / "reader.npz"
    wrong.write_bytes(reader_file().read_bytes()[:1000])
    with pytest.raises(EncoderDamaged, match="Install the product again"):
        read_differences(wrong)
