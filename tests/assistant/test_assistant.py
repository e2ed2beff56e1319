from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from langchain_core.runnables import Runnable

from assistant import URGENT_SIGNPOSTING, Answer, Assistant, Progress, Status, Turn, answer_json, words
from assistant.state import State
from tests.assistant.making import HOSTILE, LONG
from tests.assistant.test_gate import STUDY, URGENT
from tests.assistant.test_serialise import check_contract
from vectorstore import Filters, Library

FATHERS = "What do reviews say about fathers who were never asked or assessed?"
BRUISE = "What should happen when a baby who cannot crawl has a bruise?"


def check_honest(answer: Answer, library: Library) -> None:
    """Every citation stands at its words on its page, passages keep their measure, and refusals claim nothing."""
    for citation in answer.citations:
        text = library.text(citation.review_id, citation.version)
        assert text[citation.start : citation.end] == citation.quote
        page = library.page_at(citation.review_id, citation.version, citation.start)
        assert (citation.page, citation.page_label) == ((page.number, page.label) if page else (None, None))
        assert len(citation.quote.split()) <= 60
        assert f"[{citation.n}]" in answer.answer
    assert [c.n for c in answer.citations] == list(range(1, len(answer.citations) + 1))
    for claim in answer.claims:
        assert claim.text == answer.citations[claim.citations[0] - 1].quote
        assert claim.checked == "verbatim"
    assert len(answer.passages) <= 10
    for passage in answer.passages:
        assert len(passage.text) <= 1_200
        assert library.text(passage.review_id, passage.version)[passage.start : passage.end] == passage.text
    if answer.status in (Status.ANSWERED, Status.PARTIAL):
        assert answer.claims
        assert not {"matter", "method"} & {c.role for c in answer.citations}
    else:
        assert (answer.claims, answer.citations) == ((), ())
    if answer.status in (Status.URGENT, Status.INVALID):
        assert answer.passages == ()
    check_contract(answer_json(answer))


def same(answer: Answer) -> Answer:
    return replace(answer, timings={}, how=replace(answer.how, timings={}) if answer.how else None)


@pytest.mark.parametrize("question", URGENT)
def test_somebody_in_danger_is_told_where_to_turn_and_nothing_is_searched(asker: Assistant, question: str) -> None:
    answer = asker.ask(question)
    assert (answer.status, answer.passages, answer.searched) == (Status.URGENT, (), {})
    assert "999" in answer.answer
    assert "0808 800 5000" in answer.answer
    check_honest(answer, asker.tools.library)


@pytest.mark.parametrize("question", STUDY)
def test_questions_about_danger_are_searched(asker: Assistant, question: str) -> None:
    answer = asker.ask(question)
    assert answer.status not in (Status.URGENT, Status.INVALID)
    assert answer.passages
    check_honest(answer, asker.tools.library)


def test_the_asker_may_search_anyway(asker: Assistant) -> None:
    answer = asker.ask("A father was never asked or assessed and a baby is being hit right now", search_anyway=True)
    assert answer.status is not Status.URGENT
    assert answer.passages
    check_honest(answer, asker.tools.library)


def test_the_signposting_is_the_one_given(shelf: Library) -> None:
    answer = Assistant(shelf, signposting="Ring the night team: 01000 000000.").ask(URGENT[0])
    assert answer.answer == "Ring the night team: 01000 000000."
    assert "999" in URGENT_SIGNPOSTING


@pytest.mark.parametrize("question", ["", "  \n ", "🙂👶🏽", "?!", "\u202e"])
def test_nothing_to_read_gets_an_example(asker: Assistant, question: str) -> None:
    answer = asker.ask(question)
    assert (answer.status, answer.answer) == (Status.INVALID, words.EMPTY_QUESTION)
    check_honest(answer, asker.tools.library)


def test_far_too_much_is_told_how_long_it_may_be(asker: Assistant) -> None:
    answer = asker.ask("fathers " * 2_500)
    assert (answer.status, answer.answer) == (
        Status.INVALID,
        "The question is longer than 2,000 characters. Ask it in a sentence or two.",
    )
    assert len(answer.question) <= 200


@pytest.mark.parametrize("question", ["ماذا تقول المراجعات عن الآباء؟", "מה אומרות הביקורות על אבות?"])
def test_right_to_left_text_gets_a_clear_answer(asker: Assistant, question: str) -> None:
    answer = asker.ask(question)
    assert (answer.status, answer.answer) == (Status.OUT_OF_SCOPE, words.ENGLISH_ONLY)
    assert answer.question == question
    check_honest(answer, asker.tools.library)


@pytest.mark.parametrize(
    "question",
    [
        "<script>alert(1)</script> What do reviews say about fathers who were never assessed?",
        "**Which** [fathers](javascript:alert(1)) were never asked or assessed?",
        '" OR NOT title:* AND (fathers) ~ ^ never assessed \\',
        "fathers 'never' assessed; DROP TABLE reviews; --",
        "fathers\x00 never\ud7ff assessed ﷽ \u202e",
    ],
)
def test_markup_and_operators_in_a_question_are_words(asker: Assistant, question: str) -> None:
    answer = asker.ask(question)
    assert answer.status is not Status.INVALID
    assert "<script>" not in answer.answer
    assert "](javascript" not in answer.answer.replace("\\]", "")
    assert answer.passages
    check_honest(answer, asker.tools.library)


def test_hostile_words_of_a_report_are_quoted_as_words(asker: Assistant) -> None:
    answer = asker.ask("What did the pupil type in the school log?")
    assert [claim.text for claim in answer.claims] == [HOSTILE]
    assert "\\<script\\>" in answer.answer
    assert "<script>" not in answer.answer.replace("\\<", "")
    check_honest(answer, asker.tools.library)


def test_an_absent_authority_is_named(asker: Assistant) -> None:
    answer = asker.ask("What did Haringey find about fathers?")
    assert answer.status is Status.NO_EVIDENCE
    assert answer.answer.startswith("There is no report about Haringey in this library.")
    assert words.NEAREST in answer.answer
    assert answer.passages
    check_honest(answer, asker.tools.library)


def test_of_two_authorities_the_one_that_is_held_is_answered_for(asker: Assistant) -> None:
    answer = asker.ask("What did Haringey and Torvale find about fathers?")
    assert answer.status is Status.PARTIAL
    assert "There is no report about Haringey in this library." in answer.answer
    assert {c.local_authority for c in answer.citations} == {"Torvale"}
    check_honest(answer, asker.tools.library)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("the 2011 Torvale review on fathers", "There is no 2011 report about Torvale in this library."),
        ("What did SUSRs say about fathers?", "This library holds no SUSRs."),
        ("fathers in reports from 2005", "No review in this library matches these filters."),
        (
            "Was female genital mutilation considered?",
            "The 4 reviews searched do not mention “female genital mutilation”.",
        ),
        ("Who is Jane Smith in these reviews?", "“Jane Smith” is not mentioned in the reviews searched."),
    ],
)
def test_what_the_library_lacks_is_said(asker: Assistant, question: str, said: str) -> None:
    answer = asker.ask(question)
    assert answer.status is Status.NO_EVIDENCE
    assert answer.answer.startswith(said)
    check_honest(answer, asker.tools.library)


@pytest.mark.parametrize(
    ("question", "reviews"),
    [
        ("fathers since 2022", {"torvale-2022"}),
        ("fathers before 2019", {"torvale-2018"}),
        ("fathers between 2018 and 2021", {"torvale-2018", "eastby-2021"}),
        ("fathers in reports from 2018", {"torvale-2018"}),
        ("fathers, nothing before 2019", {"torvale-2022", "eastby-2021"}),
        ("fathers, not Torvale", {"northmere", "eastby-2021"}),
        ("fathers in serious case reviews", {"torvale-2018"}),
        ("fathers in Northmere", {"northmere"}),
    ],
)
def test_limits_in_words_limit_what_is_searched(asker: Assistant, question: str, reviews: set[str]) -> None:
    answer = asker.ask(question)
    assert {p.review_id for p in answer.passages} == reviews
    assert answer.filters
    assert answer.searched["reviews"] == len(reviews)
    check_honest(answer, asker.tools.library)


def test_filters_that_the_asker_set_win(asker: Assistant) -> None:
    answer = asker.ask("What did Torvale find about fathers since 2022?", filters=Filters(local_authority=("Eastby",)))
    assert {p.review_id for p in answer.passages} == {"eastby-2021"}
    answer = asker.ask("fathers since 2022", filters=Filters(published_from=date(2018, 1, 1)))
    assert {p.review_id for p in answer.passages} == {"torvale-2018", "torvale-2022", "eastby-2021"}
    assert answer.filters == {"published_from": "2018-01-01"}


def test_undated_reviews_left_out_by_a_date_are_counted(asker: Assistant) -> None:
    answer = asker.ask("fathers since 2018")
    assert answer.notices == ("1 undated review not searched.",)
    assert "1 undated review not searched." in answer.answer
    assert asker.ask("fathers").notices == ()


def test_a_follow_up_uses_the_conversation_and_a_new_topic_does_not(asker: Assistant) -> None:
    history = [Turn("user", "What did Torvale find about bruises on babies?"), Turn("assistant", "Torvale, 2018: “…”")]
    follow = asker.ask("and for fathers?", history)
    assert follow.filters == {"local_authority": "Torvale"}
    assert "Torvale" in follow.standalone_question
    assert {p.review_id for p in follow.passages} == {"torvale-2018", "torvale-2022"}
    limited = asker.ask("only since 2022", history)
    assert {p.review_id for p in limited.passages} == {"torvale-2022"}
    corrected = asker.ask("no, I meant the fathers", history)
    assert corrected.filters == {"local_authority": "Torvale"}
    assert "fathers" in corrected.standalone_question
    alone = asker.ask(FATHERS, history)
    assert (alone.filters, alone.standalone_question) == ({}, FATHERS)
    for answer in (follow, limited, corrected, alone):
        check_honest(answer, asker.tools.library)


def test_of_a_long_passage_the_sentences_around_the_best_are_shown(asker: Assistant) -> None:
    answer = asker.ask("Who came to the conference in week 30 and who was left out?")
    first = answer.passages[0]
    assert len(LONG) > 1_200 >= len(first.text) > 900
    assert "In week 30 of the conference" in first.text
    check_honest(answer, asker.tools.library)


def test_an_empty_library_says_how_to_fill_it(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        assistant = Assistant(library)
        answer = assistant.ask(FATHERS)
        assert (answer.status, answer.passages) == (Status.NO_EVIDENCE, ())
        assert answer.answer == words.EMPTY_LIBRARY
        assert assistant.ask(URGENT[0]).status is Status.URGENT


def test_the_whole_way_is_one_runnable(asker: Assistant) -> None:
    chain = asker.chain
    assert isinstance(chain, Runnable)
    one, other = chain.batch([State(FATHERS), State(BRUISE)])
    assert same(one) == same(asker.ask(FATHERS))
    assert same(other) == same(asker.ask(BRUISE))
    assert [type(last) for last in chain.stream(State(BRUISE))] == [Answer]


def test_streaming_tells_the_steps_then_grows_to_the_same_answer(asker: Assistant) -> None:
    sent = list(asker.stream(FATHERS))
    steps = [step for step in sent if isinstance(step, Progress)]
    grown = [answer for answer in sent if isinstance(answer, Answer)]
    assert [step.step for step in steps] == ["understand", "find", "rank", "compose", "verify"]
    assert steps[1].words == "Searching 4 reviews"
    assert sent == [*steps, *grown]
    final = grown[-1]
    assert same(final) == same(asker.ask(FATHERS))
    assert len(grown) == len(final.claims) >= 2
    for answer in grown:
        assert answer.citations == final.citations
        assert answer.layout == final.layout[: len(answer.layout)]
    assert [isinstance(s, Progress) for s in asker.stream("")] == [True, False]


def test_eight_who_ask_at_once_get_what_each_gets_alone(asker: Assistant) -> None:
    questions = [
        FATHERS,
        BRUISE,
        "fathers since 2022",
        "What did Haringey find?",
        "",
        URGENT[0],
        "fathers in Northmere",
    ]
    asked = [questions[n % len(questions)] for n in range(24)]
    alone = [same(asker.ask(question)) for question in asked]
    with ThreadPoolExecutor(8) as pool:
        assert [same(answer) for answer in pool.map(asker.ask, asked)] == alone


@given(st.text(max_size=120), st.lists(st.tuples(st.booleans(), st.text(max_size=60)), max_size=3))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_typed_gets_an_honest_answer(asker: Assistant, question: str, said: list[tuple[bool, str]]) -> None:
    history = [Turn("user" if mine else "assistant", text) for mine, text in said]
    check_honest(asker.ask(question, history), asker.tools.library)


def test_a_reranker_decides_the_order(shelf: Library) -> None:
    class Shortest:
        def score(self, question: str, texts: Iterator[str]) -> list[float]:
            return [-float(len(text)) for text in texts]

    answer = Assistant(shelf, reranker=Shortest()).ask("What did Torvale find about fathers?")  # type: ignore[arg-type]
    lengths = [len(passage.text) for passage in answer.passages]
    assert lengths == sorted(lengths)
    check_honest(answer, shelf)
