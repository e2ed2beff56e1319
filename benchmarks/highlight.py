"""Whether marks lie on the quoted words and nothing else: ``python -m benchmarks.highlight --home HOME GOLD.jsonl``.

Every question of the file is answered, and every citation on a PDF page is held against PDFium's own boxes of the
page's characters, which the marks are not made from. The quote's letters and digits are looked for in the page's own
characters (and, where it runs over the page's end, in those of the next). A citation is right when the middle of each
of these characters lies in a mark, with ``TOLERANCE`` points around it, and the middle of no other letter of the page
lies in one. A quote whose letters do not stand on its page at all counts as a wrong page.
"""

from __future__ import annotations

import argparse
import json
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium

import app
from assistant.model import Citation, Turn
from settings import read_settings
from vectorstore import Filters, Library
from web.highlight import Box, place

TOLERANCE = 1.5
SHOWN = 12


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter or digit of a page and its middle, in points from the page's top left."""

    sign: str
    x: float
    y: float


def letters(path: Path, number: int) -> list[Letter]:
    """Return the letters and digits of a page in PDFium's order."""
    document = pdfium.PdfDocument(path)
    with closing(document):
        if not 1 <= number <= len(document):
            return []
        page = document[number - 1]
        left, _, _, top = page.get_cropbox()
        words = page.get_textpage()
        found = []
        for i in range(words.count_chars()):
            drawn = words.get_text_range(i, 1)
            signs = [c for c in unicodedata.normalize("NFKC", drawn).casefold() if c.isalnum()]
            if signs:
                x0, y0, x1, y1 = words.get_charbox(i)
                found += [Letter(sign, (x0 + x1) / 2 - left, top - (y0 + y1) / 2) for sign in signs]
        return found


def spelt(text: str) -> str:
    """Return the letters and digits of a text, as they are compared."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def judge(library: Library, citation: Citation) -> str:
    """Return what is true of the marks of one citation: "right", or what is wrong with them."""
    assert citation.page is not None
    path = library.original_path(citation.review_id, citation.version)
    pages = library.review(citation.review_id, citation.version).pages
    body = library.text(citation.review_id, citation.version)
    near = [
        library.words(citation.review_id, citation.version, n) if 1 <= n <= pages else ()
        for n in (citation.page - 1, citation.page, citation.page + 1)
    ]
    marks = place(near[0], near[1], near[2], body, citation.start, citation.end)
    here = letters(path, citation.page)
    wanted = spelt(citation.quote)
    page = "".join(letter.sign for letter in here)
    places = list(_whole(page, wanted)) or list(_beginning(page, wanted, path, citation.page))
    if not places:
        return "not found on its page"
    if not marks.boxes:
        return "not marked"
    verdicts = [_held(here, start, end, marks.boxes) for start, end in places]
    return "right" if "right" in verdicts else verdicts[0]


def _whole(page: str, wanted: str) -> Iterator[tuple[int, int]]:
    start = page.find(wanted)
    while start >= 0:
        yield start, start + len(wanted)
        start = page.find(wanted, start + 1)


def _beginning(page: str, wanted: str, path: Path, number: int) -> Iterator[tuple[int, int]]:
    """The place of a quote's first part, where the page has only that and the next page has the rest."""
    after = "".join(letter.sign for letter in letters(path, number + 1))
    for length in range(len(wanted) - 1, 7, -1):
        start = page.rfind(wanted[:length])
        if start >= 0:
            if wanted[length:] in after:
                yield start, start + length
            return


def _held(here: Sequence[Letter], start: int, end: int, boxes: Sequence[Box]) -> str:
    def inside(letter: Letter, slack: float) -> bool:
        return any(b.x0 - slack <= letter.x <= b.x1 + slack and b.y0 - slack <= letter.y <= b.y1 + slack for b in boxes)

    if not all(inside(letter, TOLERANCE) for letter in here[start:end]):
        return "words left out"
    if any(inside(letter, -TOLERANCE) for letter in (*here[:start], *here[end:])):
        return "other words marked"
    return "right"


def main() -> None:
    """Answer, mark, compare; print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("gold", type=Path)
    given = parser.parse_args()
    settings = read_settings(home=given.home)
    counts: Counter[str] = Counter()
    wrong: list[list[object]] = []
    with app.open_library(settings, app.find_home(settings)) as library:
        assistant = app.build_assistant(settings, library).quoting
        for line in given.gold.read_text(encoding="utf-8").splitlines():
            asked = json.loads(line)
            history = [Turn(turn["role"], turn["content"]) for turn in asked.get("history", ())]
            answer = assistant.ask(asked["question"], history, Filters.from_json(asked.get("filters") or {}))
            for citation in answer.citations:
                if citation.page is None or not citation.file.endswith(".pdf") or citation.ocr:
                    continue
                verdict = judge(library, citation)
                counts[verdict] += 1
                if verdict != "right" and len(wrong) < SHOWN:
                    wrong.append([verdict, citation.file, citation.page, citation.start, citation.end])
    total = sum(counts.values())
    print(
        json.dumps({"citations": total, "right": counts["right"] / max(1, total), **counts, "wrong": wrong}, indent=1)
    )


if __name__ == "__main__":
    main()
