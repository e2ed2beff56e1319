"""The check pages and taking away, in a real browser: two trainers, a dispute, keys, files, and axe-core."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import docx
import pytest
import rispy
from axe_playwright_python.sync_playwright import Axe

from desk.database import Desk

QUESTION = "How were fathers missed?"
REASON = "The words speak of one family only."


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    opened = Desk.open(tmp_path_factory.mktemp("desk"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def checking(chromium, serve, desk, tmp_path_factory):
    """The invented library with a desk of this module's own."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "web"))
    import fakes

    library = fakes.FakeLibrary(tmp_path_factory.mktemp("invented"))
    yield from serve(library, fakes.FakeAssistant(library, pause=0), fakes.FakeSettings(), desk=desk)


@pytest.fixture
def asker(checking, open_page):
    """Somebody who agreed that their conversations are kept, and asked one question."""
    reader = open_page(checking)
    reader.page.wait_for_selector("#rl-agree")
    with reader.page.expect_response("**/conversations/consent"):
        reader.page.check("#rl-agree")
    reader.ask(QUESTION)
    return reader


@pytest.fixture
def trainer(checking, open_page):
    """A trainer by name, at the queue of all answers."""

    def come(name, **look):
        reader = open_page(checking, **look)
        page = reader.page
        page.goto(checking.url + "check")
        page.fill("#name", name)
        page.press("#name", "Enter")
        page.wait_for_selector(f"text=You are checking as {name}.")
        return reader

    return come


def open_newest(reader):
    reader.page.goto(reader.served.url + "check?state=all")
    reader.page.locator(".rl-queue a").first.click()
    reader.page.wait_for_selector(".rl-check")


def judge(page, verdict, reason=""):
    """Give a verdict and wait for the page after it."""
    page.get_by_role("radio", name=verdict, exact=True).check()
    page.fill("#reason", reason)
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_url(re.compile(r"saved="))


def test_two_trainers_check_an_answer_and_the_asker_sees_the_dispute(asker, trainer, checking):
    ann, ben = trainer("Ann").page, trainer("Ben").page
    open_newest_of = checking.url + "check?state=all"
    for page in (ann, ben):
        page.goto(open_newest_of)
        page.locator(".rl-queue a").first.click()
    assert ann.locator("h1").inner_text() == "Source 1 of 3"
    assert ann.locator(".rl-marks rect").count() >= 1
    ann.wait_for_function("document.querySelector('.rl-picture img').naturalWidth > 300")
    for verdict, reason in (("Supported", ""), ("Partly", REASON), ("Supported", "")):
        judge(ann, verdict, reason)
    assert "You have checked every source" in ann.inner_text("main")
    ben.reload()
    assert "Somebody else has checked this source" in ben.inner_text("main")
    assert "Ann" not in ben.inner_text("main")
    judge(ben, "Supported")
    assert REASON not in ben.inner_text("main")
    judge(ben, "Not supported", "Another family.")
    ben.goto(ben.url.split("?")[0].rsplit("/", 1)[0] + "/2")
    assert REASON in ben.inner_text("main")
    assert "Trainers differ" in ben.inner_text("main")
    judge(ben, "Not supported", "Another family, in fact.")
    ben.goto(checking.url + "check/report")
    table = ben.locator("table", has_text="Sources both judged")
    assert re.search(r"Ann and Ben\s+2\s+50%\s+25%\s+0\.33", table.inner_text())
    said = "Disputed: trainers differ on this source"
    asker.page.reload()
    asker.page.wait_for_selector(f".rl-check-found:has-text('{said}')")
    asker.page.click("text=Clear this conversation")
    asker.ask(QUESTION)
    assert said in asker.turn()
    assert "Checked by 2 trainers: supported" in asker.turn()
    assert Axe().run(asker.page).response["violations"] == []


def test_one_answer_is_checked_with_the_keyboard_alone(asker, trainer):
    reader = trainer("Cara")
    page = reader.page
    page.goto(reader.served.url + "check?state=all")
    page.locator(".rl-queue a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#keys:not([hidden])")
    page.keyboard.press("p")
    assert page.get_by_role("radio", name="Partly", exact=True).is_checked()
    page.keyboard.press("r")
    page.keyboard.type("snpwgu are letters here")
    assert page.input_value("#reason") == "snpwgu are letters here"
    page.keyboard.press("Tab")
    page.keyboard.press("g")
    page.wait_for_url(re.compile(r"/2\?saved=1"))
    page.wait_for_function("document.getElementById('rl-progress').textContent.includes('1 of 3 sources')")
    page.keyboard.press("s")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/3\?saved=2"))
    page.keyboard.press("k")
    page.wait_for_url(re.compile(r"/2$"))
    page.keyboard.press("u")
    page.wait_for_url(re.compile(r"undone=2"))
    page.wait_for_selector("#rl-progress:has-text('Taken back: source 2, supported.')")
    page.keyboard.press("j")
    page.wait_for_url(re.compile(r"/3$"))
    answer = page.url.split("/")[-2]
    page.keyboard.press("a")
    page.wait_for_url(lambda url: answer not in url)


def test_single_letters_can_be_switched_off_for_good(asker, trainer):
    reader = trainer("Dan")
    open_newest(reader)
    page = reader.page
    page.locator("#keys summary").click()
    page.uncheck("#use-keys")
    for _ in range(2):
        page.locator("h1").click()
        page.keyboard.press("s")
        assert not page.get_by_role("radio", name="Supported", exact=True).is_checked()
        assert page.locator(".rl-key:visible").count() == 0
        page.reload()


def test_a_verdict_without_its_reason_is_not_taken_and_loses_nothing(asker, trainer):
    reader = trainer("Eve")
    open_newest(reader)
    page = reader.page
    page.get_by_role("radio", name="Wrong place").check()
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_selector("[role=alert]")
    assert page.get_by_role("radio", name="Wrong place").is_checked()
    page.wait_for_selector("#rl-progress:has-text('0 of 3 sources')")


def test_an_answer_is_taken_away_from_the_ask_page_and_read_back(checking, open_page, tmp_path):
    reader = open_page(checking)
    page = reader.page
    reader.ask(QUESTION)
    quotes = [words.rsplit(" ", 1)[0] for words in page.locator(".rl-turn .rl-quote bdi").all_inner_texts()]
    page.get_by_role("button", name="Take away").click()
    page.wait_for_selector("#format-word")

    def save(kind):
        page.check(f"#format-{kind}")
        with page.expect_download() as saved:
            page.get_by_role("button", name="Save the file").first.click()
        path = tmp_path / saved.value.suggested_filename
        saved.value.save_as(path)
        return path.read_bytes()

    document = docx.Document(io.BytesIO(save("word")))
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert QUESTION in [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert all(quote in words for quote in quotes)
    assert len(rispy.loads(save("ris").decode())) == 3
    page.locator("summary", has_text="For a training pack").click()
    page.get_by_label("Prompts to discuss").fill("What would you ask?")
    assert "What would you ask?" in save("training-markdown").decode()
    page.check("#format-print")
    page.get_by_role("button", name="Save the file").first.click()
    page.wait_for_selector("blockquote")
    assert all(quote in page.inner_text("main") for quote in quotes)
    assert Axe().run(page).response["violations"] == []


def test_an_answer_is_taken_away_with_the_keyboard_alone(checking, open_page, reach):
    reader = open_page(checking)
    page = reader.page
    page.focus("#rl-question textarea")
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    page.wait_for_selector(".rl-turn:not(.rl-working) .rl-chip >> nth=2")
    reach(page, "form[data-form=take] button", "Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#format-word")
    reach(page, "#title")
    page.keyboard.press("Control+A")
    page.keyboard.type("For supervision")
    reach(page, "input[name=format]")
    while not page.is_checked("#format-markdown"):
        page.keyboard.press("ArrowDown")
    with page.expect_download() as saved:
        reach(page, "button:has-text('Save the file')")
        page.keyboard.press("Enter")
    words = Path(saved.value.path()).read_text(encoding="utf-8")
    assert words.startswith("# For supervision")
    assert QUESTION in words


def states(reader):
    """Walk through the check and take-away pages, naming each state."""
    page, url = reader.page, reader.served.url
    yield "queue"
    page.goto(url + "check?state=disputed&since=2001-01-01&until=2001-01-02")
    yield "nothing fits"
    page.goto(url + "check?rename=yes")
    yield "name"
    open_newest(reader)
    for summary in page.locator("summary").all():
        summary.click()
    yield "a source"
    page.get_by_role("radio", name="Partly", exact=True).check()
    page.fill("#reason", "")
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_selector("[role=alert]")
    yield "no reason"
    judge(page, "Partly", REASON)
    page.goto(page.url.split("?")[0].rsplit("/", 1)[0] + "/1")
    yield "judged"
    page.goto(url + "check/report")
    yield "report"
    page.goto(url + "take-away")
    yield "choose"
    page.get_by_role("button", name="Go on").click()
    page.wait_for_selector("[role=alert]")
    yield "nothing chosen"
    page.locator("input[name=kept]").first.check()
    page.get_by_role("button", name="Go on").click()
    page.wait_for_selector("#format-word")
    page.locator("summary").first.click()
    yield "options"


@pytest.mark.parametrize("look", ["light", "dark", "phone"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(asker, trainer, look):
    reader = trainer(f"Axe {look}", dark=look == "dark", **({"width": 320, "height": 700} if look == "phone" else {}))
    axe, found = Axe(), {}
    for state in states(reader):
        violations = axe.run(reader.page).response["violations"]
        if violations:
            found[state] = [(v["id"], [node["html"][:160] for node in v["nodes"]][:3]) for v in violations]
        wide = reader.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            found[f"{state} scrolls"] = wide
    assert found == {}
