"""How soon a question can be typed: our page beside a bare ``gr.ChatInterface``: ``python -m benchmarks.page``.

Both are served on this machine, ours as ``review-lessons serve`` does it, in a process of its own. Chromium opens one
and the other in turn, each time as a browser that was never there before and then once more with what it keeps. A
question can be typed from the moment on from which what is put into the box stays there: a script in the page types as
soon as there is a box, and again whenever that is emptied or another takes its place. Milliseconds are counted from
the first byte of the page.

Then questions are asked on our page without a chat model: how long until the first words of an answer, and the whole.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import gradio as gr
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

import app
from benchmarks.common import lines, note, percentile
from desk.gold import read_gold

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")
SETTLED_MS = 2_500
TYPING = """
(() => {
  let box = null;
  const typed = (window.typedAt = []);
  const type = () => {
    const now = [...document.querySelectorAll("textarea")].find((one) => one.offsetParent && !one.disabled);
    if (now && (now !== box || now.value === "")) {
      box = now;
      box.value = "?";
      box.dispatchEvent(new Event("input", { bubbles: true }));
      typed.push(performance.now());
    }
    requestAnimationFrame(type);
  };
  type();
})();
"""
ASKING = """
(question) => new Promise((done) => {
  const before = document.querySelectorAll(".rl-turn").length;
  const began = performance.now();
  let first = null;
  const look = () => {
    const turn = document.querySelectorAll(".rl-turn")[before];
    const words = turn?.querySelector(".rl-answer, .rl-nearest, .rl-problem");
    const passed = performance.now() - began;
    if (words) first ??= passed;
    if (turn && !turn.classList.contains("rl-working")) done([first ?? passed, passed]);
    else requestAnimationFrame(look);
  };
  const box = document.querySelector("#rl-question textarea");
  box.value = question;
  box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
  look();
})
"""


@contextmanager
def our_page(home: Path) -> Iterator[str]:
    """Serve the product from a home in a process of its own, yielding its address."""
    command = [sys.executable, "app.py", "--home", str(home), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        assert server.stdout
        said = []
        try:
            for line in server.stdout:
                said.append(line)
                if address := re.search(r"http://\S+", line):
                    yield address.group()
                    break
            else:
                raise SystemExit("the product did not start:\n" + "".join(said))
        finally:
            server.terminate()


@contextmanager
def bare_page() -> Iterator[str]:
    """Serve what anybody gets from one line of Gradio, yielding its address."""
    with gr.ChatInterface(lambda message, history: message, analytics_enabled=False) as bare:
        pass
    _, address, _ = bare.launch(prevent_thread_lock=True, quiet=True)
    try:
        yield address
    finally:
        bare.close(verbose=False)


def usable(context: BrowserContext, address: str) -> float:
    """Milliseconds from the page's first byte until a question can be typed that stays."""
    page = context.new_page()
    page.goto(address)
    page.wait_for_function("window.typedAt.length > 0")
    page.wait_for_timeout(SETTLED_MS)
    at: float = page.evaluate("typedAt.at(-1) - performance.getEntriesByType('navigation')[0].responseStart")
    page.close()
    return at


def loads(browser: Browser, addresses: dict[str, str], times: int) -> dict[str, dict[str, list[float]]]:
    """Open the pages in turn, so many times: milliseconds by page, for new browsers and for those that come again."""
    found: dict[str, dict[str, list[float]]] = {name: {"first": [], "again": []} for name in addresses}
    for number in range(times + 1):
        note(f"loading {number} of {times} …")
        order = list(addresses) if number % 2 else list(reversed(addresses))
        for name in order:
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            context.add_init_script(TYPING)
            for which in ("first", "again"):
                took = usable(context, addresses[name])
                if number:  # the first load warms the servers
                    found[name][which].append(took)
            context.close()
    return found


def answers(page: Page, address: str, questions: Sequence[str]) -> dict[str, object]:
    """Ask on the page: milliseconds from Enter until the first words of the answer and until all of it stand there."""
    page.goto(address)
    page.wait_for_selector("#rl-question textarea")
    page.wait_for_load_state("networkidle")
    times = []
    for question in [questions[0], *questions]:
        times.append(page.evaluate(ASKING, question))
        page.wait_for_load_state("networkidle")
        page.click("#rl-clear")
    first, whole = [one[0] for one in times[1:]], [one[1] for one in times[1:]]
    return {"questions": len(questions), "first_text": spread(first), "whole": spread(whole)}


def spread(times: Sequence[float]) -> dict[str, int]:
    """Median, and the range that holds nine in ten."""
    return {
        "median_ms": round(statistics.median(times)),
        "p5_ms": round(percentile(times, 0.05)),
        "p95_ms": round(percentile(times, 0.95)),
    }


def measure(given: argparse.Namespace, home: Path) -> dict[str, object]:
    """Load both pages in turn, then ask."""
    questions = [one.question for one in read_gold(given.gold)] if given.gold else app.sample_questions()
    with our_page(home) as ours, bare_page() as bare, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        found = loads(browser, {"ours": ours, "bare": bare}, given.loads)
        asked = answers(browser.new_page(), ours, questions)
        browser.close()
    medians = {name: {which: statistics.median(times) for which, times in one.items()} for name, one in found.items()}
    return {
        "benchmark": "page",
        "loads": given.loads,
        "ours": {which: spread(times) for which, times in found["ours"].items()},
        "bare_chat_interface": {which: spread(times) for which, times in found["bare"].items()},
        "ours_to_bare": {w: round(medians["ours"][w] / medians["bare"][w], 2) for w in ("first", "again")},
        "answers": asked,
        "processors": os.cpu_count(),
        "load_average": [round(one, 1) for one in os.getloadavg()],
    }


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description="How soon a question can be typed, beside a bare chat page.")
    parser.add_argument("--home", type=Path, metavar="DIR", help="a home to serve; a new demonstration otherwise")
    parser.add_argument("--gold", type=Path, metavar="FILE", help="questions to ask; the samples' own otherwise")
    parser.add_argument("--loads", type=int, default=10, metavar="N", help="how often each page is opened (10)")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as new:
        for line in lines(measure(given, given.home or Path(new))):
            print(line)


if __name__ == "__main__":
    main()
