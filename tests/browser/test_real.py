"""The real library, assistant and page together: ask of the samples, open a citation at its words, follow up."""

from __future__ import annotations

import shutil

import pytest

QUESTION = "What should be done about a bruise on a baby who is too young to crawl?"


@pytest.fixture(scope="module")
def real(chromium, serve, demonstration_home, tmp_path_factory):
    import app
    from settings import Settings

    home = shutil.copytree(demonstration_home, tmp_path_factory.mktemp("served") / "home")
    settings = Settings(home=home)
    with app.open_library(settings, settings.demonstration) as library:
        yield from serve(library, app.build_assistant(settings, library), settings, app.sample_questions())


def test_ask_open_a_citation_turn_the_page_and_send_the_address(real, open_page):
    reader = open_page(real)
    page = reader.page
    reader.ask(QUESTION)
    assert "its reviews are invented" in reader.turn()
    chips = page.locator(".rl-chip")
    assert chips.count() >= 1
    for i in range(page.locator("#rl-sources-body li").count()):
        item = page.locator("#rl-sources-body li").nth(i).locator(".rl-open")
        start, end = int(item.get_attribute("data-start")), int(item.get_attribute("data-end"))
        text = real.library.text(item.get_attribute("data-review"), item.get_attribute("data-version"))
        assert text[start:end] == page.locator("#rl-sources-body li blockquote").nth(i).inner_text()
    page.locator(".rl-open[data-page]").first.click()
    page.wait_for_selector("#rl-source[open] .rl-marks rect", state="attached")
    page.wait_for_function("document.querySelector('.rl-picture img').naturalWidth > 300")
    sent = page.url
    turns = page.locator("[data-turned=next]:not([aria-disabled]), [data-turned=previous]:not([aria-disabled])")
    turns.first.click()
    page.wait_for_selector("text=Back to the quoted page")
    other = open_page(real, sent.removeprefix(real.url))
    other.page.wait_for_selector("#rl-source[open] .rl-marks rect", state="attached")
    assert other.page.inner_text("#rl-source blockquote") == page.inner_text("#rl-source blockquote")


def test_every_example_is_answered(real, open_page):
    reader = open_page(real)
    examples = reader.page.locator(".rl-example")
    assert examples.count() == 4
    for question in examples.all_inner_texts():
        reader.ask(question)
        assert reader.page.locator(".rl-turn").last.locator(".rl-chip").count() >= 1
        reader.page.click("text=Clear this conversation")


def test_a_filter_leaves_only_what_it_admits(real, open_page):
    reader = open_page(real)
    reader.page.click("#rl-filters-toggle")
    reader.page.locator("#rl-filters").get_by_label("Harrowmere: 2").check()
    reader.ask("Dads and boyfriends keep getting missed. What do reviews say about men whom nobody assessed?")
    assert "Searched only: Harrowmere" in reader.turn()
    found = reader.page.locator(".rl-turn .rl-chip, .rl-turn .rl-open")
    reviews = {found.nth(i).get_attribute("data-review") for i in range(found.count())}
    assert reviews
    assert all(review.startswith("harrowmere") for review in reviews)


def test_a_follow_up_is_understood_in_its_conversation(real, open_page):
    reader = open_page(real)
    reader.ask("What did inspectors in Tarnside commend about landlords and locks?")
    reader.ask("And what about schools there?")
    assert "Tarnside" in reader.turn().split("Understood as:")[1]


def test_what_is_not_in_the_library_is_said(real, open_page):
    reader = open_page(real)
    reader.ask("What did the inspection of Rotherham find about care leavers?")
    assert "There is no report about Rotherham in this library." in reader.turn()
    assert reader.page.locator(".rl-turn .rl-chip").count() == 0


def test_an_urgent_question_gets_signposting_first(real, open_page):
    reader = open_page(real)
    reader.ask("Next door is hitting his child right now")
    words = reader.turn()
    assert words.index("call 999 now") < words.index("its reviews are invented")
    assert reader.page.locator(".rl-turn .rl-chip").count() == 0


def test_a_question_of_twenty_thousand_characters_is_refused_in_words(real, open_page):
    reader = open_page(real)
    reader.ask("bruise " * 3000)
    assert "longer than 2,000 characters" in reader.turn()
