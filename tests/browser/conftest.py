"""A real server and a real browser for the page's tests; skipped by name where there is no Chromium."""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

import web
from desk.accounts import Accounts
from desk.database import Desk

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = (
    "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync"
).split()


def _fakes() -> ModuleType:
    path = Path(__file__).resolve().parents[1] / "web" / "fakes.py"
    spec = importlib.util.spec_from_file_location("fakes", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules["fakes"] = module
    spec.loader.exec_module(module)
    return module


@dataclass
class Served:
    """A running page: its address, and the library and assistant behind it."""

    url: str
    library: object
    assistant: object
    desk: Desk


def _serve(
    library: object,
    assistant: object,
    settings: object,
    examples: Sequence[str] = (),
    desk: Desk | None = None,
    accounts: Accounts | None = None,
) -> Iterator[Served]:
    """Serve the pages from this process until the tests are done, with a desk of their own where none is given."""
    with tempfile.TemporaryDirectory() as folder:
        own = desk or Desk.open(Path(folder))
        yield from _running(library, assistant, settings, examples, own, accounts)
        own.close()


def _running(
    library: object,
    assistant: object,
    settings: object,
    examples: Sequence[str],
    desk: Desk,
    accounts: Accounts | None,
) -> Iterator[Served]:
    app = web.build_app(
        library,  # type: ignore[arg-type]
        assistant,  # type: ignore[arg-type]
        settings,  # type: ignore[arg-type]
        desk=desk,
        accounts=accounts,
        examples=examples,
    )
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1, ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        until = time.monotonic() + 30
        while not server.started and time.monotonic() < until:
            time.sleep(0.05)
        assert server.started
        yield Served(f"http://127.0.0.1:{listening.getsockname()[1]}/", library, assistant, desk)
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not (shutil.which(CHROMIUM) or Path(CHROMIUM).exists()):
        missing = f"no Chromium at {CHROMIUM} (set CHROMIUM to one)"
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def serve() -> Callable[..., Iterator[Served]]:
    return _serve


@pytest.fixture(scope="session")
def scripted(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The page over an invented library and an assistant whose every outcome has its word."""
    fakes = _fakes()
    library = fakes.FakeLibrary(tmp_path_factory.mktemp("invented"))
    yield from _serve(library, fakes.FakeAssistant(library), fakes.FakeSettings())


class Reader:
    """One person at the page: a browser context of their own, and what went wrong in it."""

    def __init__(self, context: BrowserContext, served: Served, path: str = "") -> None:
        self.served = served
        self.problems: list[str] = []
        self.requests: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.go(path)

    def go(self, path: str = "") -> None:
        self.page.goto(self.served.url + path)
        self.page.wait_for_selector("#rl-question textarea")
        self.page.wait_for_function("window.reviewLessons && document.querySelector('#rl-start')")

    def ask(self, question: str, *, wait: bool = True) -> None:
        """Type a question, send it with Enter and wait until its turn is complete."""
        before = self.page.locator(".rl-turn").count()
        self.page.fill("#rl-question textarea", question)
        self.page.press("#rl-question textarea", "Enter")
        if wait:
            self.page.wait_for_function(
                """n => document.querySelectorAll('.rl-turn').length > n &&
                        !document.querySelector('.rl-turn.rl-working')""",
                arg=before,
            )

    def turn(self, index: int = -1) -> str:
        """The words of a turn."""
        turns = self.page.locator(".rl-turn")
        return turns.nth(index if index >= 0 else turns.count() + index).inner_text()

    def open_chip(self, turn: int = 0, number: int = 1) -> None:
        """Click a chip and wait for its source."""
        self.page.locator(".rl-turn").nth(turn).locator(f".rl-chip[data-n='{number}']").first.click()
        self.page.wait_for_selector("#rl-source[open] :is(.rl-reference, .rl-problem)")


OpenPage = Callable[..., Reader]


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[OpenPage]:
    """Open the page as a reader with a browser context of their own; script errors and outside requests fail."""
    contexts: list[BrowserContext] = []
    readers: list[Reader] = []

    def opened(
        served: Served, path: str = "", *, width: int = 1280, height: int = 900, dark: bool = False, **more: object
    ) -> Reader:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", **more
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        readers.append(Reader(context, served, path))
        return readers[-1]

    yield opened
    for context in contexts:
        context.close()
    for reader in readers:
        assert reader.problems == []
        outside = [url for url in reader.requests if not url.startswith((reader.served.url, "data:", "blob:"))]
        assert outside == []


Reach = Callable[..., None]


@pytest.fixture(scope="session")
def reach() -> Reach:
    """Go on with a key until an element has the focus, as somebody without a mouse must; it has to be seen there."""

    def go(page: Page, selector: str, key: str = "Tab", most: int = 60) -> None:
        wanted = page.locator(selector)
        for _ in range(most):
            page.keyboard.press(key)
            if any(one.evaluate("one => one === document.activeElement") for one in wanted.all()):
                style = page.evaluate(
                    "(({outlineStyle, boxShadow}) => [outlineStyle, boxShadow])"
                    "(getComputedStyle(document.activeElement))"
                )
                assert style != ["none", "none"], f"the focus cannot be seen: {selector}"
                return
        raise AssertionError(f"{key} does not lead to {selector}")

    return go
