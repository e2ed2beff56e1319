"""The table of reviews: searched and sorted on the server, so that it works without script and by address."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, cast
from urllib.parse import urlencode

from markupsafe import Markup

from vectorstore import ReviewRecord
from web import library_words as words
from web import text
from web.markup import Child, element, join

Column = Literal["title", "kind", "authority", "published", "pages", "passages", "added"]
ROWS: Final = 100

_KEYS: Final[Mapping[Column, Callable[[ReviewRecord], tuple[bool, str | int]]]] = {
    "title": lambda record: (False, name_of(record).casefold()),
    "kind": lambda record: (not record.kind, text.kind_name(record.kind).casefold()),
    "authority": lambda record: (not record.local_authority, (record.local_authority or "").casefold()),
    "published": lambda record: (not record.published, record.published.toordinal() if record.published else 0),
    "pages": lambda record: (False, record.pages),
    "passages": lambda record: (False, record.passages),
    "added": lambda record: (False, record.added_at.isoformat()),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address of the list asks for."""

    query: str = ""
    sort: Column = "title"
    down: bool = False
    part: int = 1
    withdrawn: bool = False

    def address(self, base: str = "/library") -> str:
        """The address that asks for this."""
        fields: dict[str, str | int] = {}
        if self.withdrawn:
            fields["withdrawn"] = "yes"
        if self.query:
            fields["q"] = self.query
        if self.sort != "title" or self.down:
            fields |= {"sort": self.sort, "order": "down" if self.down else "up"}
        if self.part > 1:
            fields["part"] = self.part
        return f"{base}?{urlencode(fields)}" if fields else base


def read_wanted(fields: Mapping[str, str]) -> Wanted:
    """Read the list's address; what cannot be used is as if it were not there."""
    sort = fields.get("sort", "title")
    part = fields.get("part", "1")
    return Wanted(
        fields.get("q", "").strip()[:200],
        cast(Column, sort) if sort in _KEYS else "title",
        fields.get("order") == "down",
        max(1, int(part)) if part.isascii() and part.isdigit() and len(part) < 6 else 1,
        fields.get("withdrawn") == "yes",
    )


def chosen(records: Sequence[ReviewRecord], wanted: Wanted) -> list[ReviewRecord]:
    """The reviews that have every word that is asked for, in the order asked for; what is not known comes last."""
    asked = wanted.query.casefold().split()
    found = [record for record in records if all(word in _searched(record) for word in asked)]
    key = _KEYS[wanted.sort]
    known = sorted((record for record in found if not key(record)[0]), key=key, reverse=wanted.down)
    return known + [record for record in found if key(record)[0]]


def name_of(record: ReviewRecord) -> str:
    """What a review is called in the list: its title, else its file."""
    return record.title or record.file


def _searched(record: ReviewRecord) -> str:
    parts = (
        record.title or "",
        record.local_authority or "",
        record.kind or "",
        text.kind_name(record.kind),
        record.file,
        record.review_id,
        *record.themes,
        text.long_date(record.published) or "",
    )
    return " ".join(parts).casefold()


def list_html(records: Sequence[ReviewRecord], wanted: Wanted, earlier: Mapping[str, int], withdrawn: int) -> Markup:
    """The whole list page below its heading: search, actions, table, and the way to its other parts."""
    found = chosen(records, wanted)
    last = max(1, -(-len(found) // ROWS))
    part = min(wanted.part, last)
    shown = found[(part - 1) * ROWS : part * ROWS]
    counted = words.SHOWN if wanted.query else words.SHOWN_ALL
    empty = words.NONE_FOUND if wanted.query else words.WITHDRAWN_NONE if wanted.withdrawn else words.NONE_YET
    return join(
        [
            _search(wanted),
            _actions(wanted, withdrawn),
            element("p", counted.format(shown=len(found), total=len(records)), role="status", class_="rl-quiet"),
            _table(shown, wanted, earlier) if shown else element("p", empty),
            _parts(wanted, part, last),
        ]
    )


def _search(wanted: Wanted) -> Markup:
    again = element("a", words.SHOW_ALL, href=replace(wanted, query="", part=1).address()) if wanted.query else None
    return element(
        "form",
        element("label", words.SEARCH, for_="q"),
        element("span", words.SEARCH_HELP, id="q-help", class_="rl-quiet"),
        element(
            "span",
            element("input", id="q", name="q", type="search", value=wanted.query, aria_describedby="q-help"),
            element("button", words.SEARCH_BUTTON, type="submit", class_="rl-button"),
            again,
            class_="rl-together",
        ),
        element("input", type="hidden", name="withdrawn", value="yes") if wanted.withdrawn else None,
        element("input", type="hidden", name="sort", value=wanted.sort),
        element("input", type="hidden", name="order", value="down" if wanted.down else "up"),
        role="search",
        action="/library",
        class_="rl-form",
    )


def _actions(wanted: Wanted, withdrawn: int) -> Markup:
    other = (
        element("a", words.BACK_TO_LIST, href="/library")
        if wanted.withdrawn
        else element("a", f"{words.WITHDRAWN_LIST} ({withdrawn})", href=Wanted(withdrawn=True).address())
    )
    return element(
        "ul",
        element("li", element("a", words.ADD, href="/library/add")),
        element("li", other),
        element("li", element("a", words.LIST_CSV, href=wanted.address("/library/list.csv"))),
        class_="rl-actions",
    )


def _table(records: Sequence[ReviewRecord], wanted: Wanted, earlier: Mapping[str, int]) -> Markup:
    heads = [_head(cast(Column, column), name, wanted) for column, name in words.COLUMNS.items()]
    heads.append(element("th", words.NOTES, scope="col", role="columnheader"))
    return element(
        "table",
        element("caption", words.WITHDRAWN_LIST if wanted.withdrawn else words.TITLE, class_="rl-unseen"),
        element("thead", element("tr", heads, role="row"), role="rowgroup"),
        element("tbody", [_row(record, earlier.get(record.review_id, 0)) for record in records], role="rowgroup"),
        class_="rl-table",
        role="table",
    )


def _head(column: Column, name: str, wanted: Wanted) -> Markup:
    current = wanted.sort == column
    following = replace(wanted, sort=column, down=current and not wanted.down, part=1)
    order = ("descending" if wanted.down else "ascending") if current else None
    arrow = element("span", " ▼" if wanted.down else " ▲", aria_hidden="true") if current else None
    link = element("a", name, arrow, href=following.address())
    return element("th", link, scope="col", role="columnheader", aria_sort=order)


def _row(record: ReviewRecord, earlier: int) -> Markup:
    notes: list[str] = []
    if record.ocr_pages:
        notes.append(words.SCANNED.format(ocr=record.ocr_pages, pages=record.pages))
    if earlier:
        notes.append(words.EARLIER.format(count=text.count_of(earlier, "version")))
    if record.warnings:
        notes.append(text.count_of(len(record.warnings), "warning"))
    cells: list[tuple[str, Child]] = [
        ("kind", text.kind_name(record.kind) if record.kind else words.NOT_KNOWN),
        ("authority", text.place_name(record.local_authority) if record.local_authority else words.NOT_KNOWN),
        ("published", text.long_date(record.published) or words.NOT_KNOWN),
        ("pages", f"{record.pages:,}" if record.pages else "–"),
        ("passages", f"{record.passages:,}"),
        ("added", text.long_date(record.added_at.date())),
    ]
    link = element("a", element("bdi", name_of(record)), href=review_address(record.review_id))
    return element(
        "tr",
        element("th", link, scope="row", role="rowheader"),
        [element("td", element("bdi", cell), role="cell", data_label=words.COLUMNS[column]) for column, cell in cells],
        element("td", "; ".join(notes) or "–", role="cell", data_label=words.NOTES),
        role="row",
    )


def _parts(wanted: Wanted, part: int, last: int) -> Markup | None:
    if last == 1:
        return None
    steps = [(part - 1, text.PAGE_PREVIOUS), (part + 1, text.PAGE_NEXT)]
    links = [
        element("li", element("a", name, href=replace(wanted, part=number).address()))
        for number, name in steps
        if 1 <= number <= last
    ]
    where = element("li", words.PART_OF.format(number=part, count=last), aria_current="page")
    return element("nav", element("ul", where, links, class_="rl-actions"), aria_label=words.PAGES_OF_LIST)


def review_address(review_id: str, done: str = "") -> str:
    """The address of a review's own page; ``done`` is what to say that has just been done."""
    return "/library/review?" + urlencode({"id": review_id} | ({"done": done} if done else {}))


def address_of(page: str, review_id: str, /, **fields: str | int) -> str:
    """The address of a page about one review."""
    return f"/library/{page}?" + urlencode({"id": review_id} | fields)
