"""Takes the pictures of the pages that the documents show: ``python docs/screenshots.py [--home FOLDER]``.

Needs the ``dev`` extra and a Chromium. The demonstration library is made (or a copy taken of the one in the home),
asked, checked by two invented trainers, and photographed at desktop and phone width. What librarians do is shown in a
library of its own, to which copies of the invented samples are added. The pictures go to ``docs/images``.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import re
import shutil
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import app
import samples
import web
from commands.console import Progressing
from desk.adding import add_files, missing_samples
from desk.database import Desk
from settings import Settings

IMAGES = Path(__file__).resolve().parent / "images"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
QUESTION = "Dads and boyfriends keep getting missed. What do reviews say about men whom nobody spoke to or assessed?"
ABSENT = "What did the inspection of Rotherham find about care leavers?"
SOUGHT = "father"
REASON = "The words speak of one family only."
ADDED = (
    "harrowmere-2017-scr.pdf",
    "linbourne-2024-cspr.pdf",
    "tarnside-2022-jtai.pdf",
    "wrenholt-2020-dhr.pdf",
    "calderstow-2021-cspr.html",
)
COLOURS = 128


@dataclass(frozen=True, slots=True)
class Look:
    """A screen to photograph on."""

    name: str
    width: int
    height: int


DESKTOP = Look("desktop", 1280, 900)
LOOKS = (DESKTOP, Look("phone", 390, 844))


@contextlib.contextmanager
def served(settings: Settings, home: Path) -> Iterator[str]:
    """Serve the library in a folder (with every sample, where it is the demonstration), yielding its address."""
    with app.open_library(settings, home) as library, socket.socket() as listening:
        missing = missing_samples(library) if library.demonstration else ()
        for result in add_files(library, missing, Progressing("Samples", len(missing))):
            if result.outcome == "failed":
                raise SystemExit(f"{result.file}: {result.reason}")
        app.tag_themes(library)
        with Desk.opened(home) as desk:
            assistant = app.build_assistant(settings, library)
            page = web.build_app(library, assistant, settings, desk=desk, examples=app.sample_questions())
            listening.bind(("127.0.0.1", 0))
            listening.listen()
            server = uvicorn.Server(uvicorn.Config(page, log_level="error", timeout_graceful_shutdown=1, ws="none"))
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
            thread.start()
            while not server.started:
                time.sleep(0.05)
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
            server.should_exit = True
            thread.join(10)


@contextlib.contextmanager
def visitor(browser: Browser, look: Look = DESKTOP) -> Iterator[Page]:
    """Somebody with a browser of their own."""
    context = browser.new_context(
        viewport={"width": look.width, "height": look.height}, color_scheme="light", locale="en-GB"
    )
    yield context.new_page()
    context.close()


def keep(page: Page, name: str, height: int = DESKTOP.height) -> None:
    """Save what the page shows as a PNG of few colours, which is small enough for a repository.

    ``height`` makes the screen taller for what stands further down.
    """
    seen = page.viewport_size
    if seen and height > seen["height"]:
        page.set_viewport_size({"width": seen["width"], "height": height})
    page.wait_for_load_state("networkidle")
    page.evaluate("document.activeElement.blur()")
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
        IMAGES / f"{name}.png", optimize=True
    )
    if seen:
        page.set_viewport_size(seen)


def ask(page: Page, question: str) -> None:
    """Ask and wait for the whole answer."""
    before = page.locator(".rl-turn").count()
    page.fill("#rl-question textarea", question)
    page.press("#rl-question textarea", "Enter")
    page.wait_for_function("n => document.querySelectorAll('.rl-turn:not(.rl-working)').length > n", arg=before)


def shown(page: Page) -> None:
    """Wait until the picture of a report's page is there."""
    page.wait_for_selector(".rl-picture img")
    page.wait_for_function("document.querySelector('.rl-picture img').naturalWidth > 300")
    page.evaluate("document.querySelector('.rl-picture img').decode()")


def photograph_asking(browser: Browser, address: str, look: Look) -> None:
    """An answer, its source, words found in the report, and a question without an answer."""
    with visitor(browser, look) as page:
        page.goto(address)
        page.wait_for_selector(".rl-example")
        ask(page, QUESTION)
        keep(page, f"answer-{look.name}")
        page.locator(".rl-chip").first.click()
        shown(page)
        keep(page, f"source-{look.name}")
        if look is DESKTOP:
            page.click("text=Find in this report")
            page.fill("#rl-source-search", SOUGHT)
            page.press("#rl-source-search", "Enter")
            page.wait_for_selector("text=Place 1 of")
            shown(page)
            page.wait_for_selector(".rl-marks .rl-hit-now", state="attached")
            keep(page, "found-desktop", 1000)
        page.click("#rl-close-source")
        page.click("#rl-clear")
        ask(page, ABSENT)
        keep(page, f"not-in-library-{look.name}")


def photograph_browsing(browser: Browser, address: str) -> None:
    """The lessons of one theme, and the insights."""
    with visitor(browser) as page:
        page.goto(address + "lessons?role=recommendation")
        keep(page, "lessons-desktop")
        page.goto(address + "insights")
        keep(page, "insights-desktop")


def judge(page: Page, verdict: str, reason: str = "") -> None:
    """Give a verdict and wait for the page after it."""
    page.get_by_role("radio", name=verdict, exact=True).check()
    page.fill("#reason", reason)
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_url(re.compile("saved="))


def photograph_checking(browser: Browser, address: str) -> None:
    """A queue, a source beside its page, what two trainers found together, and a file that is about to be made."""
    with visitor(browser) as page:
        page.goto(address)
        page.wait_for_selector("#rl-agree")
        with page.expect_response("**/conversations/consent"):
            page.check("#rl-agree")
        for question in app.sample_questions()[1:3]:
            ask(page, question)
        ask(page, QUESTION)
        page.wait_for_selector(".rl-kept-list > li")
        page.get_by_text("Say what is wrong or missing").last.click()
        page.get_by_text("Say what is wrong or missing").last.scroll_into_view_if_needed()
        keep(page, "remark-desktop", 1350)
    for name, verdicts in (("Ann", ("Supported", "Partly")), ("Ben", ("Supported", "Not supported"))):
        with visitor(browser) as page:
            page.goto(address + "check?state=all")
            page.fill("#name", name)
            page.press("#name", "Enter")
            page.wait_for_selector(f"text=You are checking as {name}.")
            page.goto(address + "check?state=all")
            page.locator(".rl-queue a").first.click()
            page.wait_for_selector(".rl-check")
            if name == "Ben":
                shown(page)
                keep(page, "check-desktop", 1250)
            for verdict in verdicts:
                judge(page, verdict, "" if verdict == "Supported" else REASON)
            if name == "Ben":
                page.goto(address + "check?state=all")
                keep(page, "check-queue-desktop", 1300)
                page.goto(address + "check/report")
                keep(page, "check-report-desktop", 1500)
                page.goto(address + "take-away")
                for box in page.locator("input[name=kept]").all():
                    box.check()
                page.get_by_role("button", name="Go on").click()
                page.wait_for_selector("#format-word")
                keep(page, "take-away-desktop", 1100)


def copies() -> list[FilePayload]:
    """Copies of invented samples, each with a remark at its end, as a library of one's own refuses the samples."""
    made: list[FilePayload] = []
    for name in ADDED:
        remark = b"\n<!-- a copy -->\n" if name.endswith(".html") else b"\n% a copy\n"
        content = (samples.folder() / name).read_bytes() + remark
        made.append({"name": name, "mimeType": "application/octet-stream", "buffer": content})
    return [*made, {"name": "broken.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\nno more than this"}]


def photograph_library(browser: Browser, address: str) -> None:
    """Adding files, the list, a review, editing it, and how its text was understood."""
    with visitor(browser) as page:
        page.goto(address + "library/add")
        page.set_input_files("#files", copies())
        page.locator("form.rl-form button").click()
        page.wait_for_selector("#report[data-finished=yes]", timeout=300_000)
        keep(page, "adding-desktop")
        page.goto(address + "library")
        keep(page, "library-desktop")
        page.locator("tbody th a").first.click()
        page.wait_for_selector("text=Edit the details")
        keep(page, "review-desktop", 1200)
        page.get_by_role("link", name="See how the text was understood").first.click()
        page.goto(page.url + "&page=3")
        shown(page)
        keep(page, "understood-desktop")
        page.go_back()
        page.go_back()
        page.get_by_role("link", name="Edit the details").click()
        page.wait_for_selector("#published")
        keep(page, "edit-desktop")


def main() -> None:
    """Serve, ask, check, add, photograph."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, help="a home whose demonstration is copied; it is made anew otherwise")
    given = parser.parse_args().home
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        shown_home, own_home = Settings(home=Path(folder) / "shown"), Settings(home=Path(folder) / "own")
        if given:
            shutil.copytree(given, shown_home.home)
        with served(shown_home, shown_home.demonstration) as address:
            for look in LOOKS:
                photograph_asking(browser, address, look)
            photograph_checking(browser, address)
            photograph_browsing(browser, address)
        with served(own_home, own_home.home) as address:
            photograph_library(browser, address)
        browser.close()


if __name__ == "__main__":
    main()
