"""The questions that the samples were written for, asked of the demonstration library.

The floors are what held when they were written: they may be raised, and are not lowered without a reason.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TypedDict

import pytest

import samples
from assistant import Answer, Assistant, Status, Turn, answer_json, words
from tests.assistant.test_assistant import check_honest
from tests.assistant.test_serialise import check_contract
from vectorstore import Library

REFUSALS = (Status.NO_EVIDENCE, Status.OUT_OF_SCOPE)
ANSWERED_FLOOR = 19  # of 19 that the samples answer
REFUSED_FLOOR = 4  # of 5 that they do not; the fifth takes for granted that a boy had foster carers
QUOTED_FLOOR = 14  # of 19: a gold quote and a citation share most of their words
FOUND_FLOOR = 19  # of 19: one of the ten passages holds a gold quote


class Gold(TypedDict):
    file: str
    quote: str


class Asked(TypedDict):
    id: str
    kind: str
    question: str
    history: list[dict[str, str]]
    filters: dict[str, str | list[str]]
    gold: list[Gold]
    answer: str


ASKED: tuple[Asked, ...] = tuple(
    json.loads(line) for line in samples.questions().read_text(encoding="utf-8").splitlines()
)
ANSWERABLE = tuple(asked for asked in ASKED if asked["kind"] != "unanswerable")


def ask(assistant: Assistant, asked: Asked) -> Answer:
    history = [Turn("user" if turn["role"] == "user" else "assistant", turn["content"]) for turn in asked["history"]]
    return assistant.ask(asked["question"], history)


@pytest.fixture(scope="module")
def answers(demonstrator: Assistant) -> Mapping[str, Answer]:
    return {asked["id"]: ask(demonstrator, asked) for asked in ASKED}


def letters(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def shared(one: str, other: str) -> bool:
    """Whether the shorter of two texts shares most of its five-word runs with the longer."""
    runs = [{tuple(found[n : n + 5]) for n in range(max(1, len(found) - 4))} for found in map(letters, (one, other))]
    return len(runs[0] & runs[1]) >= 0.6 * min(map(len, runs))


def holds(asked: Asked, found: list[tuple[str, str]]) -> bool:
    return any(file == gold["file"] and shared(gold["quote"], text) for gold in asked["gold"] for file, text in found)


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked["id"])
def test_every_answer_is_honest_and_says_that_its_reviews_are_invented(
    asked: Asked, answers: Mapping[str, Answer], demonstration: Library
) -> None:
    answer = answers[asked["id"]]
    check_honest(answer, demonstration)
    check_contract(answer_json(answer))
    assert words.DEMONSTRATION in answer.notices
    assert words.DEMONSTRATION in answer.answer
    assert len(answer.passages) == 10


def test_urgent_and_empty_questions_are_told_it_too(demonstrator: Assistant) -> None:
    for question in ("A child is being beaten next door right now", ""):
        assert words.DEMONSTRATION in demonstrator.ask(question).answer


def test_what_the_samples_answer_is_answered(answers: Mapping[str, Answer]) -> None:
    answered = [a["id"] for a in ANSWERABLE if answers[a["id"]].status in (Status.ANSWERED, Status.PARTIAL)]
    assert len(ANSWERABLE) == 19
    assert len(answered) >= ANSWERED_FLOOR, answered


def test_what_they_do_not_answer_is_refused(answers: Mapping[str, Answer]) -> None:
    unanswerable = [asked["id"] for asked in ASKED if asked["kind"] == "unanswerable"]
    refused = [name for name in unanswerable if answers[name].status in REFUSALS]
    assert len(unanswerable) == 5
    assert len(refused) >= REFUSED_FLOOR, refused
    assert answers["sample-015"].answer.startswith("There is no report about Rotherham in this library.")


def test_the_right_words_are_found_and_quoted(answers: Mapping[str, Answer]) -> None:
    quoted = [a["id"] for a in ANSWERABLE if holds(a, [(c.file, c.quote) for c in answers[a["id"]].citations])]
    found = [a["id"] for a in ANSWERABLE if holds(a, [(p.file, p.text) for p in answers[a["id"]].passages])]
    assert len(quoted) >= QUOTED_FLOOR, quoted
    assert len(found) >= FOUND_FLOOR, found


@pytest.mark.parametrize("asked", [a for a in ASKED if a["filters"]], ids=lambda asked: asked["id"])
def test_limits_in_the_question_are_taken_as_meant(asked: Asked, answers: Mapping[str, Answer]) -> None:
    meant = {key: value[0] if isinstance(value, list) else value for key, value in asked["filters"].items()}
    assert answers[asked["id"]].filters == meant


@pytest.mark.parametrize("asked", [a for a in ASKED if a["history"]], ids=lambda asked: asked["id"])
def test_follow_ups_stay_with_the_review_that_was_talked_about(asked: Asked, answers: Mapping[str, Answer]) -> None:
    answer = answers[asked["id"]]
    assert {c.file.split("-")[0] for c in answer.citations} == {gold["file"].split("-")[0] for gold in asked["gold"]}
    assert answer.standalone_question != asked["question"]
