"""Claims in our own words that a stretch of a report bears, written by hand before the support check was built.

``benchmarks/data/paraphrases.jsonl`` has 218 of them: for the real reports file, offsets and hashes (the reports' own
words stay out of the repository, as in ``benchmarks.relocate``), for the invented samples the quote itself. They are
parted by report: a report belongs to the tuning half where the SHA-1 of its file name is even, to the untouched half
where it is odd. Weights and thresholds are chosen on the tuning half alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, NamedTuple

from benchmarks.relocate import Span, Text

PARAPHRASES = Path(__file__).resolve().parent / "data" / "paraphrases.jsonl"

Half = Literal["tuning", "untouched"]
_AROUND = 500  # characters on each side that make the surroundings of a quote


class Paraphrase(NamedTuple):
    """A true claim: the words that bear it, those words with what stands around them, and what stands around alone."""

    id: str
    claim: str
    file: str
    quote: str
    around: str
    beside: str
    half: Half


def half_of(file: str) -> Half:
    """The half that a report belongs to."""
    return "untouched" if int(hashlib.sha1(file.encode(), usedforsecurity=False).hexdigest(), 16) % 2 else "tuning"


def read_paraphrases(texts: Mapping[str, Text], path: Path = PARAPHRASES) -> list[Paraphrase]:
    """The claims whose report is among ``texts`` (by file name), or whose quote is written out."""
    made = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if "quote" in row:
            made.append(
                Paraphrase(row["id"], row["claim"], row["file"], row["quote"], row["quote"], "", half_of(row["file"]))
            )
            continue
        span = Span(**row["span"])
        text = texts.get(span.file)
        found = None if text is None else span if text.holds(span) else text.find(span)
        if text is None or found is None:
            continue
        first = text.text.rfind(" ", 0, max(0, found.start - _AROUND)) + 1
        last = min(len(text.text), found.end + _AROUND)
        made.append(
            Paraphrase(
                row["id"],
                row["claim"],
                span.file,
                _plain(text.text[found.start : found.end]),
                _plain(text.text[first:last]),
                _plain(f"{text.text[first : found.start]} {text.text[found.end : last]}"),
                half_of(span.file),
            )
        )
    return made


def _plain(text: str) -> str:
    return " ".join(text.split())
