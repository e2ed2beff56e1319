"""Denials, certainty, amounts and actors, read from words alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.support.actors import compare_actors
from assistant.support.polarity import denied_spans
from assistant.support.stance import stance

SUBJECTS = st.sampled_from(["Police", "Teachers", "Managers", "Social workers"])
VERBS = st.sampled_from(["share plans", "visit families", "record decisions"])


@given(SUBJECTS, VERBS, st.sampled_from(["do not", "don't", "never", "fail to", "failed to"]))
def test_a_denial_reaches_what_follows_it(subject: str, verb: str, denial: str) -> None:
    text = f"{subject} {denial} {verb}."
    (reached,) = denied_spans(text)
    assert verb in text[slice(*reached)]
    assert denied_spans(f"{subject} {verb}.") == ()


@given(SUBJECTS, VERBS)
def test_two_denials_cancel_out_and_a_clause_ends_them(subject: str, verb: str) -> None:
    twice = f"{subject} never fail to {verb}."
    assert sum(start <= twice.index(verb) < end for start, end in denied_spans(twice)) == 2
    parted = f"{subject} did not reply, but they {verb}."
    assert not any(start <= parted.index(verb) < end for start, end in denied_spans(parted))


@given(st.sampled_from(["good", "timely", "robust", "effective"]))
def test_a_denial_turns_praise_into_blame(word: str) -> None:
    assert stance(f"Practice was {word}.").valence == 1
    assert stance(f"Practice was not {word}.").valence == -1


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("Schools should tell parents.", "ought"),
        ("Ensure that schools tell parents.", "ought"),
        ("Schools may tell parents.", "maybe"),
        ("Schools plan to tell parents.", "meant"),
        ("Schools tell parents.", "fact"),
    ],
)
def test_what_is_what_may_be_and_what_ought_to_be(text: str, certainty: str) -> None:
    assert certainty in stance(text).certainty


def test_who_did_what() -> None:
    replaced = compare_actors("The GP told the school.", "The police told the school.")
    assert (replaced.strangers, replaced.unnamed, replaced.turned) == (("the GP",), ("the police",), False)
    assert compare_actors("The school told the police.", "The police told the school.").turned
    assert not compare_actors("The school was told by the police.", "The police told the school.").turned
    assert compare_actors("Dad was not seen.", "The father was not seen.").strangers == ()


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    assert stance(text).valence in {-1, 0, 1}
    assert all(0 <= start <= end <= len(text) for start, end in denied_spans(text))


def test_a_child_who_is_missing_is_not_denied() -> None:
    assert denied_spans("Of the 12 children who were missing from home, four had gone missing before.") == ()
    assert denied_spans("Records were missing names and dates.")
