"""Numbers in a claim held against those of its quotes: figures, number words, shares, ages and dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from assistant.support.words import MARKER

NumberKind = Literal["count", "share", "year", "day", "order"]

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}
_SMALL: dict[str, int] = {word: value for value, word in enumerate(_UNITS)} | _TENS
_ALONE = {"dozen": 12.0, "twice": 2.0, "thrice": 3.0, "fortnight": 14.0, "couple": 2.0, "pair": 2.0}
_ORDERS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_PARTS = {"half": 2, "halves": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_MONTHS = (
    "january february march april may june july august september october november december".split()
)  # fmt: skip
_MONTH = "|".join([*_MONTHS, *(f"{name[:3]}(?=[ .])" for name in _MONTHS if name != "may"), "sept"])

_WORDS = "|".join([*_SMALL, *_SCALES])
_WRITTEN = rf"(?:{_WORDS})(?:(?:(?<=hundred)[ ]and[ ]|(?<=thousand)[ ]and[ ]|[ -])(?:{_WORDS}))*"
_PART = "half|halves|thirds?|quarters?|fifths?|tenths?"
_NUMBER = re.compile(
    rf"""
    (?P<day>\b(?P<dd>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<mm>{_MONTH})\b\.?(?:,?\s+(?P<dy>(?:19|20)\d\d))?)
  | (?P<years>\b(?P<y1>(?:19|20)\d\d)\s?[/–−-]\s?(?P<y2>(?:19|20)?\d\d)\b)
  | (?P<year>\b(?:19|20)\d\d(?=s?\b)(?![.,]\d)(?!\s?%))
  | (?P<percent>(?P<pv>\b\d+(?:\.\d+)?)\s?(?:%|per\s?cent\b|percent\b))
  | (?P<wordpercent>\b(?P<wp>{_WRITTEN})\s+(?:per\s?cent|percent)\b)
  | (?P<ofevery>\b(?P<on>\d+|{_WRITTEN})\s+(?:in|out\sof)\s+(?:every\s+)?(?P<oe>\d+|{_WRITTEN})\b(?!\s?%|\s+(?:of|per)))
  | (?P<part>\b(?:
        (?P<pn>an?|one|two|three|four)[ -](?P<pd>{_PART})
      | (?P<half>half|halves)
      | (?<!first[ ])(?<!second[ ])(?<!third[ ])(?<!fourth[ ])(?<!last[ ])(?P<po>{_PART})(?=\s+of\b)
    )\b)
  | (?P<order>\b(?:\d+(?:st|nd|rd|th)|{"|".join(_ORDERS)})\b)
  | (?P<figure>(?<![\w.])\d+(?:,\d{{3}})*(?:\.\d+)*(?![\d]))
  | (?P<written>\b{_WRITTEN}\b)
  | (?P<prefix>\b(?:bi|tri)(?=-\w))
  | (?P<alone>\b(?:{"|".join(_ALONE)})\b)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NOUN = re.compile(r"[\s-]+(?:of\s+(?:the\s+)?|(?:more|new|young|looked|full)\s+)?([^\W\d_]+)")
_OF = re.compile(r"\s+of\b")
_LOOSE = re.compile(
    r"\b(about|around|nearly|almost|roughly|approximately|some|over|under|more than|less than)\s*$", re.I
)
_LOOSE_SHARE = 0.1
_UNITS_OF_TIME = {"year": 365.0, "month": 30.4, "week": 7.0, "day": 1.0, "hour": 1 / 24, "minute": 1 / 1440}


@dataclass(frozen=True, slots=True)
class Number:
    """A number at [start, end): its kind, its value, its second value (a range's end, a date's year), its noun."""

    start: int
    end: int
    kind: NumberKind
    value: float
    other: float | None
    noun: str
    loose: bool
    text: str


@dataclass(frozen=True, slots=True)
class NumbersRead:
    """How a claim's numbers fare: met by the quotes, contradicted by them, or in them nowhere."""

    met: int
    conflicts: tuple[str, ...]
    absent: tuple[str, ...]


@lru_cache(maxsize=500)  # a quote is held against several claims, and a claim against several quotes
def numbers_of(text: str) -> tuple[Number, ...]:
    """The numbers of a text in order. "One" is no number where it stands for somebody ("one of them")."""
    return tuple(_read(MARKER.sub(lambda found: " " * len(found.group()), text)))


def compare_numbers(claim: str, quotes: Sequence[str], context: str = "") -> NumbersRead:
    """Hold each number of the claim against the quotes; years may also be borne by the context."""
    mine = numbers_of(claim)
    theirs = [number for quote in quotes for number in numbers_of(quote)]
    given = numbers_of(context)
    met, conflicts, absent = 0, [], []
    for number in mine:
        if any(_same(number, other) for other in theirs) or any(_same(number, other) for other in given):
            met += 1
            continue
        rival = _rival(number, theirs, mine)
        if rival is not None:
            conflicts.append(f"the quote says {rival.text}, the claim says {number.text}")
        elif number.kind != "order" and not (number.kind == "count" and number.value == 1):
            absent.append(f"the quote does not give the number {number.text}")
    return NumbersRead(met, tuple(conflicts), tuple(absent))


def _read(text: str) -> Iterator[Number]:
    for found in _NUMBER.finditer(text):
        kind, value, other = _value(found)
        noun = _NOUN.match(text, found.end())
        word = noun.group(1).lower() if noun else ""
        if found.group("written") and value == 1 and (_OF.match(text, found.end()) or not _counts(word)):
            continue
        if found.group("figure") and "." in found.group() and found.group().count(".") > 1:
            continue
        loose = _LOOSE.search(text, 0, found.start()) is not None
        singular = word[:-1] if word.endswith("s") and len(word) > 3 else word
        yield Number(found.start(), found.end(), kind, value, other, singular, loose, found.group().strip())


def _value(found: re.Match[str]) -> tuple[NumberKind, float, float | None]:
    part = found.groupdict()
    if part["day"]:
        month = next(place for place, name in enumerate(_MONTHS, 1) if name.startswith(part["mm"][:3].lower()))
        return "day", month * 100 + int(part["dd"]), float(part["dy"]) if part["dy"] else None
    if part["years"]:
        return "year", float(part["y1"]), float(part["y1"][: 4 - len(part["y2"])] + part["y2"])
    if part["year"]:
        return "year", float(part["year"]), None
    if part["percent"]:
        return "share", float(part["pv"]) / 100, None
    if part["wordpercent"]:
        return "share", _written(part["wp"]) / 100, None
    if part["ofevery"]:
        whole = _either(part["oe"])
        return "share", _either(part["on"]) / whole if whole else 0.0, whole
    if part["part"]:
        count = {"an": 1, "a": 1, "one": 1, "two": 2, "three": 3, "four": 4}.get((part["pn"] or "a").lower(), 1)
        return "share", count / _PARTS[_singular((part["pd"] or part["half"] or part["po"]).lower())], None
    if part["order"]:
        word = part["order"].lower()
        return "order", float(_ORDERS.index(word) + 1 if word in _ORDERS else re.sub(r"\D", "", word)), None
    if part["figure"]:
        return "count", float(_plain(part["figure"])), None
    if part["written"]:
        return "count", _written(part["written"]), None
    if part["prefix"]:
        return "count", 3.0 if part["prefix"].lower() == "tri" else 2.0, None
    return "count", _ALONE[part["alone"].lower()], None


def _plain(figure: str) -> str:
    whole, _, rest = figure.replace(",", "").partition(".")
    return f"{whole}.{rest.split('.')[0]}" if rest else whole


def _singular(word: str) -> str:
    return word if word in _PARTS else word.removesuffix("s")


def _either(text: str) -> float:
    return float(text) if text.isdigit() else _written(text)


def _written(text: str) -> float:
    total, group = 0.0, 0.0
    for word in re.split(r"[\s-]+", text.lower()):
        if word in _SMALL:
            group += _SMALL[word]
        elif word == "hundred":
            group = (group or 1) * 100
        elif word in _SCALES:
            total += (group or 1) * _SCALES[word]
            group = 0.0
    return total + group


def _counts(noun: str) -> bool:
    """Whether "one" counts the noun after it: "one child", but not "one of" or "one who"."""
    return bool(noun) and noun not in {"of", "who", "that", "which", "another", "to", "in", "and", "or", "is", "was"}


def _same(one: Number, other: Number) -> bool:
    if one.kind == "day" and other.kind == "day":
        return one.value == other.value and (one.other is None or other.other is None or one.other == other.other)
    if one.kind == "year" and other.kind == "day":
        return other.other == one.value
    if one.kind == "year" and other.kind == "year":
        return bool({one.value, one.other} - {None} <= {other.value, other.other}) or one.value == other.value
    if one.kind == "share" and other.kind == "share":
        return _near(one.value, other.value, 0.02 if not one.loose else _LOOSE_SHARE)
    if {one.kind, other.kind} <= {"count", "order"}:
        if one.value == other.value:
            return True
        if one.noun in _UNITS_OF_TIME and other.noun in _UNITS_OF_TIME:
            return _near(one.value * _UNITS_OF_TIME[one.noun], other.value * _UNITS_OF_TIME[other.noun], 0.05)
        return one.loose and _near(one.value, other.value, _LOOSE_SHARE)
    return False


def _near(one: float, other: float, share: float) -> bool:
    return abs(one - other) <= share * max(abs(one), abs(other))


def _rival(number: Number, theirs: Sequence[Number], mine: Sequence[Number]) -> Number | None:
    """The quote's number that stands where the claim's stands: of its kind, of its noun if any is, not met itself."""
    free = [
        other
        for other in theirs
        if _alike(number, other) and not any(_same(one, other) for one in mine if one is not number)
    ]
    named = [other for other in free if other.noun == number.noun]
    return next(iter(named or free), None)


def _alike(one: Number, other: Number) -> bool:
    dated = {"year", "day"}
    return one.kind == other.kind or (one.kind in dated and other.kind in dated and one.kind == "year")
