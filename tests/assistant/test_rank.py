from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.rank import Ranked, fold, lean, ranking_weights, rerank, spread
from ingest.model import Passage, Role
from tests.assistant.making import as_ranked


def found(number: int, score: float, *, review: str = "a", text: str = "") -> Ranked:
    words = text or f"The {number} home was seen by {number} of the {number} teams in year {number}."
    return as_ranked(
        Passage(0, len(words), Role.FINDING, "paragraph"), words, review_id=review, number=number, score=score
    )


def test_what_is_said_twice_in_the_same_words_is_kept_once() -> None:
    words = "Every bruise on a baby who cannot crawl should be seen by a paediatrician that day"
    ranked = [
        found(1, 1.0, text=f"{words}."),
        found(2, 0.9, text=f"The board said: {words}.", review="b"),
        found(3, 0.8),
    ]
    assert [one.passage.passage_id for one in fold(ranked)] == [1, 3]


def test_across_reviews_each_gets_its_turn() -> None:
    ranked = [found(1, 1.0), found(2, 0.99), found(3, 0.96, review="b"), found(4, 0.5, review="c")]
    assert [one.passage.passage_id for one in spread(ranked, "across", 0.06)] == [1, 3, 2, 4]
    assert list(spread(ranked, "one", 0.06)) == ranked


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 2)), max_size=12))
def test_spreading_loses_and_invents_nothing(given_: list[tuple[str, float]]) -> None:
    ranked = sorted((found(n, s, review=r) for n, (r, s) in enumerate(given_)), key=lambda one: -one.score)
    spaced = spread(ranked, "across", 0.06)
    assert sorted(one.passage.passage_id for one in spaced) == sorted(one.passage.passage_id for one in ranked)
    assert not spaced or spaced[0].score == ranked[0].score


class Backwards:
    def score(self, question: str, texts: Sequence[str]) -> Sequence[float]:
        return [float(number) for number in range(len(texts))]


def test_a_reranker_orders_the_best_and_leaves_the_rest() -> None:
    ranked = [found(number, 1 - number / 10) for number in range(5)]
    again = rerank(Backwards(), "why?", ranked, depth=3)
    assert [one.passage.passage_id for one in again] == [2, 1, 0, 3, 4]
    assert [one.score for one in again] == pytest.approx([1.0, 0.9, 0.8, 0.7, 0.6])
    assert rerank(Backwards(), "why?", []) == ()


def test_method_and_contents_count_against_a_passage() -> None:
    assert ranking_weights()["matter"] < 0


def test_what_the_conversation_finds_too_comes_forward_on_the_same_scale() -> None:
    first, second, third = found(1, 1.0), found(2, 0.9), found(3, 0.5)
    talk = [replace(second, score=1.2), replace(first, score=0.6)]
    leaned = lean([first, second, third], talk, 0.3)
    assert [one.passage.passage_id for one in leaned] == [2, 1, 3]
    assert [one.score for one in leaned] == pytest.approx([(0.9 + 0.36) / 1.3, (1.0 + 0.18) / 1.3, (0.5 + 0.18) / 1.3])
    assert lean([first, second], (), 0.3) == (first, second)
