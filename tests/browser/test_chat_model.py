"""The page with a chat model: a scripted server writes, the real assistant checks, a real browser shows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.scripted import Refused, Wait, claims_json, running
from tests.assistant.claims.test_composing import ASKED, FATHERS, INVENTED, TWO_OF_NINE, good
from tests.assistant.making import shelf_reviews

SAID = "The father was never asked who he was."
DETAILS = f"{FATHERS} His own father is on 07700 900123, dob 12/03/1990."


@pytest.fixture(scope="module")
def model():
    with running() as scripted:
        yield scripted


@pytest.fixture(scope="module")
def chatting(chromium, serve, model, tmp_path_factory):
    """The page over four small reviews; its chat model counts as one on another machine."""
    from assistant import Assistant
    from assistant.claims.composer import ChatComposer
    from assistant.claims.opening import open_chat_model
    from assistant.support import embedded_check
    from settings import Settings
    from vectorstore import Library

    home = tmp_path_factory.mktemp("chatting")
    with Library.open(home) as library:
        for review in shelf_reviews():
            library.add(review)
        opened = open_chat_model("openai:scripted", base_url=model.address, timeout_s=30)
        remote = replace(opened, remote=True)
        assistant = Assistant(library, chat=ChatComposer(remote, embedded_check(library.encoder)))
        yield from serve(library, assistant, Settings(home=home))


@pytest.fixture
def reader(chatting, model, open_page):
    model.asked.clear()
    model.broken_off.clear()
    chatting.assistant.tools.chat.model.form = "structured"
    return open_page(chatting)


def written(asked, *claims):
    return claims_json([(claim, [(good(asked, quote, quote)[1][0][0], quote)]) for claim, quote in claims])


def test_claims_appear_one_by_one_and_the_rest_stays_folded_away(reader, model):
    def script(asked):
        if asked.repairing:
            return [claims_json([])]
        whole = written(asked, (SAID, ASKED), (TWO_OF_NINE, TWO_OF_NINE), (INVENTED, ASKED))
        first = whole.index("}]}") + 3
        return [Wait(0.5), whole[:first], Wait(2), whole[first:]]

    model.script = script
    page = reader.page
    # What the status line says is put down as it changes: some of it stands there for an instant only.
    page.evaluate(
        """() => {
            window.said = [];
            const note = () => window.said.push(document.body.innerText);
            new MutationObserver(note).observe(document.body, {childList: true, subtree: true, characterData: true});
        }"""
    )
    reader.ask(FATHERS, wait=False)
    page.wait_for_selector(".rl-turn.rl-working .rl-chip")
    assert SAID in reader.turn()
    assert TWO_OF_NINE not in reader.turn()
    page.wait_for_selector(".rl-turn:not(.rl-working)")
    assert SAID in reader.turn()
    assert TWO_OF_NINE in reader.turn()
    said = "\n".join(page.evaluate("window.said"))
    assert "Waiting for the chat model to write" in said
    assert "Checking 1 quote" in said
    assert "Asking the chat model to correct 1 sentence" in said

    assert "1 sentence that the model wrote could not be verified" in reader.turn()
    folded = page.locator(".rl-not-verified")
    assert INVENTED not in reader.turn()
    folded.locator("summary").click()
    assert folded.get_attribute("open") is not None
    assert INVENTED in folded.inner_text()
    assert "These sentences are not part of the answer" in folded.inner_text()
    page.locator(".rl-how summary").click()
    assert "openai:scripted" in page.locator(".rl-how").inner_text()

    reader.open_chip(number=1)
    assert page.inner_text("#rl-source blockquote") == ASKED


def test_stop_ends_that_readers_request_and_no_other(chatting, reader, model, open_page):
    other_question = "What did Eastby find about fathers and male partners in assessments?"
    seldom = "Fathers and male partners were seldom part of an assessment in Eastby."

    def script(asked):
        if "Eastby" in asked.words.split("The question:")[1]:
            whole = written(asked, (seldom, seldom))
            return [whole[:20], Wait(6), whole[20:]]
        whole = written(asked, (SAID, ASKED), (TWO_OF_NINE, TWO_OF_NINE))
        first = whole.index("}]}") + 3
        return [whole[:first], Wait(60), whole[first:]]

    model.script = script
    other = open_page(chatting)
    other.ask(other_question, wait=False)
    reader.ask(FATHERS, wait=False)
    reader.page.wait_for_selector(".rl-turn.rl-working .rl-chip")
    reader.page.click("#rl-stop")
    reader.page.wait_for_selector("text=Stopped. What was found until then is shown")
    assert model.broken_off.wait(5)
    assert SAID in reader.turn()
    other.page.wait_for_selector(".rl-turn:not(.rl-working) .rl-chip")
    assert seldom in other.turn()
    assert "Stopped" not in other.turn()


def test_personal_details_are_noticed_before_anything_is_sent(reader, model):
    model.script = lambda asked: [written(asked, (SAID, ASKED))]
    page = reader.page
    reader.ask(DETAILS)
    assert "This question seems to hold personal details." in reader.turn()
    assert "[telephone number]" in reader.turn()
    assert "[date of birth]" in reader.turn()
    assert model.asked == []
    page.get_by_role("button", name="Ask without these details").click()
    page.wait_for_selector(".rl-turn:not(.rl-working) .rl-chip")
    assert SAID in page.locator(".rl-turn").last.inner_text()
    assert model.asked
    sent = " ".join(asked.words for asked in model.asked)
    assert "900123" not in sent
    assert "12/03/1990" not in sent
    page.locator(".rl-how summary").last.click()
    assert "Left out of what the chat model got" in page.locator(".rl-how").last.inner_text()


def test_a_model_that_fails_is_named_beside_the_reports_own_sentences(reader, model):
    model.script = lambda asked: Refused(429)
    reader.ask(FATHERS)
    said = reader.turn()
    assert "The chat model openai:scripted had too many requests." in said
    assert "This answer is made of the reports' own sentences instead." in said
    assert reader.page.locator(".rl-turn .rl-chip").count() >= 1
    assert reader.page.locator(".rl-not-verified").count() == 0


def test_where_nothing_can_be_verified_nothing_of_it_is_in_the_answer(reader, model):
    model.script = lambda asked: [written(asked, (INVENTED, ASKED))]
    reader.ask(FATHERS)
    assert "wrote nothing that could be verified" in reader.turn()
    assert INVENTED not in reader.turn()
    assert reader.page.locator(".rl-not-verified summary").inner_text().startswith("Not verified: 1 sentence")
