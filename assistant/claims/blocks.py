"""The passages as a chat model gets them: each between markers with a key that nobody could have guessed.

The key is drawn anew for every question, so a report cannot close its own block or open another, whatever it says.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.compose import lead_in
from assistant.rank import Ranked
from assistant.shown import shown_span
from ingest.model import Role
from vectorstore import ReviewRecord

MOST_BLOCKS = 8
_LETTERS = "BCDFGHJKMNPQRTVWXZ"  # without vowels, so that no key is a word, and without those that look like figures
_FIGURES = "23456789"
_TITLE = 120  # characters of a title that are given


@dataclass(frozen=True, slots=True)
class Block:
    """One passage under its key; ``text`` is the review's text at ``[start, start + len(text))``."""

    key: str
    ranked: Ranked
    record: ReviewRecord
    start: int
    text: str

    @property
    def context(self) -> str:
        """Title, authority and year of the review, as far as they are known."""
        return "; ".join(part for part in (_line(self.record.title or ""), lead_in(self.record)) if part)

    def written(self) -> str:
        """The block as the model reads it."""
        page = self.ranked.passage.passage.page
        where = f"; page {page}" if page is not None else ""
        return f"<<{self.key} begins: {self.context}{where}>>\n{self.text}\n<<{self.key} ends>>"


def make_blocks(ranked: Sequence[Ranked], records: Mapping[str, ReviewRecord]) -> tuple[Block, ...]:
    """Put the best passages under keys, leaving out contents pages and the like as long as there are others."""
    usable = [r for r in ranked if r.passage.passage.role not in (Role.MATTER, Role.METHOD)] or list(ranked)
    made: list[Block] = []
    for one in usable[:MOST_BLOCKS]:
        span = shown_span(one)
        text = one.passage.text[span.start : span.end]
        key = _new_key({block.key for block in made})
        made.append(Block(key, one, records[one.passage.review_id], one.passage.passage.start + span.start, text))
    return tuple(made)


def _new_key(taken: set[str]) -> str:
    while True:
        drawn = "".join(secrets.choice(_LETTERS if i in (0, 2, 4, 6) else _FIGURES) for i in range(8))
        key = f"{drawn[:4]}-{drawn[4:]}"
        if key not in taken:
            return key


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().replace("<<", "").replace(">>", "")[:_TITLE]
