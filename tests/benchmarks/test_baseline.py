from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st
from langchain_core.embeddings import Embeddings

from benchmarks.baseline import OVERLAP, SIZE, Baseline, Chunk, best_documents, chunks

paragraphs = st.lists(st.text("ab ", min_size=0, max_size=900), max_size=8)


class Letters(Embeddings):
    """Counts letters: the nearest text is the one with the same letters."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return [float(text.count(letter)) for letter in "abcdefg"]


@given(paragraphs, st.sampled_from(["\n\n", "\n", ""]))
def test_chunks_hold_every_letter_and_are_no_longer_than_they_may_be(parts: list[str], between: str) -> None:
    text = between.join(parts)
    made = chunks("one", text)
    covered = {place for chunk in made for place in range(chunk.start, chunk.end)}
    assert all(place in covered for place, char in enumerate(text) if not char.isspace())
    assert all(0 < chunk.end - chunk.start <= SIZE and chunk.text == text[chunk.start : chunk.end] for chunk in made)
    pairs = list(itertools.pairwise(made))
    assert all(before.start < after.start and before.end - after.start <= OVERLAP for before, after in pairs)


def test_chunks_overlap_where_paragraphs_are_short() -> None:
    text = "\n\n".join(f"{number:03} " + "word " * 20 for number in range(40))
    made = chunks("one", text)
    assert len(made) > 3
    assert all(after.start < before.end for before, after in itertools.pairwise(made))


def test_the_nearest_chunks_come_first_each_document_once() -> None:
    made = [Chunk("x", 0, 3, "aaa"), Chunk("y", 0, 3, "bbb"), Chunk("x", 3, 6, "aab")]
    with Baseline(Letters(), made) as baseline:
        found = baseline.search("aaa", 10)
        assert [chunk.text for chunk in found] == ["aaa", "aab", "bbb"]
        assert best_documents(found) == ["x", "y"]
        assert baseline.similarity("aaa") > baseline.similarity("ggg")
