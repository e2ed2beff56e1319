"""Words of ours and words of reports stay apart, and a source is named alike everywhere."""

from __future__ import annotations

from dataclasses import replace

import fakes
import pytest

from assistant.model import Answer, Block, Claim, Status
from web.answer_html import answer_html, filter_words, sources_html


@pytest.fixture
def answer(library):
    cited = fakes.cite(library, 1, "alder", fakes.FATHER)
    return Answer(
        Status.ANSWERED,
        "q",
        "q",
        {},
        "a",
        claims=(Claim(cited.quote, (1,), "verbatim"),),
        citations=(cited,),
        layout=(Block("lead_in", "Torbay, 2024:"), Block("claim", cited.quote, 0)),
    )


def test_verbatim_words_are_quoted_and_ours_are_not(answer):
    html = answer_html("t", answer)
    assert '<p class="rl-lead-in">Torbay, 2024:</p><blockquote class="rl-quote">' in html


@pytest.mark.parametrize(
    ("checked", "said"),
    [("unsupported", "Not borne out"), ("unchecked", "Not checked"), ("supported", "Checked against")],
)
def test_a_models_words_are_not_quoted_and_say_how_far_they_were_checked(answer, checked, said):
    html = answer_html("t", replace(answer, claims=(replace(answer.claims[0], checked=checked),)))
    assert "blockquote" not in html
    assert said in html


def test_sources_carry_their_numbers(answer):
    assert '<li value="1" data-n="1">' in sources_html("t", answer)


def test_a_standalone_question_is_shown_only_where_it_differs(answer):
    assert "Understood as" not in answer_html("t", answer)
    assert "Understood as: " in answer_html("t", replace(answer, standalone_question="q (fathers)"))


def test_signposting_keeps_its_list_and_strong_words_and_nothing_else(answer):
    words = "**Call 999.**\n\n- One [link](javascript:x)\n- <b>Two</b>\n\nLast"
    html = answer_html("t", replace(answer, status=Status.URGENT, layout=(Block("text", words),)))
    assert "<p><strong>Call 999.</strong></p>" in html
    assert "<li>One [link](javascript:x)</li><li>&lt;b&gt;Two&lt;/b&gt;</li></ul><p>Last</p>" in html


def test_notices_stand_in_the_answer(answer):
    notice = "2 undated reviews not searched"
    assert notice in answer_html("t", replace(answer, notices=(notice,)))


def test_filters_are_said_in_words():
    places = ["leeds", "torbay"]
    said = filter_words({"published_from": "2022-01-01", "local_authority": places, "kind": "jtai", "theme": None})
    assert said == "published since 1 January 2022; Leeds or Torbay; Joint targeted area inspection (JTAI)"
    assert filter_words({"review_id": ["a", "b"]}) == "2 chosen reviews"
