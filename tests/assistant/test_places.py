from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.places import Gazetteer, normal, register

HELD = Gazetteer(["North Somerset", "redcar-and-cleveland", "Stoke-on-Trent", "Torbay"])


def named(question: str) -> list[tuple[str, str | None]]:
    return [(mention.name, mention.authority) for mention in HELD.mentions(question)]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("What did Torbay do?", [("Torbay", "Torbay")]),
        ("torbay's front door", [("Torbay", "Torbay")]),
        ("North Somerset on neglect", [("North Somerset", "North Somerset")]),
        ("Somerset on neglect", [("Somerset", None)]),
        ("Redcar & Cleveland", [("redcar-and-cleveland", "redcar-and-cleveland")]),
        ("stoke on trent", [("Stoke-on-Trent", "Stoke-on-Trent")]),
        ("What about Haringey and Torbay?", [("Haringey", None), ("Torbay", "Torbay")]),
    ],
)
def test_names_are_found_longest_first(question: str, found: list[tuple[str, str | None]]) -> None:
    assert named(question) == found


@pytest.mark.parametrize(
    "question",
    [
        "Reading between the lines, what do reviews say?",
        "Reading and writing down the child's words",
        "Bath time and drowning: what do reviews say?",
        "children were reading at school",
        "She was seen at Manchester Royal Infirmary",
    ],
)
def test_words_and_institutions_are_no_places(question: str) -> None:
    assert named(question) == []


@pytest.mark.parametrize("question", ["What did Reading do?", "Reading’s care leavers", "Reading inspection: findings"])
def test_a_place_called_like_a_word_is_one_where_it_is_written_as_one(question: str) -> None:
    assert [name for name, _ in named(question)] == ["Reading Borough"]


@given(st.text(max_size=200))
def test_mentions_lie_in_the_text_in_order(text: str) -> None:
    mentions = HELD.mentions(text)
    assert all(0 <= m.start < m.end <= len(text) for m in mentions)
    assert all(one.end <= other.start for one, other in pairwise(mentions))


def test_every_known_place_is_found_by_each_of_its_names() -> None:
    gazetteer = Gazetteer([])
    unfound = [
        name
        for names in register()
        for name in names
        if normal(name) and not gazetteer.mentions(f"What did {name} do?")
    ]
    assert unfound == []
