from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.gate import MAX_CHARACTERS, gate

URGENT = """
My neighbour is hitting her child right now, what do I do?
A child is being beaten next door right now
The baby is not breathing, he's just stopped breathing
My baby isn't breathing
I can hear a child screaming next door now
He has a knife and he is threatening my mum right now
She has just taken an overdose, what should I do?
I want to die
I'm going to kill myself
I am suicidal and cannot go on
Should I call 999? There is a toddler alone in the flat
My dad is hurting me
My step dad touches me at night
the boy is unconscious and bleeding now
A girl has just told me she is being raped at home
He’s strangling her right now please help
Do I ring the police? The father has taken the children
They are about to hurt the baby tonight
My partner is threatening to kill me and the kids tonight
A child is in immediate danger, he is holding a knife now
""".strip().splitlines()

STUDY = """
What do reviews say about children being beaten at home?
How did professionals respond when a child was in immediate danger?
What have reviews learned about mothers who were strangled by partners?
Reviews about babies who stopped breathing while sleeping with a parent
How many children are currently being abused in reviews of neglect?
What did the police do when he was threatening to kill her?
Lessons about a parent who has taken an overdose
Should social workers call the police when a partner has a knife, according to reviews?
What recommendations follow the killing of a child by a stepfather?
How well do services respond when a young person says they want to die?
Findings on suicidal thoughts in looked-after children
Did the school know that she was being hurt at home?
What went wrong before he tried to kill himself?
What should happen when a neighbour hears screaming?
How do agencies currently assess the danger of strangulation?
Were the ambulance service told that the baby was unconscious?
Did anyone ask the girl whether she was being raped?
What happened when the mother said he was going to kill her?
Who knew that the father had a knife?
Domestic abuse happening in pregnancy: what do reports say?
""".strip().splitlines()


@pytest.mark.parametrize("question", URGENT)
def test_somebody_in_danger_now_is_not_sent_to_a_search(question: str) -> None:
    assert gate(question).outcome == "urgent"
    assert gate(question, search_anyway=True).outcome == "search"


@pytest.mark.parametrize("question", STUDY)
def test_asking_what_reviews_say_about_danger_is_a_search(question: str) -> None:
    assert gate(question).outcome == "search"


def test_there_are_twenty_of_each() -> None:
    assert len(set(URGENT)) == len(set(STUDY)) == 20


@pytest.mark.parametrize("question", ["", "   \n\t", "👶🏽🚨", "🙂", "?!…", "\u200f\u200b", "\x00\x01", "—"])
def test_what_has_no_word_is_empty(question: str) -> None:
    assert gate(question).outcome == "empty"
    assert gate(question, search_anyway=True).outcome == "empty"


def test_far_too_much_is_refused_and_only_its_beginning_kept() -> None:
    refused = gate("what about neglect " * 1100)
    assert refused.outcome == "too_long"
    assert len(refused.question) == 200
    assert gate("a" * MAX_CHARACTERS).outcome == "search"
    assert gate("a" * (MAX_CHARACTERS + 1)).outcome == "too_long"


def test_the_longest_question_is_judged_at_once() -> None:
    """Every word begins what could be danger and nothing ends it: the worst case for the patterns."""
    began = time.perf_counter()
    for text in ("x ", "is hurting ", "a child ", "now ", "my a b "):
        gate((text * MAX_CHARACTERS)[:MAX_CHARACTERS])
    assert time.perf_counter() - began < 0.5


@given(st.text(max_size=300))
def test_a_question_keeps_its_words_and_loses_what_cannot_be_seen(text: str) -> None:
    passed = gate(text)
    assert passed.question == " ".join(passed.question.split())
    assert not any(ord(c) < 32 for c in passed.question)
    assert [c for c in passed.question if c.isalnum()] == [c for c in text if c.isalnum()]
    assert gate(passed.question) == passed
