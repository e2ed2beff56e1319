"""The lessons and insights pages in a real browser: a walk by keyboard, and axe-core on their states."""

from __future__ import annotations

import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe

from assistant import Assistant
from desk.database import Desk
from settings import Settings
from vectorstore import Library

STATES = ("lessons", "lessons?role=recommendation", "lessons?page=2", "lessons?theme=nonsense", "insights")


@pytest.fixture(scope="module")
def samples(demonstration_home, serve, chromium, tmp_path_factory):
    """The invented samples with a desk of this module's own."""
    folder = shutil.copytree(demonstration_home, tmp_path_factory.mktemp("lessons") / "home") / "demonstration"
    with Library.open(folder) as library, Desk.opened(folder) as desk:
        yield from serve(library, Assistant(library), Settings(home=desk.home), desk=desk)


@pytest.mark.parametrize("look", ["light", "dark", "phone"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(samples, open_page, look):
    reader = open_page(samples, dark=look == "dark", **({"width": 320, "height": 700} if look == "phone" else {}))
    axe, found = Axe(), {}
    for state in STATES:
        reader.page.goto(samples.url + state)
        for summary in reader.page.locator("summary:visible").all()[:3]:
            summary.click()
        violations = axe.run(reader.page).response["violations"]
        if violations:
            found[state] = [(v["id"], [node["html"][:160] for node in v["nodes"]][:3]) for v in violations]
        wide = reader.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            found[f"{state} scrolls"] = wide
    assert found == {}


def test_lessons_are_found_opened_and_asked_about_by_keyboard(samples, open_page):
    reader = open_page(samples)
    page = reader.page
    page.goto(samples.url + "lessons")
    page.locator(".rl-choose summary").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_selector(".rl-limits")
    listed = page.url
    with page.expect_download() as saved:
        page.get_by_role("link", name="Export all").focus()
        page.keyboard.press("Enter")
    assert saved.value.suggested_filename == "lessons.csv"
    page.get_by_role("link", name="Ask about this").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('#rl-question textarea')?.value.startsWith('What have reviews')")
    page.goto(listed)
    page.get_by_role("link", name="Open at its source").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#rl-source[open] .rl-reference")
