"""What checks and remarks say of an answer's sources, wherever the answer is shown or taken away."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.model import Answer
from desk.checks import CheckStatus, citation_keys, statuses
from desk.conversations import kept_answer
from desk.database import Desk
from vectorstore import NotInLibrary, ReviewRecord
from web import text
from web.check_words import status_words
from web.faces import LibraryFace


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


def since_then(library: LibraryFace, cited: Iterable[str]) -> dict[str, str]:
    """Return what became of reviews that answers cite, each named "version review"; a current one is left out."""
    said: dict[str, str] = {}
    for one in cited:
        version, _, review_id = one.partition(" ")
        try:
            words = state_words(library.review(review_id, version))
        except NotInLibrary:
            words = text.STATE_GONE
        if words:
            said[one] = words
    return said


def state_words(record: ReviewRecord) -> str:
    """Say that a version of a review is not what is searched now; "" where it is."""
    if record.current:
        return ""
    return text.STATE_WITHDRAWN if record.withdrawn else text.STATE_EARLIER
