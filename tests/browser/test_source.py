"""Addresses of sources, other formats, scans, earlier versions, and the page at small widths and by keyboard."""

from __future__ import annotations

import pytest


def address(library, review_id, words, *, current=True, page=None):
    version = next(r.version for r in library.versions(review_id) if r.current == current)
    start = library.text(review_id, version).index(words)
    where = f"&page={page}" if page else ""
    return f"?review={review_id}&version={version}{where}&start={start}&end={start + len(words)}"


def test_an_address_opens_its_source(scripted, open_page):
    reader = open_page(scripted, address(scripted.library, "alder", "The partnership should make sure", page=2))
    page = reader.page
    page.wait_for_selector("#rl-source[open] .rl-marks rect", state="attached")
    assert "Page 2 of 2" in page.inner_text(".rl-page-bar")
    assert page.inner_text(".rl-reference") == (
        "Torbay, Child Alder, Child safeguarding practice review (CSPR), 30 January 2024, page 2 (printed 4), "
        "paragraph 2.2."
    )
    assert page.locator("#rl-source a").get_attribute("href") == "https://example.org/alder.pdf#page=2"
    page.click("#rl-close-source")
    assert page.url == scripted.url


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("?review=alder&version=nonsense&start=1&end=5", "version should be 12 digits"),
        ("?review=alder&version=0123456789ab&start=1&end=5", "holds no such review or version"),
        ("?review=alder&version=VERSION&page=77&start=1&end=5", "has pages 1 to 2; the address asks for page 77"),
        ("?review=alder&version=VERSION&page=1&start=1&end=999999", "points to words that this version"),
        ("?review=alder&version=VERSION&page=1&start=9&end=5", "end should be a number greater than start"),
        ("?review=%3Cimg%20src=x%20onerror=window.hacked=1%3E&version=0123456789ab&start=1&end=5", "no such review"),
    ],
)
def test_a_bad_address_says_what_is_wrong(scripted, open_page, query, message):
    version = scripted.library.review("alder").version
    reader = open_page(scripted, query.replace("VERSION", version))
    reader.page.wait_for_selector("#rl-source[open] .rl-problem")
    assert message in reader.page.inner_text("#rl-source")
    assert reader.page.evaluate("window.hacked") is None


def test_an_earlier_version_says_so(scripted, open_page):
    reader = open_page(scripted, address(scripted.library, "alder", "An earlier ending.", current=False))
    reader.page.wait_for_selector("#rl-source[open] .rl-reference")
    assert "This is an earlier version of this review" in reader.page.inner_text("#rl-source")


def test_words_that_have_no_place_on_the_page_are_not_marked(scripted, open_page):
    reader = open_page(scripted, address(scripted.library, "alder", "An earlier ending.", current=False, page=2))
    reader.page.wait_for_selector("#rl-source[open] .rl-picture img")
    assert "could not be marked on the picture" in reader.page.inner_text("#rl-source")
    assert reader.page.locator(".rl-marks").count() == 0


def test_a_scan_says_so_and_an_unsafe_publisher_address_is_no_link(scripted, open_page):
    reader = open_page(scripted, address(scripted.library, "birch", "The partnership should", page=2))
    reader.page.wait_for_selector("#rl-source[open] .rl-reference")
    assert "Words read from a scan." in reader.page.inner_text("#rl-source")
    assert reader.page.locator("#rl-source a").count() == 0


def test_a_report_without_pages_shows_the_paragraph_in_context(scripted, open_page):
    reader = open_page(scripted)
    reader.ask("How were fathers missed?")
    reader.open_chip(number=3)
    page = reader.page
    assert page.inner_text(".rl-context mark").startswith("Information from the ward reached")
    assert "Practitioners held three strategy discussions" in page.inner_text(".rl-context")
    assert "The partnership should make sure" in page.inner_text(".rl-context")
    assert page.locator(".rl-picture, .rl-page-bar").count() == 0


@pytest.mark.parametrize("width", [390, 320])
def test_narrow_screens_need_no_sideways_scrolling(scripted, open_page, width):
    reader = open_page(scripted, width=width, height=700)
    page = reader.page

    def fits():
        return page.evaluate(
            """() => [document.documentElement, document.querySelector('#rl-source')].every(
                 (e) => e.scrollWidth <= window.innerWidth)"""
        )

    assert fits()
    page.click("#rl-filters-toggle")
    assert fits()
    reader.ask("How were fathers missed? " + "x" * 90)
    assert fits()
    reader.open_chip(number=1)
    assert page.evaluate("document.querySelector('#rl-source').matches(':modal')")
    assert fits()
    page.keyboard.press("Escape")
    page.wait_for_selector("#rl-source:not([open])", state="attached")
    assert page.evaluate("document.activeElement.className") == "rl-chip"


def test_the_browsers_back_button_closes_the_source(scripted, open_page):
    reader = open_page(scripted)
    reader.ask("How were fathers missed?")
    reader.open_chip(number=1)
    reader.page.go_back()
    reader.page.wait_for_selector("#rl-source:not([open])", state="attached")
    reader.page.go_forward()
    reader.page.wait_for_selector("#rl-source[open] .rl-reference")


def test_everything_can_be_done_by_keyboard(scripted, open_page):
    reader = open_page(scripted)
    page = reader.page
    page.focus("#rl-question textarea")
    page.keyboard.type("How were fathers missed?")
    page.keyboard.press("Enter")
    page.wait_for_selector(".rl-turn:not(.rl-working) .rl-chip >> nth=2")
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('.rl-chip[data-n=\"3\"]')"):
            break
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Source 1, Torbay 2024, page 1"
    assert page.evaluate("getComputedStyle(document.activeElement).boxShadow") != "none"
    page.keyboard.press("Enter")
    page.wait_for_selector("#rl-source[open] .rl-reference")
    page.wait_for_function("document.activeElement.id === 'rl-source-title'")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "rl-close-source"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.turned") == "next"
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Page 2 of 2")
    page.wait_for_function("document.activeElement.id === 'rl-source-title'")
    page.keyboard.press("Escape")
    page.wait_for_selector("#rl-source:not([open])", state="attached")
    assert page.evaluate("document.activeElement.dataset.n") == "1"
