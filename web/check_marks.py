"""What checks and remarks say of an answer's sources, wherever the answer is shown or taken away."""

from __future__ import annotations

from assistant.model import Answer
from desk.checks import CheckStatus, citation_keys, statuses
from desk.conversations import kept_answer
from desk.database import Desk
from web.check_words import status_words


def source_statuses(desk: Desk, turn: str, answer: Answer) -> dict[int, CheckStatus]:
    """Return the status of each source by its number; ``turn`` finds what readers have remarked where it is kept."""
    keys = citation_keys(answer)
    kept = kept_answer(desk, turn)
    wrong = {said.citation for said in kept.feedback if said.verdict == "wrong citation"} if kept else set()
    found = statuses(desk, set(keys.values()))
    return {n: CheckStatus(found[key].verdicts, reported=n in wrong) for n, key in keys.items()}


def source_marks(desk: Desk, turn: str, answer: Answer) -> dict[int, str]:
    """Return what to say beside each source that somebody has checked or reported."""
    said = {n: status_words(status) for n, status in source_statuses(desk, turn, answer).items()}
    return {n: words for n, words in said.items() if words}
