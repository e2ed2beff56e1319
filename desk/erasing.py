"""Erasing a review from everything the product keeps, with the proof that it is gone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from desk import checks, conversations, themes
from desk.database import Desk
from vectorstore import Erased, Traces

# Each module of the desk that keeps words of reviews, by its own way of forgetting one.
FORGETTING: tuple[Callable[[Desk, str], object], ...] = (conversations.forget, checks.forget, themes.forget)


class ErasingLibrary(Protocol):
    """What erasing needs of a library."""

    def erase(self, review_id: str) -> Traces:
        """Take a review out for good; what to prove it by. Raises NotInLibrary."""

    def prove_erased(self, traces: Traces) -> Erased:
        """Look for an erased review's words in every file of the home."""


def forget(desk: Desk, review_id: str) -> None:
    """Take every word of a review out of what the desk keeps. May be repeated."""
    for of_module in FORGETTING:
        of_module(desk, review_id)
    desk.empty_journal()


def erase_review(library: ErasingLibrary, desk: Desk, review_id: str) -> Erased:
    """Erase a review and prove it. Raises NotInLibrary.

    The desk forgets it first, so that an interruption leaves the review itself to be erased again, and once more at
    the end for what was being answered in between.
    """
    forget(desk, review_id)
    traces = library.erase(review_id)
    forget(desk, review_id)
    return library.prove_erased(traces)
