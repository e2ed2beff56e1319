"""What a support check says, and the face that every such check has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

Verdict = Literal["supported", "unsupported"]


@dataclass(frozen=True, slots=True)
class Support:
    """Whether quotes bear a claim.

    ``score`` is the probability (0 to 1) that they do; ``reasons`` say in plain words what speaks against it, the
    gravest first, and are empty where nothing does.
    """

    verdict: Verdict
    score: float
    reasons: tuple[str, ...]


class SupportCheck(Protocol):
    """Judges whether quotes bear a claim."""

    def judge(self, claim: str, quotes: Sequence[str], context: str = "") -> Support:
        """Judge one claim; ``context`` is the title, authority and year of the reviews quoted."""
        ...
