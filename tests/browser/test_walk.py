"""The whole way over the real library and assistant: asked, opened, copied, stopped, checked, disputed, taken away."""

from __future__ import annotations

import io
import json
import re
import shutil
import threading

import docx
import pytest
from axe_playwright_python.sync_playwright import Axe

from assistant import Answer
from desk.conversations import kept_answers
from desk.database import Desk

QUESTION = "What should be done about a bruise on a baby who is too young to crawl?"
SECOND = "What did inspectors say about return home interviews?"
REASON = "The words speak of another child."


class Gate:
    """The real assistant, whose answers can be held back while they are found."""

    def __init__(self, assistant):
        self._assistant = assistant
        self.open = threading.Event()
        self.open.set()

    def __getattr__(self, name):
        return getattr(self._assistant, name)

    def stream(self, question, *given, **options):
        for step in self._assistant.stream(question, *given, **options):
            if isinstance(step, Answer):
                self.open.wait(20)
            yield step


@pytest.fixture(scope="module")
def real(chromium, serve, demonstration_home, tmp_path_factory):
    import app
    from settings import Settings

    home = shutil.copytree(demonstration_home, tmp_path_factory.mktemp("walked") / "home")
    settings = Settings(home=home)
    with app.open_library(settings, settings.demonstration) as library, Desk.opened(settings.demonstration) as desk:
        assistant = Gate(app.build_assistant(settings, library))
        yield from serve(library, assistant, settings, app.sample_questions()[:1], desk)


def quotes(page):
    """The quotations in the panel of sources."""
    return page.locator("#rl-sources-body li blockquote").all_inner_texts()


@pytest.mark.parametrize("width", [1280, 320])
def test_a_citation_is_opened_turned_and_copied_with_its_reference(real, open_page, width):
    reader = open_page(real, width=width, height=720)
    page = reader.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=real.url.rstrip("/"))
    reader.ask(QUESTION)
    quoted = page.locator(".rl-turn .rl-quote bdi").first.inner_text()
    page.locator(".rl-turn .rl-chip[data-page]").first.click()
    page.wait_for_selector("#rl-source[open] .rl-marks rect", state="attached")
    page.wait_for_function("document.querySelector('.rl-picture img').naturalWidth > 200")
    turning = page.locator("[data-turned=next]:not([aria-disabled]), [data-turned=previous]:not([aria-disabled])")
    turning.first.click()
    page.wait_for_selector("text=Back to the quoted page")
    page.click("text=Copy the quotation with its reference")
    page.wait_for_selector("text=Copied, with its reference.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("“")
    assert " ".join(copied.split()).startswith(f"“{' '.join(quoted.split())[:40]}")
    assert re.search(r"\(.+, \d{1,2} \w+ 20\d\d, page \d+", copied)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.keyboard.press("Escape")
    page.wait_for_selector("#rl-source:not([open])", state="attached")


def test_two_readers_ask_at_once_and_one_stops(real, open_page):
    first, second = open_page(real), open_page(real)
    real.assistant.open.clear()
    try:
        for reader, question in ((first, QUESTION), (second, SECOND)):
            reader.ask(question, wait=False)
            reader.page.wait_for_selector(".rl-turn.rl-working")
        first.page.click("#rl-stop")
        first.page.wait_for_selector(".rl-turn:not(.rl-working)")
        assert second.page.locator(".rl-turn.rl-working").count() == 1
    finally:
        real.assistant.open.set()
    second.page.wait_for_selector(".rl-turn:not(.rl-working) .rl-chip")
    assert "Stopped" in first.turn()
    assert first.page.locator(".rl-chip").count() == 0
    first.ask(QUESTION)
    assert first.page.locator(".rl-turn").last.locator(".rl-chip").count() >= 1


def test_a_reload_keeps_the_conversation_and_each_turns_own_citations(real, open_page):
    reader = open_page(real)
    page = reader.page
    seen = []
    for question in (QUESTION, SECOND):
        reader.ask(question)
        seen.append(quotes(page))
    assert seen[0] != seen[1]
    reader.go()
    for turn, expected in enumerate(seen):
        reader.open_chip(turn=turn, number=1)
        assert quotes(page) == expected
        page.click("#rl-close-source")


def trainer(open_page, real, name):
    """A trainer at the newest answer of the queue."""
    page = open_page(real).page
    page.goto(real.url + "check")
    page.fill("#name", name)
    page.press("#name", "Enter")
    page.wait_for_selector(f"text=You are checking as {name}.")
    page.locator(".rl-queue a").first.click()
    page.wait_for_selector(".rl-check")
    return page


def judge(page, *verdicts):
    for verdict in verdicts:
        page.get_by_role("radio", name=verdict, exact=True).check()
        page.fill("#reason", "" if verdict == "Supported" else REASON)
        page.get_by_role("button", name="Save and go on").click()
        page.wait_for_url(re.compile(r"saved="))


def test_an_answer_is_checked_by_two_disputed_taken_away_and_measured_with(real, open_page):
    asker = open_page(real)
    page = asker.page
    with page.expect_response("**/conversations/consent"):
        page.check("#rl-agree")
    asker.ask(QUESTION)
    count = len({chip.get_attribute("data-n") for chip in page.locator(".rl-turn .rl-chip").all()})
    assert count >= 2
    page.wait_for_function("document.querySelector('.rl-kept-list > li')")
    ann, ben = trainer(open_page, real, "Ann"), trainer(open_page, real, "Ben")
    judge(ann, *["Supported"] * count)
    assert "Ann" not in ben.inner_text("main")
    judge(ben, "Not supported", *["Supported"] * (count - 1))
    ben.goto(real.url + "check/report")
    agreed = ben.locator("table", has_text="Sources both judged").inner_text()
    assert re.search(rf"Ann and Ben\s+{count}\s+{(count - 1) / count:.0%}", agreed)
    asker.go()
    page.wait_for_selector(".rl-check-found:has-text('Disputed: trainers differ on this source')")
    page.goto(real.url + "insights")
    disputed = page.locator("section", has=page.get_by_role("heading", name="Most disputed passages"))
    assert disputed.locator("tbody tr").count() == 1
    assert Axe().run(page).response["violations"] == []
    disputed.locator("tbody th a").click()
    page.wait_for_selector("#rl-source[open] .rl-reference")
    gold = page.request.get(real.url + "check/gold.jsonl").text()
    assert [len(json.loads(line)["gold"]) for line in gold.splitlines()] == [count - 1]
    page.goto(f"{real.url}take-away?kept={kept_answers(real.desk)[0].turn_id}")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save the file").first.click()
    document = docx.Document(io.BytesIO(saved.value.path().read_bytes()))
    quoted = [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Quotation"]
    assert len(quoted) == count
    assert quoted[0].endswith("(Disputed: trainers differ on this source)")
    assert QUESTION in [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Heading 1"]


def test_a_withdrawn_report_is_not_found_again_and_the_old_answer_says_so(real, open_page):
    reader = open_page(real)
    page = reader.page
    reader.ask(SECOND)
    review = page.locator(".rl-turn .rl-chip").first.get_attribute("data-review")
    page.goto(f"{real.url}library/withdraw?id={review}")
    page.get_by_role("button", name="Withdraw", exact=True).click()
    page.wait_for_url(re.compile("done=withdrawn"))
    try:
        reader.go()
        page.wait_for_selector(".rl-check-found:has-text('1: This report has been withdrawn from the library')")
        reader.ask(SECOND)
        assert page.locator(".rl-turn").last.locator(f"[data-review='{review}']").count() == 0
        reader.open_chip(turn=0, number=1)
        assert "This review was withdrawn from the library" in page.inner_text("#rl-source")
    finally:
        real.library.restore(review)


def test_a_row_of_the_insights_leads_to_a_question_within_its_limits(real, open_page):
    page = open_page(real).page
    page.goto(real.url + "insights")
    page.get_by_role("link", name="Ask about Harrowmere").click()
    page.wait_for_selector("text=1 ticked")
    page.wait_for_function("document.querySelector('#rl-question textarea').value === 'What did reviews find?'")
    page.locator("#rl-question textarea").press("Enter")
    page.wait_for_selector(".rl-turn:not(.rl-working)")
    assert "Searched only: Harrowmere" in page.locator(".rl-turn").inner_text()
