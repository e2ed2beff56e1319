"""The themes by which passages and reviews are sorted: a librarian-editable file with the source of each."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files
from pathlib import Path

FILE_NAME = "themes.toml"
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LISTS = ("strong", "weak", "not", "examples")


class TaxonomyError(Exception):
    """The file of themes cannot be used; the message says where it is and what to mend."""


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme: how it is named and meant, whose it is, and by what it is recognised (see ``data/themes.toml``)."""

    id: str
    name: str
    about: str
    source: str
    strong: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """How many different strong and weak cues of one theme a text names."""

    strong: int
    weak: int


@dataclass(frozen=True)
class Taxonomy:
    """The themes in the order of their file; ``fingerprint`` changes whenever anything in them does."""

    themes: tuple[Theme, ...]
    fingerprint: str = field(default="")

    @cached_property
    def by_id(self) -> Mapping[str, Theme]:
        """The themes by their ids."""
        return {theme.id: theme for theme in self.themes}

    @cached_property
    def _patterns(self) -> tuple[tuple[re.Pattern[str] | None, ...], ...]:
        return tuple(tuple(_pattern(cues) for cues in (t.strong, t.weak, t.never)) for t in self.themes)

    def named(self, text: str) -> tuple[Named, ...]:
        """Count the cues that a text names, for each theme in order; the same word twice counts once."""
        plain = _plain(text)
        counted = []
        for strong, weak, never in self._patterns:
            left = never.sub("|", plain) if never else plain
            counted.append(Named(_distinct(strong, left), _distinct(weak, left)))
        return tuple(counted)

    def names(self, ids: Sequence[str]) -> tuple[str, ...]:
        """The names of some themes in the order of the file; ids that are no longer in it are left out."""
        return tuple(theme.name for theme in self.themes if theme.id in ids)


def load_taxonomy(home: Path | None = None) -> Taxonomy:
    """Read the librarian's file in the library's folder, else the one that comes with the product.

    Raises TaxonomyError where the librarian's file is not of the form that the packaged file explains.
    """
    own = home / FILE_NAME if home else None
    if own and own.is_file():
        try:
            content = own.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise TaxonomyError(f"{own} cannot be read as UTF-8 text ({error}). Save it so, or remove it.") from error
        return read_taxonomy(content, str(own))
    return read_taxonomy(files("desk").joinpath(f"data/{FILE_NAME}").read_text(encoding="utf-8"), FILE_NAME)


def read_taxonomy(content: str, where: str) -> Taxonomy:
    """Read the text of a file of themes; ``where`` names it in messages. Raises TaxonomyError."""
    try:
        rows = tomllib.loads(content).get("theme", [])
    except tomllib.TOMLDecodeError as error:
        raise TaxonomyError(f"{where} is not valid TOML ({error}). Correct that line, or remove the file.") from error
    if not isinstance(rows, list) or not rows:
        raise TaxonomyError(f"{where} holds no theme. Each begins with [[theme]]; see the packaged file for its form.")
    themes = [_theme(row, f"{where}: theme {number}") for number, row in enumerate(rows, 1)]
    for part in ("id", "name"):
        seen: set[str] = set()
        for theme in themes:
            value = getattr(theme, part).casefold()
            if value in seen:
                raise TaxonomyError(f"{where}: two themes have the {part} {getattr(theme, part)!r}. Change one.")
            seen.add(value)
    return Taxonomy(tuple(themes), hashlib.sha256(repr(themes).encode()).hexdigest()[:12])


def _theme(row: object, where: str) -> Theme:
    if not isinstance(row, dict):
        raise TaxonomyError(f"{where} is not a table. It begins with [[theme]]; see the packaged file for its form.")
    for name in ("id", "name", "about", "source"):
        value = row.get(name)
        if not isinstance(value, str) or not value.strip():
            raise TaxonomyError(f"{where} needs {name!r}, a text.")
    if not _ID.fullmatch(row["id"]):
        raise TaxonomyError(f"{where}: the id {row['id']!r} may hold small letters, digits and hyphens only.")
    for name in _LISTS:
        values = row.get(name, [])
        if not isinstance(values, list) or not all(isinstance(one, str) and one.strip(" *") for one in values):
            raise TaxonomyError(f"{where}: {name!r} is a list of texts.")
    strong, weak, never, examples = (tuple(row.get(name, ())) for name in _LISTS)
    if not (strong or weak or examples):
        raise TaxonomyError(f"{where} needs at least one of 'strong', 'weak' and 'examples' to be recognised by.")
    return Theme(
        row["id"], row["name"].strip(), row["about"].strip(), row["source"].strip(), strong, weak, never, examples
    )


def _plain(text: str) -> str:
    """A text as cues are looked for in it: small letters, straight apostrophes, one space for space and hyphen."""
    return re.sub(r"[\s\-‐‑–]+", " ", text.casefold().replace("’", "'"))


def _pattern(cues: Sequence[str]) -> re.Pattern[str] | None:
    if not cues:
        return None
    # Longest first, so that a cue is counted as itself and not as the shorter one that it begins with.
    ordered = sorted((_plain(cue.strip()) for cue in cues), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(_cue(cue) for cue in ordered)})(?!\w)")


def _cue(cue: str) -> str:
    return r"\w*".join(re.escape(part) for part in cue.split("*"))


def _distinct(pattern: re.Pattern[str] | None, plain: str) -> int:
    return len({found.group() for found in pattern.finditer(plain)}) if pattern else 0
