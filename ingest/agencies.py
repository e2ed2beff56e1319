"""Which agencies a passage speaks to or about, by the names that the field uses for them (``data/agencies.toml``)."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import TypedDict, cast


class _Agency(TypedDict):
    name: str
    words: list[str]


class _Agencies(TypedDict):
    agencies: list[_Agency]


def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    lists = cast(_Agencies, tomllib.loads((files("ingest") / "data" / "agencies.toml").read_text(encoding="utf-8")))
    return tuple(
        (agency["name"], re.compile(rf"(?<![\w-])(?:{'|'.join(agency['words'])})(?!\w)", re.IGNORECASE))
        for agency in lists["agencies"]
    )


_PATTERNS = _patterns()


def agencies_of(text: str) -> tuple[str, ...]:
    """The agencies that a text names, in a fixed order, each once; empty where it names none.

    "Nurses" and "professionals" alone name nobody in particular and do not count.
    """
    plain = text.replace("’", "'")
    return tuple(agency for agency, pattern in _PATTERNS if pattern.search(plain))
