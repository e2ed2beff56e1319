"""Answers put away and taken out: the same again, and nothing that was not sealed here."""

from __future__ import annotations

import json
from dataclasses import replace

import fakes
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.model import Answer, Block, Claim, Status
from web.stored import NotSealed, Put, put_away, seal, take_out, unseal

KEY = b"k" * 32

texts = st.text(max_size=40)
answers = st.builds(
    Answer,
    st.sampled_from(Status),
    texts,
    texts,
    st.just({"local_authority": ["leeds"]}),
    texts,
    claims=st.lists(st.builds(Claim, texts, st.just((1,)), st.just("verbatim")), max_size=3).map(tuple),
    layout=st.lists(st.builds(Block, st.sampled_from(["text", "claim"]), texts, st.none()), max_size=3).map(tuple),
    notices=st.lists(texts, max_size=2).map(tuple),
)


@pytest.fixture
def put(assistant):
    *_, last = assistant.stream("How were fathers missed?")
    return Put("t1", last, {"kinds": ["scr"]})


def test_an_answer_comes_back_whole(put):
    assert take_out(json.loads(json.dumps(put_away(put)))) == put
    assert take_out(unseal(KEY, seal(KEY, put_away(put)))) == put


@given(answers)
def test_any_answer_comes_back_whole(answer):
    put = Put("t", answer, {})
    back = take_out(unseal(KEY, seal(KEY, put_away(put))))
    assert (back.answer.answer, back.answer.claims, back.answer.layout) == (answer.answer, answer.claims, answer.layout)
    assert (back.answer.status, back.answer.notices) == (answer.status, answer.notices)


def test_a_changed_answer_is_refused(put):
    sealed = seal(KEY, put_away(put))
    for changed in (sealed.replace("father", "mother"), sealed[:-1], f"0{sealed[1:]}x", sealed.partition(".")[2]):
        assert changed != sealed
        with pytest.raises(NotSealed):
            unseal(KEY, changed)


def test_another_desks_seal_is_refused(put):
    with pytest.raises(NotSealed):
        unseal(b"o" * 32, seal(KEY, put_away(put)))


@pytest.mark.parametrize("sent", [None, 7, {}, [], "", ".", "a.{}", "\ud800.{}", "é.ü"])
def test_what_no_desk_sealed_is_refused_in_words(sent):
    with pytest.raises(NotSealed, match="Ask the question again"):
        unseal(KEY, sent)


@pytest.mark.parametrize("missing", ["turn", "ticked", "status", "question", "citations"])
def test_what_is_no_answer_is_not_taken_out(put, missing):
    stored = {name: value for name, value in put_away(put).items() if name != missing}
    if missing == "citations":
        stored["citations"] = [{"n": 1}]
    with pytest.raises(NotSealed):
        take_out(stored)
    with pytest.raises(NotSealed):
        take_out(put_away(put) | {"ticked": "none"})


def test_a_hostile_answer_is_kept_as_its_characters(library, assistant):
    *_, last = assistant.stream(f"{fakes.HOSTILE} hostile")
    put = Put("t", replace(last, answer=f"{fakes.HOSTILE}\u2028\x00"), {})
    assert take_out(unseal(KEY, seal(KEY, put_away(put)))) == put
