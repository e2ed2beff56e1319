"""Takes the pictures of the page that the documents show: ``python docs/screenshots.py [--home FOLDER]``.

Needs the ``dev`` extra and a Chromium. The demonstration library in the home is served (and made where it is missing),
asked, and photographed at desktop and phone width; the pictures go to ``docs/images``.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
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
from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import app
import web
from commands.console import Progressing
from desk.adding import add_files, missing_samples
from settings import Settings

IMAGES = Path(__file__).resolve().parent / "images"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
QUESTION = "Dads and boyfriends keep getting missed. What do reviews say about men whom nobody spoke to or assessed?"
ABSENT = "What did the inspection of Rotherham find about care leavers?"
COLOURS = 96
SETTLING_MS = 3_000  # Gradio builds the question box anew once, and what was typed before is lost


@dataclass(frozen=True, slots=True)
class Look:
    """A screen to photograph on."""

    name: str
    width: int
    height: int


LOOKS = (Look("desktop", 1280, 900), Look("phone", 390, 844))


@contextlib.contextmanager
def served(home: Path) -> Iterator[str]:
    """Serve the demonstration library of a home, yielding the page's address."""
    settings = Settings(home=home)
    with app.open_library(settings, settings.demonstration) as library, socket.socket() as listening:
        missing = missing_samples(library)
        for result in add_files(library, missing, Progressing("Samples", len(missing))):
            if result.outcome == "failed":
                raise SystemExit(f"{result.file}: {result.reason}")
        page = web.build_app(library, app.build_assistant(settings, library), settings, examples=app.sample_questions())
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


def keep(page: Page, name: str) -> None:
    """Save what the page shows as a PNG of few colours, which is small enough for a repository."""
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
        IMAGES / f"{name}.png", optimize=True
    )


def ask(page: Page, question: str) -> None:
    """Ask, wait for the whole answer, and leave the question box."""
    before = page.locator(".rl-turn").count()
    page.fill("#rl-question textarea", question)
    page.press("#rl-question textarea", "Enter")
    page.wait_for_function("n => document.querySelectorAll('.rl-turn:not(.rl-working)').length > n", arg=before)
    page.evaluate("document.activeElement.blur()")


def photograph(browser: Browser, address: str, look: Look) -> None:
    """Take the pictures of one screen: an answer, its source, and a question without an answer."""
    context = browser.new_context(viewport={"width": look.width, "height": look.height}, color_scheme="light")
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector(".rl-example")
    page.wait_for_timeout(SETTLING_MS)
    ask(page, QUESTION)
    keep(page, f"answer-{look.name}")
    page.locator(".rl-chip").first.click()
    page.wait_for_selector(".rl-picture.rl-loaded")
    page.evaluate("document.querySelector('.rl-picture img').decode()")
    page.evaluate("document.activeElement.blur()")
    keep(page, f"source-{look.name}")
    page.click("#rl-close-source")
    page.click("#rl-clear")
    ask(page, ABSENT)
    keep(page, f"not-in-library-{look.name}")
    context.close()


def main() -> None:
    """Serve, ask, photograph."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, help="a home to use; a new one is made and thrown away otherwise")
    given = parser.parse_args().home
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as new, served(given or Path(new)) as address, sync_playwright() as playwright:
        arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        for look in LOOKS:
            photograph(browser, address, look)
        browser.close()


if __name__ == "__main__":
    main()
