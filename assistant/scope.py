"""Is this a question for published reviews at all? Wording that marks other subjects, and nearness to examples."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject that reviews do not answer: how it shows, examples of it, and where to turn."""

    name: str
    turn: str
    patterns: tuple[re.Pattern[str], ...]
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScopeReading:
    """How far a question lies outside.

    ``subject`` is the nearest other subject; ``marked`` says that its wording was found; ``margin`` is how much nearer
    (in cosine) the question is to that subject's examples than to examples of questions for reviews.
    """

    subject: Subject
    marked: bool
    margin: float


class ScopeReader:
    """Holds the examples' vectors, made once with the library's own encoder."""

    def __init__(self, embed: Callable[[list[str]], list[list[float]]]) -> None:
        """Encode the examples by ``embed``, which returns vectors of length 1."""
        subjects, inside = _subjects()
        self._subjects = subjects
        examples = [example for subject in subjects for example in subject.examples]
        self._owner = [number for number, subject in enumerate(subjects) for _ in subject.examples]
        vectors = np.asarray(embed([*examples, *inside]), dtype=np.float32)
        self._outside: Floats = vectors[: len(examples)]
        self._inside: Floats = vectors[len(examples) :]

    def read(self, question: str, vector: Floats) -> ScopeReading:
        """Say how far a question lies outside the library's subject."""
        outside = self._outside @ vector
        nearest = int(np.argmax(outside))
        margin = float(outside[nearest] - np.sort(self._inside @ vector)[-2:].mean())
        for subject in self._subjects:
            if any(pattern.search(question) for pattern in subject.patterns):
                return ScopeReading(subject, True, margin)
        return ScopeReading(self._subjects[self._owner[nearest]], False, margin)


def is_in_another_script(question: str) -> bool:
    """Whether most letters of a question are not Latin ones, so that an English encoder cannot read it."""
    letters = [c for c in question if c.isalpha()]
    latin = sum(unicodedata.name(c, "").startswith(("LATIN", "FULLWIDTH LATIN")) for c in letters)
    return bool(letters) and latin < len(letters) / 2


@cache
def _subjects() -> tuple[tuple[Subject, ...], tuple[str, ...]]:
    read = tomllib.loads(files("assistant").joinpath("data/scope.toml").read_text(encoding="utf-8"))
    subjects = tuple(
        Subject(
            row["name"],
            row["turn"],
            tuple(re.compile(p, re.I) for p in row["patterns"]),
            tuple(row["examples"]),
        )
        for row in read["subject"]
    )
    return subjects, tuple(read["in_scope"]["examples"])
