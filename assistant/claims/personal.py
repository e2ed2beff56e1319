"""Notice personal details in a question, and write it without them.

Noticed are e-mail addresses, NHS numbers (with their check digit: modulus 11, as the NHS Data Dictionary has it),
telephone numbers and postcodes of the United Kingdom, and names that stand with a date of birth. A name alone is not:
most names in questions are those of places and of published reviews.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["name", "date of birth", "NHS number", "postcode", "telephone number", "e-mail address"]

_EMAIL = re.compile(r"\b[\w.+'-]+@[\w-]+(?:\.[\w-]+)+\b")
_NHS = re.compile(r"(?<![\d+])\d{3}[ \-\u2011]?\d{3}[ \-\u2011]?\d{4}(?!\d)")
_PHONE = re.compile(r"(?<![\w+])(?:\+44|0044|0)[ \-]?(?:\(0\)[ \-]?)?(?:\(?\d{1,5}\)?[ \-]?){2,4}\d{2,6}(?!\w)")
_POSTCODE = re.compile(r"\b(?:GIR ?0AA|[A-PR-UWYZ][A-HK-Y]?\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2})\b", re.I)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_WRITTEN_DATE = rf"\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH},? \d{{2,4}}"
_DATE = rf"(?:\d{{1,2}}[./\- ]\d{{1,2}}[./\- ]\d{{2,4}}|\d{{4}}-\d{{2}}-\d{{2}}|{_WRITTEN_DATE})"
_NAME = r"[A-ZÀ-Þ][a-zà-ÿ’'-]+(?:[ -][A-ZÀ-Þ][a-zà-ÿ’'-]+)*"
_BORN = re.compile(
    rf"\b(?:born(?: on)?|d\.?o\.?b\.?|date of birth(?: is| was)?)[ :,(]*(?:the )?(?P<date>{_DATE})", re.I
)
_NAME_THEN_DATE = re.compile(
    rf"\b(?P<name>[A-ZÀ-Þ][a-zà-ÿ’'-]+(?: [A-ZÀ-Þ][a-zà-ÿ’'-]+){{1,2}})[ ,(]{{1,3}}(?P<date>{_DATE})"
)
_NAMED = re.compile(rf"\b{_NAME}")
_NEAR = 60  # characters between a name and a date of birth that belongs to it
_NO_NAMES = frozenset(
    (
        "What Which Who Whose How Why When Where Did Does Do Is Are Was Were Has Have Had Can Could Should Would Will "
        "The A An In On At For From And But If Tell Give Show Find Child Baby Family Review Reviews Report Mother "
        "Father Our My We He She They DOB Born"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Noticed:
    """What a question holds, in the order it stands there, each kind once; ``masked`` is the question without it."""

    kinds: tuple[Kind, ...]
    masked: str


def notice(question: str) -> Noticed | None:
    """Return what personal details a question holds and the question without them, or None where it holds none."""
    taken: list[tuple[int, int, Kind]] = []
    for start, end, kind in _details(question):
        if all(end <= other or start >= other_end for other, other_end, _ in taken):
            taken.append((start, end, kind))
    if not taken:
        return None
    taken.sort()
    masked = question
    for start, end, kind in reversed(taken):
        masked = f"{masked[:start]}[{kind}]{masked[end:]}"
    return Noticed(tuple(dict.fromkeys(kind for _, _, kind in taken)), masked)


def _details(text: str) -> Iterator[tuple[int, int, Kind]]:
    for match in _EMAIL.finditer(text):
        yield match.start(), match.end(), "e-mail address"
    for match in _NHS.finditer(text):
        if _is_nhs_number(match.group()):
            yield match.start(), match.end(), "NHS number"
    for match in _PHONE.finditer(text):
        if 10 <= len(re.sub(r"\D", "", match.group())) <= 14:
            yield match.start(), match.end(), "telephone number"
    for match in _POSTCODE.finditer(text):
        yield match.start(), match.end(), "postcode"
    yield from _births(text)


def _births(text: str) -> Iterator[tuple[int, int, Kind]]:
    for match in _NAME_THEN_DATE.finditer(text):
        yield from _name(match.start("name"), match.group("name"))
        yield match.start("date"), match.end("date"), "date of birth"
    for match in _BORN.finditer(text):
        yield match.start("date"), match.end("date"), "date of birth"
        for name in _NAMED.finditer(text):
            if name.end() > match.start() - _NEAR and name.start() < match.end() + _NEAR:
                yield from _name(name.start(), name.group())


def _name(start: int, words: str) -> Iterator[tuple[int, int, Kind]]:
    """Return a run of capitalised words as a name, without those that only begin a question."""
    kept = [m for m in re.finditer(r"[^ ]+", words) if m.group().removesuffix("’s").removesuffix("'s") not in _NO_NAMES]
    if kept:
        yield start + kept[0].start(), start + kept[-1].end(), "name"


def _is_nhs_number(written: str) -> bool:
    digits = [int(d) for d in written if d.isdigit()]
    check = 11 - sum(d * w for d, w in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check != 10 and digits[9] == check % 11
