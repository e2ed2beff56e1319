from __future__ import annotations

import numpy as np
import pytest

from assistant import Assistant
from assistant.scope import ScopeReader, ScopeReading, is_in_another_script


@pytest.fixture(scope="module")
def reader() -> ScopeReader:
    """Examples without meaning: only wording can tell."""
    return ScopeReader(lambda texts: [[1.0, 0.0] for _ in texts])


def read(reader: ScopeReader, question: str) -> ScopeReading:
    return reader.read(question, np.array([1.0, 0.0], np.float32))


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("What dose of calpol is right?", "medicines and clinical advice"),
        ("What is the maximum sentence for neglect?", "the law and legal advice"),
        ("Should I remove this child tonight?", "a live case"),
        ("What should I write to the father?", "a live case"),
        ("What is the weekly rate of carer's allowance?", "benefits, fees and allowances"),
        ("How do I reset my password?", "training, systems and the workplace"),
        ("Will the weather be fine?", "subjects outside safeguarding"),
    ],
)
def test_wording_marks_other_subjects(reader: ScopeReader, question: str, subject: str) -> None:
    reading = read(reader, question)
    assert (reading.marked, reading.subject.name) == (True, subject)
    assert reading.subject.turn.endswith(".")


@pytest.mark.parametrize(
    "question",
    [
        "What should social workers do about bruises?",
        "What have reviews said about prescription of methadone?",
        "How many children were on a plan?",
        "Was the register of attendance kept?",
    ],
)
def test_questions_for_reviews_are_not_marked(reader: ScopeReader, question: str) -> None:
    assert not read(reader, question).marked


def test_meaning_tells_without_wording(asker: Assistant) -> None:
    tools = asker.tools

    def margin(question: str) -> float:
        return tools.scope_reader.read(question, tools.library.encoder.query(question)).margin

    assert margin("What is the best way to bake a sponge cake?") > 0
    assert margin("Were fathers part of the assessments in that case?") < 0


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("ماذا تقول المراجعات عن الآباء؟", True),
        ("מה אומרות הביקורות על אבות?", True),
        ("父亲们被忽视了吗", True),
        ("What did Siân and Łukasz’s mother say?", False),
        ("Beth mae adolygiadau yn ei ddweud am dadau?", False),
        ("What does “شرف” mean in the review of honour-based abuse?", False),
        ("999?", False),
    ],
)
def test_a_question_in_another_script_is_told_apart(question: str, other: bool) -> None:
    assert is_in_another_script(question) is other
