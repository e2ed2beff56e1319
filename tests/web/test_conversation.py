"""Turns as the browser gets them: growing, ending in words, and carrying only what they should."""

from __future__ import annotations

import fakes
from hypothesis import given
from hypothesis import strategies as st

from assistant.model import Turn
from web.conversation import HISTORY_CHARACTERS, HISTORY_TURNS, Asked, answer_turn, read_history


def updates(assistant, question, **options):
    return list(answer_turn(assistant, Asked(question, **options)))


def test_a_turn_grows_and_its_last_update_is_done(assistant):
    seen = updates(assistant, "How were fathers missed?")
    assert len({u["turn"] for u in seen}) == 1
    assert [u["done"] for u in seen] == [False] * (len(seen) - 1) + [True]
    chips = [u["html"].count('class="rl-chip"') for u in seen]
    assert chips == sorted(chips)
    assert chips[-1] == 3
    assert seen[-1]["status"] == "Answer ready: 3 quotations from 3 reviews."
    assert "Searching 4 reviews…" in seen[2]["html"]


def test_numbers_do_not_shift_while_an_answer_grows(assistant):
    seen = [u["html"] for u in updates(assistant, "How were fathers missed?")]
    for html in seen:
        if "rl-chip" in html:
            assert 'aria-label="Source 1, Torbay 2024, page 1"' in html


def test_a_finished_turn_hands_back_its_question_and_answer(assistant):
    history = updates(assistant, "How were fathers missed?")[-1]["history"]
    assert [h["role"] for h in history] == ["user", "assistant"]
    assert read_history(history)[0] == Turn("user", "How were fathers missed?")


def test_a_failure_is_said_without_its_details(assistant, caplog):
    last = updates(assistant, "please crash")[-1]
    assert last["done"]
    assert "something went wrong on the server" in last["html"]
    assert "secret detail" not in str(last)
    assert "secret detail" in caplog.text


def test_an_empty_question_makes_no_turn(assistant):
    (only,) = updates(assistant, " \n ")
    assert only["html"] == ""
    assert only["status"] == "Type a question first."
    assert assistant.asked == []


def test_a_question_of_many_characters_is_cut_where_it_is_shown(assistant):
    last = updates(assistant, "x" * 20_000)[-1]
    assert len(last["html"]) < 2_000


def test_words_of_reports_and_questions_are_escaped(assistant):
    last = updates(assistant, fakes.HOSTILE + " hostile")[-1]
    assert "<img" not in last["html"] + last["sources"]
    assert "&lt;img src=x" in last["html"]
    assert "&lt;img src=x" in last["sources"]


def test_danger_is_searched_only_at_the_askers_word(assistant):
    assert "Call 999" in updates(assistant, "A child is being hit now")[-1]["html"]
    assert "rl-chip" in updates(assistant, "A child is being hit now", search_anyway=True)[-1]["html"]


KEYS = st.sampled_from(["role", "content", "x"])


@given(st.recursive(st.none() | st.integers() | st.text(), lambda c: st.lists(c) | st.dictionaries(KEYS, c)))
def test_whatever_a_browser_sends_becomes_turns_or_nothing(sent):
    for turn in read_history(sent):
        assert turn.role in ("user", "assistant")


def test_a_long_history_is_cut():
    sent = [{"role": "user", "content": "y" * 10_000}] * 100
    read = read_history(sent)
    assert len(read) == 2 * HISTORY_TURNS
    assert {len(turn.content) for turn in read} == {HISTORY_CHARACTERS}
