"""The words by which a passage's role is told: names of sections, turns of phrase, praise and blame.

Most are kept in ``data/roles.toml``, where a librarian's eye can follow them; here is what needs more than a list.
Everything is matched without regard to case, against text with plain apostrophes.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from importlib.resources import files
from typing import TypedDict, cast

from ingest.model import Role


class _Section(TypedDict):
    role: str
    headings: list[str]


class _Lists(TypedDict):
    boilerplate: list[str]
    letterhead: list[str]
    method: list[str]
    statistics: list[str]
    recommends: list[str]
    praise: list[str]
    blame: list[str]
    no_blame: list[str]
    sections: list[_Section]


def _lists() -> _Lists:
    return cast(_Lists, tomllib.loads((files("ingest") / "data" / "roles.toml").read_text(encoding="utf-8")))


def _any(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE | re.MULTILINE)


def _in_headings(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


_LISTS = _lists()
BOILERPLATE = _any(_LISTS["boilerplate"])
LETTERHEAD = _any(_LISTS["letterhead"])
METHOD_WORDS = _any(_LISTS["method"])
STATISTICS = _any(_LISTS["statistics"])
RECOMMENDS = _any(_LISTS["recommends"])
POSITIVE = _any(_LISTS["praise"])
NEGATIVE = _any(_LISTS["blame"])
NOT_NEGATIVE = _any(_LISTS["no_blame"])
SECTIONS = tuple((Role(section["role"]), _in_headings(section["headings"])) for section in _LISTS["sections"])

GRADE = re.compile(r"(?:outstanding|good|requires improvement(?: to be good)?|inadequate)$", re.IGNORECASE)
RECOMMENDATION_LABEL = re.compile(r"^(?:•\s*)?recommendation\s*(?:\d+|[a-z])\s*(?:[:.\-–]|\n)", re.IGNORECASE)
IMPERATIVE = re.compile(
    r"^(?:•\s*)?(?:ensure|improve|increase|review|develop|strengthen|accelerate|implement|establish|provide|take|"
    r"make sure|reduce|work with|continue|promote|monitor|embed|enhance|evaluate|agree|introduce|address|prioritise|"
    r"undertake|secure|require|seek|ask|clarify|consider|raise|revise|update|put in place|build|expand)\b",
    re.IGNORECASE,
)
SHOULD = re.compile(r"\b(?:should|must|recommend(?:s|ed)? that)\b", re.IGNORECASE)
SHOULD_HAVE = re.compile(
    r"\b(?:should|could|ought to|might|would) (?:not )?(?:also |all |both |then )?have (?:been|\w+ed|\w+en|\w+t|\w+d|"
    r"made|known|gone|come|begun|shown|led|had|done|met|put|set)\b",
    re.IGNORECASE,
)

CONCEDES = re.compile(
    r"^(?:•\s*)?(?:while|although|though|despite|whilst|even though|notwithstanding)\b", re.IGNORECASE
)
CONTRAST = re.compile(r"(?<=[,;])\s+(?=(?:but|although|though|while|whereas|yet|and so)\b)|\s+(?=but\b)", re.IGNORECASE)

_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
DATE_START = re.compile(
    r"^(?:•\s*)?(?:(?:in|on|by|from|during|between|at|early in|late in|towards the end of|the end of) )?(?:the )?"
    r"(?:(?:early|mid|late|spring|summer|autumn|winter|beginning|end|start)(?: of|-)? ?(?:in )?)?"
    r"(?:\d{1,2}(?:st|nd|rd|th)?(?: of)? )?"
    rf"(?:(?:{_MONTHS})\b(?: (?:19|20)\d\d)?|(?:19|20)\d\d\b|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}})",
    re.IGNORECASE,
)
LATER_START = re.compile(
    r"^(?:•\s*)?(?:(?:a|one|two|three|four|five|six|seven|ten|several|some) (?:day|week|month|hour|year)s? "
    r"(?:later|after|before)|the (?:next|following|same) (?:day|week|month|morning|evening|night)|"
    r"on the (?:same|following|next|\w+) day|(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|"
    r"(?:at|aged) (?:\w+ ){1,3}(?:weeks|months|years))",
    re.IGNORECASE,
)
DATES = re.compile(rf"\b(?:\d{{1,2}} )?(?:{_MONTHS}) ?(?:(?:19|20)\d\d)?\b|\b(?:19|20)\d\d\b", re.IGNORECASE)
