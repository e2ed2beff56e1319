"""What is asked: a question with the conversation before it, what it is limited to, and what its asker allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypedDict, Unpack

from assistant.model import Turn
from vectorstore import Filters


class Leave(TypedDict, total=False):
    """What an asker allows; neither where it is not given. ``Question`` says what each means."""

    search_anyway: bool
    as_typed: bool


@dataclass(frozen=True, slots=True)
class Question:
    """One question; ``history`` is the conversation before it, ``filters`` what the asker set.

    ``search_anyway`` searches although somebody seems to be in danger. ``as_typed`` lets personal details in the
    question go to a chat model on another machine, where the settings leave that to the asker; otherwise the model
    gets them masked.
    """

    text: str
    history: tuple[Turn, ...] = ()
    filters: Filters = field(default_factory=Filters)
    search_anyway: bool = False
    as_typed: bool = False

    @classmethod
    def of(
        cls, asked: str | Question, history: Sequence[Turn], filters: Filters | None, **leave: Unpack[Leave]
    ) -> Question:
        """Put a question together. Raises TypeError where more is given beside one that is whole."""
        if not isinstance(asked, Question):
            return cls(asked, tuple(history), filters or Filters(), **leave)
        if history or filters or leave:
            raise TypeError("A Question holds its own history, filters and leave: give the Question alone.")
        return asked
