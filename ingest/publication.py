"""When a report was published, where it says so itself.

A date counts only with a word that makes it the day of publication, or as the date at the head of a letter. Dates of
inspections, births, deaths and updates stand in the same places and are not it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

_MONTHS = "january february march april may june july august september october november december".split()
_NUMBERS = {name[:3]: number for number, name in enumerate(_MONTHS, start=1)}
_DAY = (
    r"(?:\d{4}-\d{2}-\d{2}|\d{1,2}[/.]\d{1,2}[/.]\d{4}|"
    r"(?:\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?)?(?:"
    + "|".join(f"{name}|{name[:3]}" for name in [*_MONTHS, "sept"])
    + r")\.?,?\s+\d{4})"
)
_LABEL = (
    r"(?:(?:report|review|letter|first|date)\s+)?(?:published|publication)(?:\s+date|\s+on|\s+in)?|"
    r"date\s+of\s+(?:report\s+)?publication|date\s+published|published\s+by[^.\n]{0,80}?\bon"
)
_LABELLED = re.compile(rf"(?<![\w-])(?:{_LABEL})\s*[:\-–—]?\s*(?P<day>{_DAY})(?!\w)", re.IGNORECASE)
_LONE = re.compile(rf"^(?P<day>{_DAY})$", re.IGNORECASE)
_LETTER = re.compile(r"^dear\b", re.IGNORECASE)
EARLIEST_YEAR = 1945


def publication_date(text: str) -> date | None:
    """The day that the text itself calls the day of publication; None where none or more than one is named."""
    days = {day for match in _LABELLED.finditer(text) if (day := parse_day(match["day"]))}
    return days.pop() if len(days) == 1 else None


def date_of_letter(lines: Sequence[str]) -> date | None:
    """The date alone on a line at the head of a letter ("Dear …"), by which a report in letter form goes."""
    salutation = next((index for index, line in enumerate(lines) if _LETTER.match(line)), None)
    days = {
        day
        for line in lines[: salutation or 0]
        if (match := _LONE.match(line.strip())) and (day := parse_day(match[0]))
    }
    return days.pop() if len(days) == 1 else None


def parse_day(text: str) -> date | None:
    """Read one date as written in Britain; None where it has no day, or is no date."""
    text = " ".join(text.split())
    try:
        if match := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text):
            day = date(int(match[1]), int(match[2]), int(match[3]))
        elif match := re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", text):
            day = date(int(match[3]), int(match[2]), int(match[1]))
        elif match := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([A-Za-z]+)\.?,? (\d{4})", text):
            day = date(int(match[3]), _NUMBERS[match[2].casefold()[:3]], int(match[1]))
        else:
            return None
    except (ValueError, KeyError):
        return None
    return day if day.year >= EARLIEST_YEAR else None
