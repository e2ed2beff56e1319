"""Places named in a question: those the library holds reviews about, and those it does not.

Names are matched longest first and as whole words, so that "North Somerset" is never "Somerset", and a name's parts
("Redcar") stand for the whole where the register of places says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_AMBIGUOUS = frozenset({"reading", "bury", "sutton", "stoke", "york", "durham", "richmond", "kingston", "bath", "poole",
                        "newport", "moray", "hull", "derby", "angus", "conwy"})  # fmt: skip
_COMMON_WORDS = re.compile(
    r"(?:reading|bath|bury)(?!['’]s)\s+(?!(?:borough|council|city|inspection|review|report|letter|children|local|in)\b)[a-z]",
    re.I,
)
_SUFFIX = re.compile(
    r"\b(?:the |royal |metropolitan |london |county |city |district |borough |council |unitary |authority |of )*"
)
_TAIL = re.compile(
    r"\s+(?:city|county|borough|metropolitan|district|council|partnership|safeguarding|children'?s?)\b.*$"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A place named in a text at ``[start, end)``; ``authority`` is the library's own name for it, if it has one."""

    name: str
    start: int
    end: int
    authority: str | None


def normal(name: str) -> str:
    """Fold a place's name: case, "&", hyphens and the words for kinds of council do not tell places apart."""
    folded = re.sub(r"[-–]", " ", name.casefold().replace("&", " and "))
    folded = re.sub(r"[^\w\s']", " ", folded)
    folded = _SUFFIX.sub("", re.sub(r"\s+", " ", folded).strip() + " ", count=1).strip()
    return _TAIL.sub("", folded).strip()


@cache
def register() -> tuple[tuple[str, ...], ...]:
    """Return the known places, each as its names with the full one first."""
    lines = files("assistant").joinpath("data/places.txt").read_text(encoding="utf-8").splitlines()
    return tuple(
        tuple(part.strip() for part in line.split("|")) for line in lines if line.strip() and not line.startswith("#")
    )


class Gazetteer:
    """The places of one library: finds mentions of them, and of known places that it holds nothing about."""

    def __init__(self, authorities: Iterable[str]) -> None:
        """Learn the library's authorities; the register supplies their other names and the places it lacks."""
        held = {normal(authority): authority for authority in sorted(authorities)}
        names: dict[str, tuple[str, str | None]] = {}
        for known in register():
            folded = normal(known[0])
            authority = held.get(folded)
            for alias in known:
                if normal(alias):
                    names.setdefault(normal(alias), (known[0], authority))
        for folded, authority in held.items():
            names[folded] = (authority, authority)
            short = re.split(r" (?:on|upon|with) ", folded)[0]
            names.setdefault(short, (authority, authority))
        self._names = names
        ordered = sorted(names, key=len, reverse=True)
        self._pattern = re.compile(r"(?<![\w-])(?:" + "|".join(_loose(name) for name in ordered) + r")(?![\w])", re.I)

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """Return the places named in a text, in order."""
        found = []
        for match in self._pattern.finditer(text):
            folded = normal(match.group())
            name, authority = self._names.get(folded, (match.group(), None))
            if authority is None and (folded in _AMBIGUOUS or folded == "somerset") and not match.group()[0].isupper():
                continue
            if authority is None and (_is_part_of_longer_name(text, match) or _only_begins(text, match)):
                continue
            found.append(Mention(name, match.start(), match.end(), authority))
        return tuple(found)


def _loose(folded: str) -> str:
    words = [r"(?:and|&)" if word == "and" else re.escape(word) for word in folded.split()]
    return r"[\s,-]+".join(words)


def written(slug: str) -> str:
    """A place's slug as the register writes the name, else with capitals and spaces."""
    folded = normal(slug)
    for names in register():
        if normal(names[0]) == folded:
            return names[0]
    small = {"and", "of", "on", "upon", "with", "the", "le"}
    return " ".join(word if word in small else word[:1].upper() + word[1:] for word in re.split(r"[\s-]+", slug))


def _only_begins(text: str, match: re.Match[str]) -> bool:
    """Whether a common word is written large only because a sentence begins with it ("Reading between the lines")."""
    begins = not text[: match.start()].strip() or text[: match.start()].rstrip()[-1] in ".?!:"
    return begins and bool(_COMMON_WORDS.match(text, match.start()))


def _is_part_of_longer_name(text: str, match: re.Match[str]) -> bool:
    """Whether the name belongs to an institution ("Manchester Royal Infirmary") rather than naming an authority."""
    after = text[match.end() :]
    before = text[: match.start()]
    institution = re.match(
        r"(?:\s+(?:and|&)\s+[A-Z]\w+)?\s+"
        r"(?:University|Royal|General|Hospital|Infirmary|NHS|[Tt]rust|[Jj]udgment|Police|Constabulary|CCG)\b",
        after,
    )
    part = re.search(r"\b(?:University of|Archbishop of|Duke of|Greater|[A-Z]\w+ (?:and|&))\s+$", before)
    return bool(institution or part)
