"""What an address of a source says: which words in which version, and what else of the report is looked at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from web import text

_REVIEW_ID = re.compile(r"[^\x00-\x1f\x7f]{1,200}")
_VERSION = re.compile(r"[0-9a-f]{12}")
_WHOLE_NUMBER = re.compile(r"\d{1,9}")
MAX_SEARCH = 200
MOST_CITED = 40


class AddressError(ValueError):
    """An address that leads to no source; the message is for the person who followed it."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a version's text, ``[start, end)``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cited:
    """Another citation of the answer in hand, by its number."""

    n: int
    span: Span
    page: int | None


@dataclass(frozen=True, slots=True)
class Address:
    """What an address of a source says.

    ``page`` is the one quoted from, ``shown`` the one to look at instead. ``look`` is a stretch that is looked at
    beside the quote (a heading, a hit), ``search`` what is searched for in the report, ``hit`` which of its hits is
    looked at (from 0), ``paragraph`` the printed number that is jumped to. ``cited`` are the answer's other citations
    of the same version.
    """

    review_id: str
    version: str
    page: int | None
    start: int
    end: int
    shown: int | None = None
    look: Span | None = None
    search: str = ""
    hit: int = 0
    paragraph: str = ""
    cited: tuple[Cited, ...] = ()

    def query(self) -> str:
        """Return the address as the query of a URL that opens the source at its quote."""
        fields: dict[str, str | int] = {"review": self.review_id, "version": self.version}
        if self.page is not None:
            fields["page"] = self.page
        return urlencode(fields | {"start": self.start, "end": self.end})


def read_address(fields: Mapping[str, object]) -> Address:
    """Read and check the parts of an address. Raises AddressError, naming the first part that is wrong."""
    review_id = _field(fields, "review", _REVIEW_ID, "a review's name")
    version = _field(fields, "version", _VERSION, "12 digits and letters a to f")
    page = _number(fields, "page", required=False)
    quote = _span(fields, "start", "end")
    if quote is None:
        raise AddressError(text.ADDRESS_BROKEN.format(field="start", expected="a whole number"))
    return Address(
        review_id,
        version,
        page,
        quote.start,
        quote.end,
        shown=_number(fields, "shown", required=False),
        look=_span(fields, "at", "until", required=False),
        search=_words(fields, "search"),
        hit=_number(fields, "hit", required=False) or 0,
        paragraph=_words(fields, "paragraph"),
        cited=_cited(fields.get("cited")),
    )


def _cited(sent: object) -> tuple[Cited, ...]:
    """Read the answer's other citations; one that is not whole is left out, since it is only a help."""
    found = []
    for item in sent[:MOST_CITED] if isinstance(sent, list) else []:
        try:
            n = _number(item, "n", required=True)
            span = _span(item, "start", "end")
            if n is not None and span is not None:
                found.append(Cited(n, span, _number(item, "page", required=False)))
        except (AddressError, AttributeError):
            continue
    return tuple(found)


def _span(fields: Mapping[str, object], first: str, last: str, *, required: bool = True) -> Span | None:
    start = _number(fields, first, required=required)
    end = _number(fields, last, required=required)
    if start is None or end is None:
        return None
    if end <= start:
        raise AddressError(text.ADDRESS_BROKEN.format(field=last, expected=f"a number greater than {first}"))
    return Span(start, end)


def _words(fields: Mapping[str, object], name: str) -> str:
    value = fields.get(name)
    return " ".join(value.split())[:MAX_SEARCH] if isinstance(value, str) else ""


def _field(fields: Mapping[str, object], name: str, shape: re.Pattern[str], expected: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not shape.fullmatch(value):
        raise AddressError(text.ADDRESS_BROKEN.format(field=name, expected=expected))
    return value


def _number(fields: Mapping[str, object], name: str, *, required: bool) -> int | None:
    value = fields.get(name)
    if value in (None, "") and not required:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int) or not _WHOLE_NUMBER.fullmatch(str(value)):
        raise AddressError(text.ADDRESS_BROKEN.format(field=name, expected="a whole number"))
    return int(value)
