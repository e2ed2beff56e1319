"""Finding one's way in a report: words in it, a printed paragraph, its headings."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ingest.model import Heading, Passage, Segment
from web import text
from web.markup import element, join
from web.source_address import Address, Span

MOST_HITS = 200
LISTED = 40
AROUND = 60
SHORTEST = 2

_QUOTES, _DASHES = "['’‘`ʼ]", "[-‐‑–—]"


@dataclass(frozen=True, slots=True)
class Report:
    """One version of a review, as far as it is needed to find one's way in it."""

    body: str
    passages: Sequence[Passage]
    headings: Sequence[Heading]
    segments: Sequence[Segment]

    def page_of(self, offset: int) -> int | None:
        """The page on which the character at an offset stands; None where the format has no pages."""
        index = bisect_right([segment.start for segment in self.segments], offset) - 1
        return self.segments[index].page if index >= 0 else None


@dataclass(frozen=True, slots=True)
class Found:
    """What was looked for: the hits in text order, which of them is looked at, and the stretch to show.

    ``missing`` is the printed paragraph that was asked for and is not there.
    """

    hits: tuple[Span, ...] = ()
    now: int = 0
    look: Span | None = None
    missing: str = ""


def look_for(report: Report, address: Address) -> Found:
    """Find what an address looks for beside its quote."""
    hits = search(report.body, address.search)
    now = min(address.hit, len(hits) - 1) if hits else 0
    if address.paragraph:
        place = paragraph_span(report.passages, address.paragraph)
        return Found(hits, now, place, "" if place else address.paragraph)
    if address.look is not None or not hits or address.shown is not None:
        return Found(hits, now, address.look)
    return Found(hits, now, hits[now])


def search(body: str, wanted: str) -> tuple[Span, ...]:
    """Find words in a text, in any case, over line ends, whichever quotation marks and dashes are used."""
    words = wanted.split()
    if len("".join(words)) < SHORTEST:
        return ()
    pattern = re.compile(r"\s+".join(_spelt(word) for word in words), re.I)
    found = []
    for match in pattern.finditer(body):
        found.append(Span(match.start(), match.end()))
        if len(found) == MOST_HITS:
            break
    return tuple(found)


def paragraph_span(passages: Sequence[Passage], number: str) -> Span | None:
    """Find the printed paragraph of a number ("4.12", "12."); of several with the same number the first."""
    wanted = number.strip().rstrip(".").casefold()
    one = next((p for p in passages if p.paragraph and p.paragraph.casefold() == wanted), None)
    return Span(one.start, one.end) if one else None


def finding_html(report: Report, address: Address, found: Found) -> Markup:
    """Return the part of the view where words, paragraphs and headings of the report are found."""
    searched = bool(address.search or address.paragraph)
    numbered = any(passage.paragraph for passage in report.passages)
    inside = [
        _form("search", text.FIND_WORDS, address.search, text.FIND_WORDS_DO, kind="search"),
        _hits(report, address, found) if address.search else None,
        _form("paragraph", text.FIND_PARAGRAPH, address.paragraph, text.FIND_PARAGRAPH_DO) if numbered else None,
        element("p", text.FIND_NO_PARAGRAPH.format(number=found.missing), role="status") if found.missing else None,
    ]
    tools = element("details", element("summary", text.FIND), inside, open=searched, class_="rl-find", data_keep="find")
    return join([tools, outline_html(report, found.look.start if found.look else address.start)])


def outline_html(report: Report, here: int) -> Markup | None:
    """Return the headings as a nested list, the one that ``here`` stands under marked."""
    if not report.headings:
        return None
    current = max((i for i, heading in enumerate(report.headings) if heading.start <= here), default=-1)
    nested, _ = _nest(report, 0, 0, current)
    summary = element("summary", text.OUTLINE)
    return element(
        "details", summary, element("nav", nested, aria_label=text.OUTLINE), class_="rl-outline", data_keep="outline"
    )


def _nest(report: Report, place: int, level: int, current: int) -> tuple[Markup, int]:
    """Return the list of the headings from ``place`` on that are deeper than ``level``, and where it ends."""
    items = []
    headings = report.headings
    while place < len(headings) and headings[place].level > level:
        own, at = headings[place], place
        place += 1
        below: Markup | None = None
        if place < len(headings) and headings[place].level > own.level:
            below, place = _nest(report, place, own.level, current)
        items.append(element("li", _heading(report, own, current=at == current), below))
    return element("ul", items), place


def _heading(report: Report, heading: Heading, *, current: bool) -> Markup:
    page = report.page_of(heading.start)
    return element(
        "button",
        element("bdi", heading.text),
        element("span", f", page {page}", class_="rl-quiet") if page is not None else None,
        type="button",
        class_="rl-link",
        data_at=heading.start,
        data_until=heading.end,
        aria_current="location" if current else None,
    )


def _form(name: str, label: str, value: str, do: str, *, kind: str = "text") -> Markup:
    field = f"rl-source-{name}"
    return element(
        "form",
        element("label", label, for_=field),
        element(
            "div",
            element("input", id=field, name=name, type=kind, value=value, maxlength=200, autocomplete="off"),
            element("button", do, type="submit", class_="rl-button"),
            class_="rl-field",
        ),
        data_form="find",
        class_="rl-form",
        role="search" if kind == "search" else None,
    )


def _hits(report: Report, address: Address, found: Found) -> Markup:
    hits = found.hits
    if not hits:
        return element("p", text.FIND_NONE.format(words=address.search), role="status", id="rl-hits-said")
    most = text.FIND_FIRST if len(hits) == MOST_HITS else ""
    said = text.FIND_SOME.format(now=found.now + 1, count=len(hits)) + most
    listed = [_hit(report, i, hit, now=i == found.now) for i, hit in enumerate(hits[:LISTED])]
    more = element("p", text.FIND_MORE.format(count=LISTED), class_="rl-quiet") if len(hits) > LISTED else None
    return join(
        [
            element("p", said, role="status", id="rl-hits-said", tabindex="-1"),
            element(
                "p",
                _step(text.FIND_PREVIOUS, found.now - 1, len(hits), "previous-hit"),
                _step(text.FIND_NEXT, found.now + 1, len(hits), "next-hit"),
                class_="rl-actions",
            ),
            element(
                "details",
                element("summary", text.FIND_LIST),
                element("ol", listed, class_="rl-hits"),
                more,
                data_keep="hits",
            ),
        ]
    )


def _step(words: str, hit: int, count: int, way: str) -> Markup:
    off = None if 0 <= hit < count else "true"
    return element("button", words, type="button", class_="rl-link", data_hit=hit, data_turned=way, aria_disabled=off)


def _hit(report: Report, number: int, hit: Span, *, now: bool) -> Markup:
    page = report.page_of(hit.start)
    start, end = max(0, hit.start - AROUND), min(len(report.body), hit.end + AROUND)
    before, after = report.body[start : hit.start].lstrip(), report.body[hit.end : end].rstrip()
    return element(
        "li",
        element(
            "button",
            f"Page {page}" if page is not None else f"Place {number + 1}",
            type="button",
            class_="rl-link",
            data_hit=number,
            aria_current="true" if now else None,
        ),
        " ",
        element("bdi", "…", before, element("mark", report.body[hit.start : hit.end]), after, "…"),
    )


def _spelt(word: str) -> str:
    """One word as a pattern in which every quotation mark and dash stands for its like."""
    return "".join(
        _QUOTES if re.fullmatch(_QUOTES, letter) else _DASHES if re.fullmatch(_DASHES, letter) else re.escape(letter)
        for letter in word
    )
