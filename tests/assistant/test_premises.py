from __future__ import annotations

from collections.abc import Iterable

import pytest

from assistant.premises import absent_topics, lacks_number, missing_judgement, missing_name
from assistant.vocabulary import Entry, Vocabulary

VOCABULARY = Vocabulary(
    [
        Entry(("FGM", "female genital mutilation"), "design", topic=True),
        Entry(("LADO", "designated officer"), "design", topic=True),
        Entry(("GP", "family doctor"), "design"),
    ]
)


def texts() -> Iterable[str]:
    return ("Female genital mutilation was considered. Ms Heather Brown was seen.", "Multi-agency Working was good.")


def test_a_topic_that_no_text_names_by_any_of_its_terms_is_absent() -> None:
    assert absent_topics("What about FGM?", VOCABULARY, texts) == ()
    assert absent_topics("What did the LADO and the GP do?", VOCABULARY, texts) == ("LADO",)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("What happened to Heather Brown?", None),
        ("What happened to Jane Smith?", "Jane Smith"),
        ("What happened to HEATHER BROWN?", None),
        ("How good was Multi Agency Working?", None),
        ("What Do Reviews Say About Professional Curiosity In Families?", None),
        ("Jane Smith: was she seen?", "Jane Smith"),
        ("What did the Young Carers say?", None),
    ],
)
def test_a_name_that_stands_nowhere(question: str, name: str | None) -> None:
    assert missing_name(question, texts) == name


def test_a_judgement_taken_as_given() -> None:
    assert missing_judgement("Why was it rated inadequate?", texts) == "inadequate"
    assert missing_judgement("Why was it rated inadequate?", lambda: ["It is Inadequate."]) is None
    assert missing_judgement("Was the plan inadequate?", texts) is None


def test_a_number_asked_for_and_not_there() -> None:
    assert lacks_number("How many children were seen?", "They were seen.")
    assert not lacks_number("How many children were seen?", "Nine of them were.")
    assert not lacks_number("Were they seen?", "They were seen.")
