from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.followup import Standalone, content_words, make_standalone

BEFORE = make_standalone(
    "What did Torbay find about bruises on babies?", None, places=(), own_places=("Torbay",), limit_spans=()
)
LEADS = set(
    "and but so or also same for anything any ok okay right then well thanks thank you what how about of no sorry "
    "actually not that wait i meant mean was asking make rather".split()
)


def follow(question: str, before: Standalone | None = BEFORE, own_places: tuple[str, ...] = ()) -> Standalone:
    return make_standalone(question, before, places=("Torbay",), own_places=own_places)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("and for unborn babies?", "For unborn babies (bruises on babies, Torbay)?"),
        ("What about the police?", "The police (bruises on babies, Torbay)?"),
        ("no, I meant the police", "The police (bruises on babies, Torbay)?"),
        ("What did the schools there do?", "What did the schools in Torbay do (bruises on babies)?"),
        ("thanks", "What did Torbay find about bruises on babies?"),
        ("?", "What did Torbay find about bruises on babies?"),
    ],
)
def test_what_leans_on_the_conversation_takes_its_topic_and_place(question: str, text: str) -> None:
    made = follow(question)
    assert made.text == text
    assert made.inherits


@pytest.mark.parametrize(
    "question",
    [
        "What do reviews say about home education?",
        "No recourse to public funds: what do reviews say?",
        "Wait times for CAMHS: what do reviews say?",
        "Well-being of foster carers: what do reviews say?",
        "So-called honour abuse: what do reviews say?",
        "How good was the supervision of newly qualified social workers?",
    ],
)
def test_a_new_topic_is_left_alone(question: str) -> None:
    made = follow(question)
    assert (made.text, made.context, made.lent, made.inherits) == (question, "", "", False)


def test_a_change_of_place_keeps_the_topic() -> None:
    made = follow("and in Oldham?", own_places=("Oldham",))
    assert made.text == "Bruises on babies: in Oldham?"
    assert made.own.lower() == "bruises on babies"


def after(earlier: str, question: str) -> str:
    before = make_standalone(earlier, None, places=(), own_places=("Torbay",))
    return make_standalone(question, before, places=("Torbay",), own_places=()).text


@pytest.mark.parametrize("question", ["And what had become of that?", "and for fathers?", "Was it any better later?"])
def test_what_is_lent_reads_as_words_do(question: str) -> None:
    text = after("Did the first Torbay review, about Child L, ask for a chronology?", question)
    assert " ," not in text
    assert "(," not in text
    assert "  " not in text


def test_he_and_she_stand_for_people_only() -> None:
    excluded = "What did Torbay find about excluding Marlon from school?"
    assert after(excluded, "Was he told why?") == "Was Marlon told why (Torbay)?"
    assert "excluding Marlon from school was" not in after(excluded, "What about the decision that he was a victim?")
    assert after("What about neglect in Torbay?", "Was he told why?").startswith("Was he told why")


TEXTS = st.one_of(
    st.text(max_size=120),
    st.lists(
        st.sampled_from(
            "and what about there its that no , I meant Torbay only since 2022 ? thanks babies why".split()
        ),
        max_size=9,
    ).map(" ".join),
)


@given(TEXTS)
def test_a_first_question_stands_as_it_is(question: str) -> None:
    made = follow(question, None)
    assert (made.text, made.own, made.context, made.inherits) == (question.strip(), question.strip(), "", False)


@given(TEXTS, TEXTS, st.booleans())
@example("", "ß", False)  # it has no capital of one letter
def test_no_word_of_the_asker_is_lost(earlier: str, question: str, at_home: bool) -> None:
    before = follow(earlier, None)
    made = make_standalone(
        question, before, places=("Torbay",) if at_home else (), own_places=("Torbay",) if "Torbay" in question else ()
    )
    assert set(content_words(question)) - LEADS <= set(content_words(made.text)) | set(content_words(before.text))
    if not made.inherits:
        assert made.text == question.strip()
