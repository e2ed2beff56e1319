"""axe-core on every state of the page, in light and dark, wide and narrow."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe


def states(reader):
    """Walk through the states that the page can be in, naming each."""
    page = reader.page
    yield "start"
    page.click("#rl-filters-toggle")
    yield "filters"
    page.click("#rl-filters-toggle")
    reader.ask("   ", wait=False)
    page.wait_for_selector("text=Type a question first.")
    yield "empty question"
    reader.ask("How were fathers missed?")
    yield "answer"
    reader.open_chip(turn=0, number=1)
    yield "source with a page"
    page.click("#rl-close-source")
    reader.open_chip(turn=0, number=3)
    yield "source without pages"
    page.click("#rl-close-source")
    for question in ("What about dragons?", "A child is being hit now", "What is the weather?", "please crash"):
        reader.ask(question)
        yield question
    reader.go("?review=alder&version=nonsense&start=1&end=5")
    page.wait_for_selector("#rl-source[open] .rl-problem")
    yield "bad address"


@pytest.mark.parametrize("look", ["light", "dark", "phone"])
def test_axe_finds_nothing(scripted, open_page, look):
    wide = {"width": 320, "height": 700} if look == "phone" else {}
    reader = open_page(scripted, dark=look == "dark", **wide)
    axe = Axe()
    found = {}
    for state in states(reader):
        violations = axe.run(reader.page).response["violations"]
        if violations:
            found[state] = [(v["id"], [node["html"][:160] for node in v["nodes"]][:3]) for v in violations]
    assert found == {}
