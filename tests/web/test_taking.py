"""What is taken away is looked up again: only words that stand in the library leave it, with what trainers found."""

from __future__ import annotations

from dataclasses import replace

import fakes
import pytest

from assistant.model import Answer, Block, Claim, Status
from desk.checks import Verdict, citation_keys, give
from desk.conversations import library_version
from desk.lessons import Lessons
from desk.themes import open_themes
from web.site import Site
from web.stored import Put
from web.taking import Written, handout


@pytest.fixture
def site(library, assistant, desk):
    return Site(library, assistant, fakes.FakeSettings(), desk, Lessons(library, open_themes(desk, desk.home)))


@pytest.fixture
def answer(assistant):
    *_, last = assistant.stream("How were fathers missed?")
    return last


def taken(site, answer, **written):
    (one,) = handout(site, [Put("t1", answer, {})], "Fathers", **written).answers
    return one


def pieces(one):
    return [(piece.kind, piece.text) for piece in one.pieces]


def judge(site, answer, n, trainer, verdict):
    give(site.desk, "t1", n, citation_keys(answer)[n], trainer=trainer, verdict=verdict, reason="why")


def test_an_answer_is_handed_out_whole_with_its_references(site, answer):
    made = handout(site, [Put("t1", answer, {})], "Fathers")
    (one,) = made.answers
    assert (made.title, made.library_version) == ("Fathers", library_version(site.library.reviews()))
    assert "every review in it is invented" in made.statements[0]
    assert one.question == "How were fathers missed?"
    assert [text for kind, text in pieces(one) if kind == "claim"] == [claim.text for claim in answer.claims]
    assert [source.place for source in one.sources] == [
        "page 1 (printed 3), paragraph 1.2",
        "page 2 (printed 4), paragraph 2.2",
        "paragraph 2.1",
    ]
    assert (
        one.sources[0].reference.words
        == "Torbay, Child Alder, Child safeguarding practice review (CSPR), 30 January 2024."
    )
    assert [source.reference.url for source in one.sources] == ["https://example.org/alder.pdf", None, None]
    assert one.sources[1].notes == ("Words read from a scan.",)
    assert one.left_out == 0


def test_words_that_do_not_stand_there_are_left_out_with_their_lead_in(site, answer):
    first, second, third = answer.citations
    changed = replace(answer, citations=(replace(first, quote=first.quote.replace("not met", "met")), second, third))
    one = taken(site, changed)
    assert one.left_out == 1
    assert ("lead_in", "Torbay, 2024:") not in pieces(one)
    assert ("lead_in", "Leeds, 2019:") in pieces(one)
    assert [source.n for source in one.sources] == [2, 3]


@pytest.mark.parametrize("gone", [{"review_id": "never"}, {"version": "f" * 12}, {"start": 0}, {"end": 10**6}])
def test_a_citation_that_leads_nowhere_is_left_out(site, answer, gone):
    first, *others = answer.citations
    assert taken(site, replace(answer, citations=(replace(first, **gone), *others))).left_out == 1


def test_a_quotation_that_is_not_in_its_source_is_left_out_though_the_source_stands(site, answer):
    invented = Claim("The father was met at every visit.", (1,), "verbatim")
    one = taken(site, replace(answer, claims=(invented, *answer.claims[1:])))
    assert one.left_out == 1
    assert "The father was met at every visit." not in str(one)


def test_a_sentence_of_other_words_needs_every_source_and_says_how_far_it_was_checked(site, answer):
    said = Claim("Reviews say fathers were not seen.", (1, 2), "supported")
    one = taken(site, replace(answer, claims=(said, *answer.claims[1:])))
    piece = next(piece for piece in one.pieces if piece.text == said.text)
    assert (piece.quoted, piece.mark) == (False, "Checked against the quoted words")
    first, *others = answer.citations
    broken = replace(answer, claims=(said, *answer.claims[1:]), citations=(replace(first, quote="x"), *others))
    assert said.text not in [piece.text for piece in taken(site, broken).pieces]


def test_what_trainers_found_goes_along_and_a_doubt_stands_beside_the_words(site, answer):
    fakes.keep(site.desk, "t1", answer)
    judge(site, answer, 1, "Ann", Verdict.SUPPORTED)
    judge(site, answer, 2, "Ann", Verdict.SUPPORTED)
    judge(site, answer, 2, "Ben", Verdict.NOT_SUPPORTED)
    judge(site, answer, 3, "Ann", Verdict.PARTLY)
    one = taken(site, answer)
    assert [(source.checked, source.doubted) for source in one.sources] == [
        ("Checked by a trainer: supported", False),
        ("Disputed: trainers differ on this source", True),
        ("Checked by a trainer: partly", True),
    ]
    assert [piece.mark for piece in one.pieces if piece.kind == "claim"] == [
        "",
        "Disputed: trainers differ on this source",
        "Checked by a trainer: partly",
    ]


def test_an_unchecked_source_says_so(site, answer):
    assert {source.checked for source in taken(site, answer).sources} == {"Not checked by a trainer"}


def test_an_earlier_version_is_quoted_as_such(site, answer):
    old = site.library.made("alder", site.library.versions("alder")[-1].version)
    first, *others = answer.citations
    earlier = replace(first, version=old.record.version)
    one = taken(site, replace(answer, citations=(earlier, *others)))
    assert one.left_out == 0
    assert one.sources[0].notes == ("Quoted from an earlier version of the report.",)


def test_how_it_was_understood_searched_and_kept_is_said(site, answer):
    told = replace(
        answer, standalone_question="How were fathers missed in Leeds?", filters={"local_authority": "leeds"}
    )
    fakes.keep(site.desk, "t1", told, version="abc123def456")
    about = taken(site, told).about
    assert about[0] == "Understood as: How were fathers missed in Leeds?"
    assert about[1] == "Searched only: Leeds"
    assert "from library version abc123def456" in about[2]


def test_notes_and_prompts_go_to_their_answers(site, answer):
    written = Written(before="Welcome.", notes=["", "Second."], prompts=[["What?"]])
    made = handout(site, [Put("t1", answer, {}), Put("t2", answer, {})], "Pack", written)
    assert made.notes == "Welcome."
    assert [(one.notes, one.prompts) for one in made.answers] == [("", ("What?",)), ("Second.", ())]
    assert taken(site, answer).prompts  # without a trainer's own, those that the sources suggest


def test_an_answer_that_quotes_nothing_is_its_words(site):
    says = "There is no report about dragons in this library."
    nothing = Answer(Status.NO_EVIDENCE, "Dragons?", "Dragons?", {}, says, layout=(Block("text", says),))
    one = taken(site, nothing)
    assert pieces(one) == [("text", says)]
    assert one.sources == one.prompts == ()
