from __future__ import annotations

from datetime import date

import pytest

from assistant.compose import WORDS_ONE, Draft, compose
from assistant.rank import Ranked
from ingest.model import Passage, Role
from tests.assistant.making import as_ranked, record

RECORDS = {
    "a": record("a", authority="Torvale", published=date(2018, 3, 1)),
    "b": record("b", authority="north-torvale", published=date(2022, 3, 1)),
    "c": record("c", title="Child C"),
    "d": record("d"),
}
NUMBER = iter(range(1, 10_000))


def found(
    text: str,
    *,
    review: str = "a",
    role: Role = Role.FINDING,
    score: float = 1.0,
    start: int = 100,
    sentences: tuple[float, ...] = (),
) -> Ranked:
    passage = Passage(start, start + len(text), role, "paragraph", ("7 Conclusions",), "4.1", 3, "5", 3)
    return as_ranked(passage, text, review_id=review, number=next(NUMBER), score=score, sentences=sentences)


def lines(draft: Draft) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in draft.layout]


def test_an_answer_from_one_review_begins_with_the_passage_that_answers_best() -> None:
    best = found("The box was offered in May. Nobody saw it again.", start=900)
    early = found("The family moved there in spring.", score=0.95, start=100)
    draft = compose([best, early], "one", RECORDS)
    assert [claim.text for claim in draft.claims] == [
        "The box was offered in May.",
        "Nobody saw it again.",
        "The family moved there in spring.",
    ]
    assert lines(draft)[0] == ("lead_in", "Torvale, 2018:")
    assert [block.kind for block in draft.layout] == ["lead_in", "claim", "claim", "claim"]


def test_across_reviews_each_has_one_sentence_under_what_it_is() -> None:
    draft = compose(
        [
            found("The father was not asked at all. The mother was.", sentences=(1.0, 0.7)),
            found("No assessment named the father.", review="b", score=0.98),
            found("The midwife met the father alone.", review="c", score=0.95, role=Role.GOOD_PRACTICE),
            found("Every father should be invited.", review="d", score=0.95, role=Role.RECOMMENDATION),
            found("Fathers were rarely seen there.", score=0.94),
        ],
        "across",
        RECORDS,
    )
    assert lines(draft) == [
        ("heading", "What was found (at least 2 reviews)"),
        ("lead_in", "Torvale, 2018:"),
        ("claim", "The father was not asked at all."),
        ("lead_in", "North Torvale, 2022:"),
        ("claim", "No assessment named the father."),
        ("heading", "What worked"),
        ("lead_in", "Child C:"),
        ("claim", "The midwife met the father alone."),
        ("heading", "What was recommended"),
        ("lead_in", "d.pdf:"),
        ("claim", "Every father should be invited."),
    ]
    assert [claim.citations for claim in draft.claims] == [(1,), (2,), (3,), (4,)]


@pytest.mark.parametrize("scope", ["one", "across", "open"])
@pytest.mark.parametrize("role", [Role.MATTER, Role.METHOD])
def test_method_and_matter_are_quoted_only_where_there_is_nothing_else(scope: str, role: Role) -> None:
    method = found("The authors read every record of the father.", score=1.0, role=role)
    finding = found("The father was never seen by anyone.", score=0.9)
    assert [c.role for c in compose([method, finding], scope, RECORDS).citations] == ["finding"]  # type: ignore[arg-type]
    assert [c.role for c in compose([method], scope, RECORDS).citations] == [role.value]  # type: ignore[arg-type]


def test_a_sentence_that_leans_brings_the_one_it_leans_on() -> None:
    draft = compose([found("Ms K was nineteen. She had been in care.", sentences=(0.2, 1.0))], "one", RECORDS)
    assert [claim.text for claim in draft.claims] == ["Ms K was nineteen. She had been in care."]


def test_an_item_of_a_list_brings_the_words_that_begin_the_list() -> None:
    text = "The school should:\n• write down what a pupil says\n• tell the pupil"
    draft = compose([found(text, sentences=(0.1, 1.0, 0.1))], "one", RECORDS)
    assert draft.claims[0].text == "The school should:\n• write down what a pupil says"


def test_words_of_ours_state_authority_and_year_and_nothing_of_the_report() -> None:
    draft = compose([found("They were not told about the father.")], "one", RECORDS)
    assert lines(draft) == [("lead_in", "Torvale, 2018:"), ("claim", "They were not told about the father.")]


@pytest.mark.parametrize("scope", ["one", "across"])
def test_quotes_keep_their_place_their_number_and_a_measure(scope: str) -> None:
    many = [
        found(
            " ".join(f"In year {n} the father of child {m} was not seen by the team at all." for n in range(9)),
            review="abcd"[m % 4],
            score=1 - m / 100,
            start=1_000 * m,
        )
        for m in range(8)
    ]
    draft = compose(many, scope, RECORDS)  # type: ignore[arg-type]
    assert draft.claims
    assert [c.n for c in draft.citations] == list(range(1, len(draft.citations) + 1))
    by_start = {ranked.passage.passage.start: ranked.passage.text for ranked in many}
    for claim, citation in zip(draft.claims, draft.citations, strict=True):
        base = citation.start // 1_000 * 1_000
        assert claim.text == citation.quote == by_start[base][citation.start - base : citation.end - base]
        assert claim.checked == "verbatim"
    if scope == "one":
        assert sum(len(claim.text.split()) for claim in draft.claims) <= WORDS_ONE
        assert len(draft.claims) <= 6
    else:
        assert len({c.review_id for c in draft.citations}) == len(draft.citations)


def test_nothing_found_is_an_empty_draft() -> None:
    for scope in ("one", "across", "open"):
        assert compose([], scope, RECORDS) == Draft((), (), ())


def test_an_open_question_is_answered_from_one_review_where_that_stands_out() -> None:
    near = [found("The gaze board stayed at school.", score=1.5), found("The board met.", review="b", score=1.0)]
    assert {c.review_id for c in compose(near, "open", RECORDS).citations} == {"a"}
    alike = [found("Fathers were not asked.", score=1.0), found("Nobody asked the father.", review="b", score=0.98)]
    assert {c.review_id for c in compose(alike, "open", RECORDS).citations} == {"a", "b"}


def test_a_sentence_that_leans_on_a_quoted_one_follows_it_alone() -> None:
    text = "Interviews are offered to children at high risk. However, nobody counts how many take place."
    draft = compose([found(text, sentences=(1.0, 0.9))], "one", RECORDS)
    assert [claim.text for claim in draft.claims] == [
        "Interviews are offered to children at high risk.",
        "However, nobody counts how many take place.",
    ]
    turned = compose([found(text, sentences=(0.5, 1.0))], "one", RECORDS)
    assert [claim.text for claim in turned.claims] == [text]


def test_the_nearest_passages_are_each_heard_before_any_goes_on() -> None:
    long = " ".join(["word"] * 35)
    first = found(f"First {long}. Second {long}. Third {long}.", sentences=(1.0, 0.99, 0.98))
    others = [found(f"{name} {long}.", score=0.9, start=start) for name, start in (("Other", 3000), ("Last", 6000))]
    draft = compose([first, *others], "one", RECORDS)
    assert sorted(claim.text.split()[0] for claim in draft.claims) == ["First", "Last", "Other"]


def test_across_reviews_each_says_more_where_there_are_few() -> None:
    two = "Fathers were not seen. Fathers were not named. Fathers were not asked. Fathers were not met."
    few = compose([found(two), found("No father was seen.", review="b", score=0.98)], "across", RECORDS)
    assert len(few.claims) == 4
    many = compose([found(two), *(found("No father was seen.", review=r, score=0.98) for r in "bc")], "across", RECORDS)
    assert len(many.claims) == 3


def test_what_is_far_from_the_question_is_not_quoted_beside_what_is_near() -> None:
    text = "Fathers were not asked. Thresholds are well understood. Nobody met the father."
    draft = compose([found(text, sentences=(0.5, 0.2, 0.45))], "one", RECORDS)
    assert [claim.text for claim in draft.claims] == ["Fathers were not asked.", "Nobody met the father."]
