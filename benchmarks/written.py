"""What was written, one by one and not by rule, for the joint reader: claims about texts, questions about passages.

``data/claims.jsonl`` has for each text claims that it bears and claims that it does not, in our own words; in a false
claim the words that are wrong stand in « ». ``data/asked.jsonl`` has for each passage questions that it answers and
questions that only look so. The texts themselves stay out of the repository: they are named by folder, file, offsets
and SHA-256, and read from reports, guidance and public benchmarks. Of the reports only those of the tuning half
(``benchmarks.paraphrases``) were written about, so nothing here touches what figures are reported on.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from benchmarks.common import read_lines
from benchmarks.relocate import Span, Text, digest, read_texts

CLAIMS = Path(__file__).resolve().parent / "data" / "claims.jsonl"
ASKED = CLAIMS.with_name("asked.jsonl")
Marks = tuple[tuple[int, int], ...]


class Claim(NamedTuple):
    """A claim beside a text; ``marks`` are the stretches of it that the text does not bear, None where unknown."""

    quote: str
    claim: str
    true: bool
    marks: Marks | None
    file: str


class Asked(NamedTuple):
    """A question beside a passage, and whether the passage answers it."""

    passage: str
    question: str
    answered: bool
    file: str


class Sources:
    """The texts written about, under one folder with ``corpus`` and ``bench``; of reports only those named, if any."""

    def __init__(self, shared: Path, only: Sequence[str] = ()) -> None:
        """Nothing is read yet."""
        self._shared = shared
        self._only = only
        self._reports: dict[str, Mapping[str, Text]] = {}

    def reports(self, folder: str) -> Mapping[str, Text]:
        """The texts of a folder of reports or guidance, by file name."""
        if folder not in self._reports:
            self._reports[folder] = read_texts(self._shared / folder, self._only or None)
        return self._reports[folder]

    @cached_property
    def documents(self) -> dict[str, dict[str, str]]:
        """The texts of the public benchmarks used, by folder and document."""
        bench = self._shared / "bench"
        passages = json.loads(
            (bench / "mtrag-rewrite" / "reference_subset_with_human_evaluations.json").read_text("utf-8")
        )
        policies = json.loads((bench / "policyqa" / "test.json").read_text("utf-8"))
        evidence: dict[str, str] = {}
        for row in read_lines(bench / "climate-fever" / "climate-fever.jsonl"):
            rows = row["evidences"]
            assert isinstance(rows, list)
            evidence |= {one["evidence_id"]: one["evidence"].strip('"') for one in rows}
        return {
            "bench/mtrag-rewrite": {one["document_id"]: one["text"] for one in passages["documents"]},
            "bench/climate-fever": evidence,
            "bench/policyqa": {
                f"{one['title']}#{number}": paragraph["context"]
                for one in policies["data"]
                for number, paragraph in enumerate(one["paragraphs"])
            },
        }

    def words(self, at: Mapping[str, object], around: int = 0) -> str | None:
        """The words of a place, with ``around`` characters on each side; None where they are not there any more."""
        if "quote" in at:
            return str(at["quote"])
        folder, file = str(at["folder"]), str(at["file"])
        start, end = int(str(at["start"])), int(str(at["end"]))
        if folder in self.documents:
            text = self.documents[folder].get(file, "")
            return _plain(text[start:end]) if digest(text[start:end]) == at["sha256"] else None
        held = self.reports(folder).get(file)
        if held is None:
            return None
        letters = int(str(at["letters"]))
        span = Span(file, 0, start, end, str(at["sha256"]), letters, str(at["letters_sha256"]))
        found = span if held.holds(span) else held.find(span)
        if found is None:
            return None
        first = held.text.rfind(" ", 0, max(0, found.start - around)) + 1 if around else found.start
        return _plain(held.text[first : found.end + around])


def read_claims(sources: Sources, path: Path = CLAIMS) -> Iterator[Claim]:
    """Every claim whose text is there."""
    for row in read_lines(path):
        at, true, false = row["at"], row["true"], row["false"]
        assert isinstance(at, dict)
        assert isinstance(true, list)
        assert isinstance(false, list)
        quote = sources.words(at)
        if quote is None:
            continue
        for claim in true:
            yield Claim(quote, claim, True, (), at["file"])
        for marked in false:
            claim, marks = unmarked(marked)
            yield Claim(quote, claim, False, marks or None, at["file"])


def read_asked(sources: Sources, around: int = 0, path: Path = ASKED) -> Iterator[Asked]:
    """Every question whose passage is there; the passage with ``around`` characters of its report on each side."""
    for row in read_lines(path):
        at, yes, no = row["at"], row["yes"], row["no"]
        assert isinstance(at, dict)
        assert isinstance(yes, list)
        assert isinstance(no, list)
        passage = sources.words(at, around)
        if passage is not None:
            yield from (Asked(passage, question, True, at["file"]) for question in yes)
            yield from (Asked(passage, question, False, at["file"]) for question in no)


def unmarked(text: str) -> tuple[str, Marks]:
    """A claim without its « », and the stretches that stood in them."""
    plain, marks, start = "", list[tuple[int, int]](), None
    for character in text:
        if character == "«":
            start = len(plain)
        elif character == "»":
            if start is not None:
                marks.append((start, len(plain)))
            start = None
        else:
            plain += character
    return plain, tuple(marks)


def _plain(text: str) -> str:
    return " ".join(text.split())
