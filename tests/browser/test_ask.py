"""Asking on the page: answers, sources in step, follow-ups, filters, and every way a question can end."""

from __future__ import annotations

import re

import pytest


def heard(served, question):
    """What the assistant was last asked in these words; it is also asked, in trial, what could come next."""
    return next(asked for asked in reversed(served.assistant.asked) if asked[0] == question)


FATHER = "she had not met the baby's father"


def test_an_answer_names_its_sources_and_opens_one_at_its_words(scripted, open_page):
    reader = open_page(scripted)
    reader.ask("How were fathers missed?")
    page = reader.page
    chips = page.locator(".rl-chip")
    assert [chips.nth(i).get_attribute("aria-label") for i in range(3)] == [
        "Source 1, Torbay 2024, page 1",
        "Source 2, Leeds 2019, page 2",
        "Source 3, Leeds 2022, paragraph 2.1",
    ]
    assert page.locator("#rl-sources-body li").count() == 3
    reader.open_chip(number=1)
    assert "Page 1 of 2 (printed 3)" in page.inner_text(".rl-page-bar")
    assert page.locator(".rl-marks rect").count() == 2
    page.wait_for_function("document.querySelector('.rl-picture img').naturalWidth > 300")
    assert page.locator("#rl-sources-body li.rl-current").get_attribute("data-n") == "1"
    assert re.search(r"\?review=alder&version=[0-9a-f]{12}&page=1&start=\d+&end=\d+$", page.url)
    page.click(".rl-page-bar [data-turned=next]")
    page.wait_for_selector("text=Page 2 of 2")
    assert page.locator(".rl-marks rect").count() == 0
    assert "The quoted words are on another page: page 1." in page.inner_text("#rl-source")
    page.click("#rl-close-source")
    page.wait_for_selector("#rl-source:not([open])", state="attached")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Source 1, Torbay 2024, page 1"
    assert "?" not in page.url


def test_marks_lie_on_the_quoted_words(scripted, open_page):
    reader = open_page(scripted)
    reader.ask("How were fathers missed?")
    reader.open_chip(number=1)
    boxes = reader.page.evaluate(
        """() => {
          const page = document.querySelector('.rl-picture').getBoundingClientRect();
          return [...document.querySelectorAll('.rl-marks rect')].map((r) => {
            const b = r.getBoundingClientRect();
            return [b.left - page.left, b.top - page.top, b.right - page.left, b.bottom - page.top].map(
              (v, i) => v / (i % 2 ? page.height : page.width));
          });
        }"""
    )
    made = scripted.library.made("alder")
    start = made.text.index("The health visitor")
    end = made.text.index("No agency asked")
    words = [w for w in made.words[1] if start <= w.start and w.end < end]
    for word in words:
        x, y = (word.x0 + word.x1) / 2 / 595, (word.y0 + word.y1) / 2 / 842
        assert any(b[0] <= x <= b[2] and b[1] <= y <= b[3] for b in boxes), word
    others = [w for w in made.words[1] if not (start <= w.start and w.end < end)]
    for word in others:
        x, y = (word.x0 + word.x1) / 2 / 595, (word.y0 + word.y1) / 2 / 842
        assert not any(b[0] <= x <= b[2] and b[1] <= y <= b[3] for b in boxes), word


def test_a_quote_over_two_pages_says_so_on_both(scripted, open_page):
    reader = open_page(scripted)
    reader.ask("What reached the ward?")
    reader.open_chip(number=1)
    assert "run on to the next page" in reader.page.inner_text("#rl-source")
    reader.page.click(".rl-page-bar [data-turned=next]")
    reader.page.wait_for_selector("text=begin on the page before")
    assert reader.page.locator(".rl-marks rect").count() >= 1


def test_sources_follow_the_turn_whose_chip_was_chosen(scripted, open_page):
    reader = open_page(scripted)
    reader.ask("How were fathers missed?")
    reader.ask("And what reached the ward?")
    page = reader.page
    assert "reached the ward" in page.inner_text("#rl-sources-for")
    assert "Information from the ward" in page.inner_text("#rl-sources-body li >> nth=0")
    reader.open_chip(turn=0, number=1)
    assert "How were fathers missed?" in page.inner_text("#rl-sources-for")
    assert FATHER in page.inner_text("#rl-sources-body li >> nth=0")
    assert page.locator(".rl-chip[aria-current]").count() == 1


def test_a_follow_up_sends_the_turn_before_and_shows_how_it_was_understood(scripted, open_page):
    reader = open_page(scripted)
    reader.ask("How were fathers missed?")
    reader.ask("And for unborn babies?")
    _, history, _ = heard(scripted, "And for unborn babies?")
    assert [t.role for t in history] == ["user", "assistant"]
    assert history[0].content == "How were fathers missed?"
    assert history[1].content.startswith("The health visitor recorded")
    assert "Understood as: And for unborn babies? (How were fathers missed?)" in reader.turn()


def test_filters_reach_the_assistant_and_are_shown(scripted, open_page):
    reader = open_page(scripted)
    page = reader.page
    toggle = page.locator("#rl-filters-toggle")
    assert toggle.get_attribute("aria-expanded") == "false"
    toggle.click()
    assert toggle.get_attribute("aria-expanded") == "true"
    page.get_by_label("Leeds: 2", exact=True).check()
    page.get_by_label("2022: 1", exact=True).check()
    page.wait_for_function("document.querySelector('#rl-filters-toggle').textContent.includes('2 ticked')")
    reader.ask("What was said about fathers?")
    filters = heard(scripted, "What was said about fathers?")[2]
    assert filters.as_json() == {
        "local_authority": "leeds",
        "published_from": "2022-01-01",
        "published_to": "2022-12-31",
    }
    assert "Searched only: Leeds; published since 1 January 2022; published up to 31 December 2022" in reader.turn()
    page.click("#rl-clear-filters")
    page.wait_for_function("document.querySelector('#rl-filters-toggle').textContent === 'Narrow the search'")
    reader.ask("And everywhere?")
    assert not heard(scripted, "And everywhere?")[2]


def test_no_evidence_offers_the_nearest_passages_as_such(scripted, open_page):
    reader = open_page(scripted)
    reader.ask("What about dragons?")
    words = reader.turn()
    assert "Not in this library" in words
    assert "Nearest passages, not an answer" in words
    assert reader.page.locator(".rl-chip").count() == 0
    reader.page.click(".rl-nearest .rl-open")
    reader.page.wait_for_selector("#rl-source[open] .rl-marks rect", state="attached")


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("What is the weather?", "Not a question for this library"),
        ("x" * 3000, "This question cannot be searched"),
        ("please crash", "something went wrong on the server"),
    ],
)
def test_other_endings_are_said_in_words(scripted, open_page, question, shown):
    reader = open_page(scripted)
    reader.ask(question)
    assert shown in reader.turn()
    assert "secret detail" not in reader.page.content()
    assert reader.page.locator("#rl-ask").is_visible()


def test_an_empty_question_is_asked_for(scripted, open_page):
    reader = open_page(scripted)
    reader.ask("   ", wait=False)
    reader.page.wait_for_selector("text=Type a question first.")
    assert reader.page.locator(".rl-turn").count() == 0


def test_danger_gets_only_signposting_and_a_button_that_searches_anyway(scripted, open_page):
    reader = open_page(scripted)
    reader.ask("A child is being hit now")
    assert "Call 999" in reader.turn()
    assert reader.page.locator(".rl-chip, .rl-nearest").count() == 0
    reader.page.click("text=Search the reviews anyway")
    reader.page.wait_for_selector(".rl-turn >> nth=1 >> .rl-chip >> nth=2")


def test_the_reviews_are_said_to_be_invented_on_the_page_and_in_the_answer(scripted, open_page):
    reader = open_page(scripted)
    assert "every review in it is invented" in reader.page.inner_text("#rl-banner")
    reader.page.click("text=Ask your own reports instead")
    assert reader.page.locator("text=review-lessons ingest FOLDER").is_visible()
    reader.ask("How were fathers missed?")
    assert "The reviews in this library are invented." in reader.turn()


def test_an_example_is_asked_by_a_click_and_what_was_typed_stays(scripted, open_page):
    reader = open_page(scripted)
    page = reader.page
    page.evaluate(
        """document.querySelector('#rl-start').insertAdjacentHTML('beforeend',
           '<button class="rl-example" data-ask="How were fathers missed?">x</button>')"""
    )
    page.fill("#rl-question textarea", "half a thought")
    page.click(".rl-example >> nth=-1")
    page.wait_for_selector(".rl-turn:not(.rl-working) .rl-chip >> nth=2")
    assert page.input_value("#rl-question textarea") == "half a thought"


def test_a_reload_keeps_the_conversation_and_each_turns_own_sources(scripted, open_page):
    reader = open_page(scripted)
    reader.ask("How were fathers missed?")
    reader.ask("What reached the ward?")
    reader.go()
    assert reader.page.locator(".rl-turn").count() == 2
    reader.open_chip(turn=0, number=1)
    assert FATHER in reader.page.inner_text("#rl-sources-body li >> nth=0")
    reader.page.click("#rl-close-source")
    reader.page.click("text=Clear this conversation")
    assert reader.page.locator(".rl-turn").count() == 0
    reader.go()
    assert reader.page.locator(".rl-turn").count() == 0


def test_what_is_typed_is_never_executed(scripted, open_page):
    reader = open_page(scripted)
    script = "<script>window.hacked=1</script> [a](javascript:alert(1)) ${window.hacked=1} {{value}}"
    reader.ask(f'<img src=x onerror="window.hacked=1">{script} \u202e אבג 😀 hostile')
    page = reader.page
    assert script in reader.turn()
    reader.open_chip(number=1)
    assert "<img src=x onerror=" in page.inner_text("#rl-source")
    page.wait_for_timeout(200)
    assert page.evaluate("window.hacked") is None
    assert page.locator(".rl-turn img, .rl-turn script, #rl-source img[src=x]").count() == 0
    reader.go()
    assert page.evaluate("window.hacked") is None


def test_two_readers_and_one_stops(scripted, open_page):
    first, second = open_page(scripted), open_page(scripted)
    scripted.assistant.hold.clear()
    try:
        first.ask("slow question about fathers", wait=False)
        second.ask("slow question about the ward", wait=False)
        for reader in (first, second):
            reader.page.wait_for_selector(".rl-turn.rl-working .rl-chip")
        first.page.click("#rl-stop")
        first.page.wait_for_selector("text=Stopped. What was found until then is shown")
        assert second.page.locator(".rl-turn.rl-working").count() == 1
    finally:
        scripted.assistant.hold.set()
    second.page.wait_for_selector(".rl-turn:not(.rl-working) .rl-chip >> nth=2")
    assert "Stopped" not in second.turn()
    assert first.page.locator(".rl-turn .rl-chip").count() == 1
    first.ask("How were fathers missed?")
    assert first.page.locator(".rl-turn >> nth=1 >> .rl-chip").count() == 3


def test_a_lost_connection_gives_the_question_back(scripted, open_page):
    reader = open_page(scripted)
    page = reader.page
    reader.ask("How were fathers missed?")
    page.route("**/queue/join*", lambda route: route.abort())
    reader.ask("What reached the ward?", wait=False)
    page.wait_for_selector("text=No answer arrived")
    assert page.input_value("#rl-question textarea") == "What reached the ward?"
    assert page.locator("#rl-ask").is_visible()
    page.unroute("**/queue/join*")
    page.press("#rl-question textarea", "Enter")
    page.wait_for_selector(".rl-turn:not(.rl-working) >> nth=1 >> .rl-chip >> nth=2")
    assert page.locator("#rl-status").inner_text().startswith("Answer ready")


def test_what_is_typed_in_the_first_instant_stays_and_is_asked(scripted, open_page):
    reader = open_page(scripted)
    page = reader.page
    page.add_init_script(
        """new MutationObserver((seen, watcher) => {
             const box = document.querySelector('#rl-question textarea');
             if (!box) return;
             watcher.disconnect();
             box.focus();
             document.execCommand('insertText', false, 'How were fathers missed?');
           }).observe(document, {childList: true, subtree: true});"""
    )
    reader.go()
    page.wait_for_load_state("networkidle")
    assert page.input_value("#rl-question textarea") == "How were fathers missed?"
    page.press("#rl-question textarea", "Enter")
    page.wait_for_selector(".rl-turn:not(.rl-working) .rl-chip >> nth=2")
    assert page.input_value("#rl-question textarea") == ""


def test_what_is_typed_while_an_answer_grows_stays(scripted, open_page):
    reader = open_page(scripted)
    page = reader.page
    scripted.assistant.hold.clear()
    try:
        page.focus("#rl-question textarea")
        page.keyboard.type("slow question about fathers")
        page.keyboard.press("Enter")
        page.keyboard.type("And what ")
        page.wait_for_selector(".rl-turn.rl-working .rl-chip")
        page.keyboard.type("about schools?")
        page.keyboard.press("Enter")
        assert page.input_value("#rl-question textarea") == "And what about schools?"
    finally:
        scripted.assistant.hold.set()
    page.wait_for_selector(".rl-turn:not(.rl-working) .rl-chip >> nth=2")
    assert page.input_value("#rl-question textarea") == "And what about schools?"
    page.keyboard.press("Enter")
    page.wait_for_selector(".rl-turn:not(.rl-working) >> nth=1")
    assert "And what about schools?" in reader.turn(1)


def test_the_box_grows_with_the_question_and_shift_enter_begins_a_line(scripted, open_page):
    reader = open_page(scripted)
    page = reader.page
    low = page.locator("#rl-question textarea").bounding_box()["height"]
    page.focus("#rl-question textarea")
    page.keyboard.type("one")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("two")
    assert page.input_value("#rl-question textarea") == "one\ntwo"
    assert page.locator("#rl-question textarea").bounding_box()["height"] > low
    assert page.locator(".rl-turn").count() == 0


def test_a_question_asked_right_after_a_stop_is_not_lost(scripted, open_page):
    reader = open_page(scripted)
    page = reader.page
    scripted.assistant.hold.clear()
    try:
        reader.ask("slow question about fathers", wait=False)
        page.wait_for_selector(".rl-turn.rl-working .rl-chip")
        page.click("#rl-stop")
        page.wait_for_selector("text=Stopped. What was found until then is shown")
        reader.ask("How were fathers missed?", wait=False)
        page.wait_for_selector("text=as soon as the answer before it has ended")
    finally:
        scripted.assistant.hold.set()
    page.wait_for_selector(".rl-turn:not(.rl-working) >> nth=1 >> .rl-chip >> nth=2")
    assert page.locator(".rl-turn >> nth=1 >> .rl-chip").count() == 3
    assert page.input_value("#rl-question textarea") == ""


def test_a_fault_before_the_answer_gives_the_question_back(scripted, open_page, monkeypatch):
    reader = open_page(scripted)
    page = reader.page

    def broken():
        raise RuntimeError("secret detail that nobody should see")

    with monkeypatch.context() as during:
        during.setattr(scripted.library, "reviews", broken)
        reader.ask("What reached the ward?", wait=False)
        page.wait_for_selector("text=No answer arrived")
    assert "secret detail" not in page.content()
    assert page.input_value("#rl-question textarea") == "What reached the ward?"
    page.press("#rl-question textarea", "Enter")
    page.wait_for_selector(".rl-turn:not(.rl-working) .rl-chip >> nth=2")


def test_enter_pressed_before_the_page_is_whole_asks_once_it_is(scripted, open_page):
    reader = open_page(scripted)
    page = reader.page
    page.add_init_script(
        """(function press() {
             const box = window.reviewLessons?.questionBox?.();
             if (!box) return requestAnimationFrame(press);
             box.value = 'How were fathers missed?';
             box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true, cancelable: true}));
           })();"""
    )
    page.goto(scripted.url)
    page.wait_for_selector(".rl-turn:not(.rl-working) .rl-chip >> nth=2")
    assert page.locator(".rl-turn").count() == 1
    assert page.input_value("#rl-question textarea") == ""
