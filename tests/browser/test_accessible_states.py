"""axe-core, sideways scrolling and motion on every state of the ask page that opens from an answer or a source."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from assistant.model import CheckMade, Considered, How, NotVerified

# What WCAG 2.2 asks of the size of targets is a rule that axe leaves out unless it is told.
EVERYTHING = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
COLOURS = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}


@pytest.fixture(scope="module")
def modelled(chromium, serve, tmp_path_factory):
    """The invented library, with an assistant that writes down how each answer was made and what did not pass."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "web"))
    import fakes

    class Modelled(fakes.FakeAssistant):
        def _answered(self, question, history, filters, *, claims):
            answer = super()._answered(question, history, filters, claims=claims)
            found = answer.passages
            considered = tuple(Considered(p.review_id, p.version, p.page, p.start, p.end, p.score) for p in found)
            checks = tuple(CheckMade(claim.text, "supported", 0.91, ()) for claim in answer.claims)
            how = How(
                answer.standalone_question, {"kind": "scr"}, considered, "chat", model="small", prompts="3",
                repaired=True, masked=True, checks=checks, timings={"total_ms": 900.0, "chat_ms": 700.0},
            )  # fmt: skip
            failed = NotVerified("Nobody ever met any father.", ("a denial that the quote does not bear",), ("x",))
            claims = tuple(replace(claim, checked="supported") for claim in answer.claims)
            return replace(answer, how=how, claims=claims, not_verified=(failed,))

    library = fakes.FakeLibrary(tmp_path_factory.mktemp("invented"))
    yield from serve(library, Modelled(library), fakes.FakeSettings())


def answering(reader):
    """What an answer goes through, and what opens from it."""
    page, assistant = reader.page, reader.served.assistant
    assistant.hold.clear()
    try:
        reader.ask("slow question about fathers", wait=False)
        page.wait_for_selector(".rl-turn.rl-working .rl-chip")
        yield "working"
        page.click("#rl-stop")
        page.wait_for_selector("text=Stopped. What was found")
        yield "stopped"
    finally:
        assistant.hold.set()
    page.click("#rl-clear")
    reader.ask("How were fathers missed?")
    for words in ("How this answer was made", "Not verified"):
        page.click(f".rl-turn summary:has-text('{words}')")
    yield "how it was made, and what was not verified"
    page.click("text=Change the question")
    yield "changing the question"
    page.click("text=Change the question")
    page.click("text=Copy with references")
    page.wait_for_selector(".rl-said:not(:empty)")
    yield "copied"
    page.click("text=Say what is wrong or missing")
    yield "a remark"
    page.get_by_label("Source 2, Leeds 2019, page 2", exact=True).last.check()
    page.get_by_role("button", name="Send", exact=True).click()
    page.wait_for_selector("text=A trainer can now see")
    yield "a remark was sent"


def keeping(reader):
    """Consent asked, given and withdrawn, and what can be done with what is kept."""
    page = reader.page
    page.check("#rl-agree")
    page.wait_for_selector("text=From now on your conversations are kept.")
    yield "consent given"
    reader.ask("What reached the ward?")
    page.locator(".rl-kept-list > li").first.wait_for()
    page.locator(".rl-kept-list summary:has-text('Rename')").first.click()
    page.locator(".rl-kept-list summary:has-text('Delete')").first.click()
    yield "renaming and deleting"
    page.locator(".rl-kept-list [data-keeping=open]").first.click()
    page.wait_for_selector("text=Opened: ")
    yield "a kept conversation opened"
    page.locator("text=Delete for good").first.click()
    page.wait_for_selector("text=Deleted.")
    yield "deleted"
    page.uncheck("#rl-agree")
    page.wait_for_selector("text=no longer kept")
    yield "consent withdrawn"


def ending(reader):
    """Nothing found with limits to take away, danger, personal details, and no connection."""
    page, assistant = reader.page, reader.served.assistant
    page.click("#rl-filters-toggle")
    page.get_by_label("Leeds: 2", exact=True).check()
    reader.ask("What about dragons?")
    page.click("text=What is in this library")
    yield "nothing found, with ways to find more"
    page.click("#rl-clear-filters")
    page.click("#rl-filters-toggle")
    reader.ask("A child is being hit now")
    page.click("text=Search the reviews anyway")
    page.wait_for_selector(".rl-turn:not(.rl-working) .rl-chip >> nth=2")
    yield "danger, searched anyway"
    assistant.sends_to, assistant.asks_first = "a model", True
    try:
        reader.ask("Was Jaden Smith, born 3 May 2019, of 12 High Street, failed?")
        page.wait_for_selector("text=Ask without these details")
        yield "personal details noticed"
    finally:
        assistant.sends_to, assistant.asks_first = None, False
    page.route("**/queue/join*", lambda route: route.abort())
    reader.ask("What reached the ward?", wait=False)
    page.wait_for_selector("text=No answer arrived")
    yield "no connection"
    page.unroute("**/queue/join*")
    page.fill("#rl-question textarea", "")


def reading(reader):
    """A source: found words, its contents, a larger page, another version, a scan, and the way to take it away."""
    page = reader.page
    page.click("#rl-clear")
    reader.ask("How were fathers missed?")
    reader.open_chip(number=1)
    page.click("text=Find in this report")
    page.fill("#rl-source-search", "nowhere")
    page.press("#rl-source-search", "Enter")
    page.wait_for_selector("text=is not in this report")
    yield "not found in the report"
    page.fill("#rl-source-search", "father")
    page.press("#rl-source-search", "Enter")
    page.wait_for_selector("text=Place 1 of 2.")
    page.click("#rl-source summary:has-text('All places')")
    page.click(".rl-outline summary")
    page.click("#rl-source summary:has-text('Text of this page')")
    yield "found, with contents and text"
    for _ in range(2):
        page.click("[data-zoom=in]")
    assert page.inner_text(".rl-zoom-now") == "200 %"
    yield "enlarged"
    page.click("text=Copy the quotation with its reference")
    page.wait_for_selector(".rl-copied:not(:empty)")
    yield "quotation copied"
    page.click("#rl-close-source")
    reader.open_chip(number=2)
    yield "a scan"
    library = reader.served.library
    old = next(r.version for r in library.versions("alder") if not r.current)
    start = library.text("alder", old).index("An earlier ending.")
    reader.go(f"?review=alder&version={old}&page=2&start={start}&end={start + 18}")
    page.wait_for_selector("#rl-source[open] .rl-reference")
    yield "an earlier version"
    page.click("#rl-close-source")
    page.click("text=Take away >> visible=true >> nth=-1")
    page.wait_for_selector("#format-word")
    yield "taking it away"


PARTS = (answering, keeping, ending, reading)
LOOKS = {
    "light": {},
    "dark": {"dark": True},
    "320 px": {"width": 320, "height": 700},
    "200 %, without motion": {"width": 640, "height": 450, "device_scale_factor": 2, "reduced_motion": "reduce"},
}
MOVING = """() => [...document.querySelectorAll('body *')].filter((one) => {
  const style = getComputedStyle(one);
  return style.animationName !== 'none' || style.transitionDuration.split(',').some((time) => parseFloat(time) > 0);
}).map((one) => one.outerHTML.slice(0, 120))"""
SIDEWAYS = """() => [document.documentElement, document.querySelector('#rl-source:modal')].filter(Boolean)
  .map((one) => one.scrollWidth - one.clientWidth).filter((wide) => wide > 0)"""


def wrong_at(page, look):
    """What is wrong with a page as it stands, in one look."""
    wrong = [f"scrolls sideways by {wide} px" for wide in page.evaluate(SIDEWAYS)]
    if "reduced_motion" in LOOKS[look]:
        wrong += page.evaluate(MOVING)
    else:
        found = Axe().run(page, options=COLOURS if look == "dark" else EVERYTHING).response["violations"]
        wrong += [(one["id"], [node["html"][:160] for node in one["nodes"]][:3]) for one in found]
    return wrong


@pytest.mark.parametrize("look", LOOKS)
def test_nothing_stands_in_anybodys_way(modelled, open_page, look):
    found = {}
    reader = open_page(modelled, **LOOKS[look])
    reader.page.wait_for_selector("#rl-agree")
    for part in PARTS:
        for state in part(reader):
            if wrong := wrong_at(reader.page, look):
                found[state] = wrong
    assert found == {}


@pytest.mark.parametrize("look", ["320 px", "200 %, without motion"])
def test_the_other_pages_fit_and_keep_still(modelled, open_page, look):
    found = {}
    page = open_page(modelled, **LOOKS[look]).page
    for path in ("lessons", "insights", "check", "check/report", "take-away"):
        assert page.goto(modelled.url + path).status == 200
        for summary in page.locator("summary:visible").all()[:3]:
            summary.click()
        if wrong := wrong_at(page, look):
            found[path] = wrong
    assert found == {}
