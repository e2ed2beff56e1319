"""The joint reader's lessons: marks fall on the right word pieces, pairs stand side by side, one step teaches."""

from __future__ import annotations

import pytest
import torch

from benchmarks.learn_reader import UNKNOWN, Reader, loss, packed, pairs, side_by_side
from benchmarks.written import Asked, Claim, unmarked

QUOTE = "Social workers visit children regularly and see them alone."
FALSE, MARKS = unmarked("Children are visited regularly«, and the mother was arrested».")
CLAIMS = [
    Claim(QUOTE, "Children are seen alone.", True, (), "a"),
    Claim(QUOTE, FALSE, False, MARKS, "a"),
    Claim(QUOTE, "The hall is green.", False, None, "a"),
]
ASKED = [Asked(QUOTE, "Who sees children alone?", True, "a")]


@pytest.fixture(scope="module")
def reader() -> Reader:
    torch.manual_seed(0)
    return Reader()


def test_marks_fall_on_the_pieces_of_the_marked_words(reader: Reader) -> None:
    true, false, unknown, asked = pairs(reader, CLAIMS, ASKED)
    words = reader.tokenizer.convert_ids_to_tokens(
        [p for p, lack in zip(false.pieces, false.lacking, strict=True) if lack == 1]
    )
    assert words == [",", "and", "the", "mother", "was", "arrested"]
    assert set(true.lacking[true.second : -1]) == {0.0}
    for one in (unknown, asked):
        assert set(one.lacking) == {UNKNOWN}
    assert [one.asked for one in (true, false, unknown, asked)] == [False, False, False, True]


def test_pairs_stand_side_by_side(reader: Reader) -> None:
    some = pairs(reader, CLAIMS, ASKED)
    batch = side_by_side(some)
    assert batch.mask.sum(1).tolist() == [len(one.pieces) for one in some]
    assert batch.own.sum(1).tolist() == [len(one.pieces) - one.second - 1 for one in some]
    assert not (batch.own & (batch.kinds == 0)).any()
    assert batch.true.tolist() == [1, 0, 0, 1]


def test_a_few_steps_on_the_same_pairs_teach_them() -> None:
    reader = Reader()
    batch = side_by_side(pairs(reader, CLAIMS, ASKED))
    optimiser = torch.optim.AdamW([one for one in reader.parameters() if one.requires_grad], lr=3e-4)
    first = float(loss(reader, batch).detach())
    for _ in range(8):
        made = loss(reader, batch)
        made.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        optimiser.zero_grad()
    assert float(loss(reader, batch).detach()) < 0.7 * first
    kept = packed(reader)
    assert {"whole.weight", "words.bias"} <= set(kept)
    assert not any(name.startswith("answers.") or "word_embeddings" in name for name in kept)
    assert any(name.startswith("body.encoder.layer.0.") for name in kept)
