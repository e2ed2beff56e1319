"""What a model wrote and how an answer was made, folded away and inert; the choice before details are sent."""

from __future__ import annotations

from dataclasses import replace

import fakes

from assistant.model import CheckMade, Considered, How, NotVerified
from web import text
from web.answer_html import answer_html
from web.conversation import Asked, answer_turn
from web.how_html import private_words

HOW = How(
    "How were fathers missed?",
    {"published_from": "2022-01-01"},
    (Considered("a", "0123456789ab", 4, 1, 9, 0.5),),
    "chat:openai:m",
    model="openai:m",
    prompts="1-abcdef01",
    repaired=True,
    masked=True,
    checks=(CheckMade(fakes.HOSTILE, "unsupported", 0.25, (fakes.HOSTILE,)),),
    timings={"total_ms": 1200.0, "chat_ms": 1000.0},
)


def last_answer(assistant: fakes.FakeAssistant) -> object:
    *_, last = assistant.stream("How were fathers missed?")
    return last


def test_what_was_not_verified_is_folded_away_and_inert(assistant: fakes.FakeAssistant) -> None:
    left_out = NotVerified(fakes.HOSTILE, (f"no {fakes.HOSTILE}",), (fakes.HOSTILE,))
    html = str(answer_html("t", replace(last_answer(assistant), not_verified=(left_out,), how=HOW)))
    assert "<img" not in html
    assert "<a " not in html
    assert html.count("<details") == html.count("</details>")
    assert html.index("rl-not-verified") > html.index("rl-answer")
    assert "Not verified: 1 sentence that the chat model wrote" in html
    assert "1-abcdef01" in html
    assert "1.2 s in all, 1.0 s with the chat model" in html
    assert "score 0.25" in html


def test_an_answer_without_a_model_says_that_nobody_wrote_it(assistant: fakes.FakeAssistant) -> None:
    how = replace(HOW, composer="extractive", model=None, prompts=None, checks=(), repaired=False, masked=False)
    html = str(answer_html("t", replace(last_answer(assistant), how=how)))
    assert "Nobody: sentences of the reports were chosen, word for word" in html
    assert "Chat model asked" not in html
    assert "rl-not-verified" not in html


DETAILS = "How were fathers missed, as at jo@example.org?"


def test_personal_details_are_asked_about_before_anything_is_sent(assistant: fakes.FakeAssistant) -> None:
    assistant.asks_first, assistant.sends_to = True, "openai:m"
    *_, last = answer_turn(assistant, Asked(DETAILS))
    assert last["done"]
    assert "as at [e-mail address]?" in last["html"]
    assert 'data-details="masked"' in last["html"]
    assert 'data-details="typed"' in last["html"]
    assert assistant.asked == []
    *_, last = answer_turn(assistant, Asked(DETAILS, details="masked"))
    assert "rl-chip" in last["html"]
    assert assistant.sent_as_typed is False
    *_, last = answer_turn(assistant, Asked(DETAILS, details="typed"))
    assert assistant.sent_as_typed is True


def test_a_library_that_sends_nothing_never_asks(assistant: fakes.FakeAssistant) -> None:
    *_, last = answer_turn(assistant, Asked(DETAILS))
    assert "rl-chip" in last["html"]


def test_the_page_never_says_that_nothing_is_sent_where_something_is() -> None:
    for words in (text.PRIVATE, text.PRIVATE_CONSENTED, text.PRIVATE_ALL):
        assert private_words(words, None) == words
        said = private_words(words, "openai:m")
        assert "sent to the chat model openai:m on another machine" in said or "openai:m on another machine" in said
        assert "Nothing is sent" not in said
        assert "kept or sent" not in said
