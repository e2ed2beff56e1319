"""The field's abbreviations and everyday words, used both ways: a librarian-editable file of terms for one thing."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

FILE_NAME = "vocabulary.toml"


class VocabularyError(Exception):
    """The vocabulary file cannot be used; the message says where it is and what to mend."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Terms for one thing, and where the pairing comes from.

    A ``topic`` is a thing that a report cannot be about without naming it by one of its terms: where none of them
    stands in a report, the report does not cover it.
    """

    terms: tuple[str, ...]
    source: str
    topic: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """A term found in a question at ``[start, end)`` with the other terms for the same thing."""

    start: int
    end: int
    others: tuple[str, ...]
    topic: bool = False


class Vocabulary:
    """The entries, ready to be looked up in questions."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        """Index the terms; where a term stands in several entries, all of them count."""
        self.entries = tuple(entries)
        self._others: dict[str, list[str]] = {}
        for entry in self.entries:
            for term in entry.terms:
                others = self._others.setdefault(_key(term), [])
                others.extend(t for t in entry.terms if _key(t) != _key(term) and t not in others)
        self._topics = {_key(term) for entry in self.entries if entry.topic for term in entry.terms}
        terms = sorted((t for e in self.entries for t in e.terms), key=len, reverse=True)
        self._pattern = (
            re.compile(r"(?<![\w&])(?:" + "|".join(_loose(t) for t in terms) + r")(?![\w&])") if terms else None
        )

    def matches(self, text: str) -> tuple[Match, ...]:
        """Return the terms found in a text, longest first where they overlap, in order."""
        if self._pattern is None:
            return ()
        return tuple(
            Match(m.start(), m.end(), self._alternatives(m.group()), self._is_topic(m.group()))
            for m in self._pattern.finditer(text)
        )

    def _is_topic(self, term: str) -> bool:
        return bool({_key(term), _key(term).removesuffix("s")} & self._topics)

    def _alternatives(self, term: str) -> tuple[str, ...]:
        key = _key(term)
        return tuple(self._others.get(key) or self._others.get(key.removesuffix("s")) or ())


def load_vocabulary(home: Path | None = None) -> Vocabulary:
    """Read the librarian's file in the library's folder, else the one that comes with the product.

    Raises VocabularyError where the librarian's file is not of the form that the packaged file explains.
    """
    own = home / FILE_NAME if home else None
    if own and own.is_file():
        try:
            content = own.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise VocabularyError(f"{own} cannot be read as UTF-8 text ({error}). Save it so, or remove it.") from error
        return Vocabulary(_read(content, str(own)))
    packaged = files("assistant").joinpath(f"data/{FILE_NAME}")
    return Vocabulary(_read(packaged.read_text(encoding="utf-8"), FILE_NAME))


def _read(content: str, where: str) -> list[Entry]:
    try:
        rows = tomllib.loads(content).get("entry", [])
    except tomllib.TOMLDecodeError as error:
        raise VocabularyError(f"{where} is not valid TOML ({error}). Correct that line, or remove the file.") from error
    if not isinstance(rows, list):
        raise VocabularyError(f"{where}: 'entry' is a list of entries; see the packaged file for its form.")
    entries = []
    for number, row in enumerate(rows, 1):
        terms = row.get("terms") if isinstance(row, dict) else None
        if not isinstance(terms, list) or len(terms) < 2 or not all(isinstance(t, str) and t.strip() for t in terms):
            raise VocabularyError(f"{where}: entry {number} needs 'terms', a list of at least two words or phrases.")
        entries.append(Entry(tuple(terms), str(row.get("source", "")), bool(row.get("topic", False))))
    return entries


def _key(term: str) -> str:
    return re.sub(r"[\s-]+", " ", term.casefold()).replace("’", "'")


def _loose(term: str) -> str:
    """A pattern for a term: capitals only matter in short abbreviations, which are words in lower case ("it", "pa")."""
    words = r"[\s-]+".join(re.escape(w).replace("'", "['’]") for w in re.split(r"[\s-]+", term))
    plural = "s?" if term.isupper() else ""
    return f"{words}{plural}" if term.isupper() and len(term) <= 3 else f"(?i:{words}{plural})"
