"""Put the questions' spans where they stand in the texts that ingest makes now.

``benchmarks/data/questions.jsonl`` says which passages answer a question by file, offsets and hashes: the reports' own
words stay out of the repository. When ingest improves, offsets move; a span is then found again by its letters, which
hyphens, white space, bullets and footnote marks do not touch.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TypedDict

from benchmarks.common import note
from ingest import find_sources, read_review

QUESTIONS = Path(__file__).resolve().parent / "data" / "questions.jsonl"


@dataclass(frozen=True, slots=True)
class Span:
    """Where an answer stands: [start, end) in the text of a report's file, on a page (1-based) of it.

    ``sha256`` is that of the stretch's text (UTF-8); ``letters`` its number of letters, ``letters_sha256`` the hash of
    those letters without capitals.
    """

    file: str
    page: int
    start: int
    end: int
    sha256: str
    letters: int
    letters_sha256: str


class Turn(TypedDict):
    """One turn of a conversation."""

    role: str
    content: str


class Question(TypedDict):
    """One written question; ``note`` of an unanswerable one begins with the kind of unanswerable that it is."""

    id: str
    kind: str
    question: str
    history: list[Turn]
    standalone: str
    filters: dict[str, str | list[str]]
    note: str
    gold: list[Span]


class Text:
    """A report's text and its letters, each with its place in the text."""

    def __init__(self, text: str) -> None:
        """``text`` as ingest makes it."""
        self.text = text

    @cached_property
    def _letters(self) -> tuple[str, tuple[int, ...]]:
        pairs = [(c, place) for place, char in enumerate(self.text) if char.isalpha() for c in char.casefold()]
        return "".join(c for c, _ in pairs), tuple(place for _, place in pairs)

    def span(self, file: str, page: int, start: int, end: int) -> Span:
        """The label for [start, end)."""
        letters, places = self._letters
        own = letters[bisect_left(places, start) : bisect_left(places, end)]
        return Span(file, page, start, end, digest(self.text[start:end]), len(own), digest(own))

    def holds(self, span: Span) -> bool:
        """Whether the span's very words stand at its offsets."""
        return digest(self.text[span.start : span.end]) == span.sha256

    def find(self, span: Span) -> Span | None:
        """The span where its letters stand now, the nearest to where it was; None where they no longer do."""
        if not span.letters:
            return None
        letters, places = self._letters
        was = bisect_left(places, span.start)
        last = len(letters) - span.letters
        for first in sorted(range(last + 1), key=lambda first: abs(first - was)):
            if digest(letters[first : first + span.letters]) == span.letters_sha256:
                found = self.between(span.file, span.page, places[first], places[first + span.letters - 1])
                # A character such as a ligature has several letters, and none of them is a place to begin or end.
                if found.letters == span.letters:
                    return found
        return None

    def between(self, file: str, page: int, first: int, last: int) -> Span:
        """The label for the stretch from a first to a last letter, with what is printed close on either side."""
        start, end = first, last + 1
        while start > 0 and not (self.text[start - 1].isspace() or self.text[start - 1].isalpha()):
            start -= 1
        while end < len(self.text) and not (self.text[end].isspace() or self.text[end].isalnum()):
            end += 1
        return self.span(file, page, start, end)


def digest(text: str) -> str:
    """The SHA-256 of a text."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def read_questions(path: Path = QUESTIONS) -> list[Question]:
    """The written questions."""
    made: list[Question] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        row["gold"] = [Span(**span) for span in row["gold"]]
        made.append(row)
    return made


def write_questions(questions: Sequence[Question], path: Path = QUESTIONS) -> None:
    """Write them, one a line."""
    rows = ({**one, "gold": [asdict(span) for span in one["gold"]]} for one in questions)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def read_texts(folder: Path, files: Sequence[str] | None = None) -> dict[str, Text]:
    """The texts of the reports in a folder as ingest makes them, by file name; of ``files`` only, where given."""
    texts: dict[str, Text] = {}
    for source in find_sources([folder]):
        if files is None or source.name in files:
            texts[source.name] = Text(read_review(source).text)
            note(f"read {source.name}")
    return texts


def relocate(questions: Sequence[Question], texts: Mapping[str, Text]) -> tuple[list[Question], list[str]]:
    """Place every span anew; those that cannot be found keep their offsets and are named."""
    moved: list[Question] = []
    lost: list[str] = []
    for one in questions:
        spans = []
        for span in one["gold"]:
            text = texts.get(span.file)
            found = span if text and text.holds(span) else text.find(span) if text else None
            if found is None:
                lost.append(f"{one['id']}: {span.file}, page {span.page}")
            spans.append(found or replace(span))
        moved.append({**one, "gold": spans})
    return moved, lost


def main() -> int:
    """Place the spans anew and write the file; exit 1 where some were not found."""
    parser = argparse.ArgumentParser(description="Put the written questions' spans where they stand now.")
    parser.add_argument("--reviews", metavar="DIR", type=Path, required=True, help="the folder with the reports")
    given = parser.parse_args()
    if not given.reviews.is_dir():
        parser.error(f"there is no folder {given.reviews}")
    before = read_questions()
    after, lost = relocate(before, read_texts(given.reviews))
    write_questions(after)
    spans = [
        (one, other)
        for was, now in zip(before, after, strict=True)
        for one, other in zip(was["gold"], now["gold"], strict=True)
    ]
    note(f"{len(spans)} spans: {sum(one != other for one, other in spans)} moved, {len(lost)} not found")
    for words in lost:
        note(f"not found: {words}")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
