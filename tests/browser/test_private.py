"""No request leaves the machine: the browser's own log of everything that the main pages fetch."""

from __future__ import annotations

import shutil

import pytest

from assistant import Assistant
from desk.database import Desk
from settings import Settings
from vectorstore import Library

PAGES = ("", "lessons", "insights", "take-away", "check", "check/report", "library", "library/add")
QUESTION = "What should be done about a bruise on a baby who is too young to crawl?"


@pytest.fixture(scope="module")
def samples(demonstration_home, serve, chromium, tmp_path_factory):
    """The invented samples with a desk of this module's own."""
    folder = shutil.copytree(demonstration_home, tmp_path_factory.mktemp("private") / "home") / "demonstration"
    with Library.open(folder) as library, Desk.opened(folder) as desk:
        yield from serve(library, Assistant(library), Settings(home=desk.home), desk=desk)


@pytest.fixture
def logged(chromium):
    """A browser's page, and the address of every request made in its context: by pages, frames and workers."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    addresses: list[str] = []
    context.on("request", lambda request: addresses.append(request.url))
    page = context.new_page()
    page.on("websocket", lambda socket: addresses.append(socket.url))
    yield page, addresses
    context.close()


def test_no_request_leaves_the_machine(samples, logged):
    page, addresses = logged
    for path in PAGES:
        answer = page.goto(samples.url + path)
        assert answer.status == 200, path
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        page.wait_for_load_state("networkidle")
    review = samples.library.reviews()[0].review_id
    assert page.goto(f"{samples.url}library/review?id={review}").status == 200
    page.goto(samples.url)
    page.fill("#rl-question textarea", QUESTION)
    page.press("#rl-question textarea", "Enter")
    page.wait_for_selector(".rl-turn:not(.rl-working) .rl-chip")
    page.locator(".rl-open[data-page]").first.click()
    page.wait_for_selector("#rl-source[open] .rl-picture.rl-loaded")
    page.wait_for_load_state("networkidle")
    outside = [address for address in addresses if not address.startswith((samples.url, "data:", "blob:"))]
    assert outside == []
    fetched = {address.removeprefix(samples.url).split("?")[0] for address in addresses}
    assert {"page-image", "ask-frame", "gradio_api/queue/join", *PAGES} <= fetched, "the log missed what is known"
