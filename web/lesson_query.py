"""What an address of the lessons page says: what was ticked, and which page of the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol
from urllib.parse import urlencode

from desk.lessons import FACETS, Chosen

MOST_TICKS = 200
LONGEST_TICK = 200
MOST_KEYS = 100


class Query(Protocol):
    """The query of an address, as the server read it."""

    def getlist(self, key: str) -> Sequence[str]:
        """Every value of one name."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lessons are wanted; ``page`` counts from 1."""

    chosen: Chosen = field(default_factory=Chosen)
    page: int = 1

    def address(self, path: str = "/lessons") -> str:
        """Return the address that shows this again."""
        pairs = pairs_of(self.chosen)
        if self.page > 1:
            pairs.append(("page", str(self.page)))
        return f"{path}?{urlencode(pairs)}" if pairs else path

    def without(self, facet: str, value: str) -> Wanted:
        """The same with one tick taken away, from its first page."""
        left = tuple(one for one in getattr(self.chosen, facet) if one != value)
        return Wanted(replace(self.chosen, **{facet: left}))

    def at(self, page: int) -> Wanted:
        """The same on another page of the list."""
        return replace(self, page=page)


def read_wanted(query: Query) -> Wanted:
    """Read an address; what cannot be meant is left out."""
    ticked = {name: _ticks(query.getlist(name)) for name in (*FACETS, "review")}
    number = "".join(query.getlist("page")[:1])
    page = int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1
    return Wanted(Chosen(**ticked), max(1, page))


def read_keys(query: Query) -> frozenset[str]:
    """The lessons that were ticked for export."""
    return frozenset(key for key in query.getlist("choose")[:MOST_KEYS] if len(key) == 32 and key.isalnum())


def pairs_of(chosen: Chosen) -> list[tuple[str, str]]:
    """The ticks as names and values of a form."""
    return [(name, value) for name in (*FACETS, "review") for value in getattr(chosen, name)]


def lessons_address(**ticked: str) -> str:
    """The address of the lessons with these ticks, one for each facet that is named, for links from elsewhere."""
    return f"/lessons?{urlencode(ticked)}"


def _ticks(values: Sequence[str]) -> tuple[str, ...]:
    kept = [value.strip()[:LONGEST_TICK] for value in values[:MOST_TICKS]]
    return tuple(dict.fromkeys(value for value in kept if value))
