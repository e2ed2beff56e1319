"""One review's own page: its details and where each is from, what was noticed, its versions, and what was changed."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from desk.details_form import FIELDS, LABELS
from ingest.model import DetailField
from vectorstore import Change, ReviewRecord
from web import library_words as words
from web import text
from web.access import Visitor
from web.library_list import address_of
from web.markup import Child, element, join, web_address


def review_html(
    record: ReviewRecord, versions: Sequence[ReviewRecord], changes: Sequence[Change], visitor: Visitor, done: str
) -> Markup:
    """What stands on a review's page below its heading; ``done`` names what has just been done."""
    return join(
        [
            element("p", element("a", words.BACK_TO_LIST, href="/library")),
            element("p", words.DONE[done], class_="rl-notice", role="status") if done in words.DONE else None,
            element("p", words.WITHDRAWN, class_="rl-notice") if record.withdrawn else None,
            _scanned(record),
            _actions(record, visitor),
            element("h2", words.DETAILS),
            _details(record),
            _warnings(record),
            element("h2", words.VERSIONS),
            _versions(versions),
            element("h2", words.HISTORY),
            _history(changes) if changes else element("p", words.NO_HISTORY),
        ]
    )


def _scanned(record: ReviewRecord) -> Markup | None:
    if not record.ocr_pages:
        return None
    said = words.SCANNED.format(ocr=record.ocr_pages, pages=record.pages)
    return element("p", element("strong", said), ". ", text.SCAN_HELP, class_="rl-notice")


def _actions(record: ReviewRecord, visitor: Visitor) -> Markup:
    links = [
        ("edit", words.EDIT),
        ("replace", words.REPLACE) if not record.withdrawn else None,
        ("withdraw", words.WITHDRAW) if not record.withdrawn else ("restore", words.RESTORE),
        ("erase", words.ERASE) if visitor.may("administer") else None,
    ]
    items = [element("a", name, href=address_of(page, record.review_id)) for page, name in filter(None, links)]
    items.append(
        element("a", words.UNDERSTOOD, href=address_of("understood", record.review_id, version=record.version))
    )
    return element("ul", [element("li", item) for item in items], class_="rl-actions")


def _details(record: ReviewRecord) -> Markup:
    rows = [_row(LABELS[name], _detail(record, name), _origin(record, name)) for name in FIELDS]
    rows += [
        _row(words.FILE, element("bdi", record.file), words.size_words(record.size)),
        _row(words.COLUMNS["pages"], f"{record.pages:,}" if record.pages else "–"),
        _row(words.PASSAGES, f"{record.passages:,}"),
        _row(words.COLUMNS["added"], text.long_date(record.added_at.date())),
    ]
    return element("dl", rows, class_="rl-details")


def _row(name: str, value: Child, note: str | None = None) -> Markup:
    said = element("span", f" ({note})", class_="rl-quiet") if note else None
    return element("div", element("dt", name), element("dd", value, said))


def _detail(record: ReviewRecord, name: DetailField) -> Child:
    details = record.details
    match name:
        case "kind":
            return f"{text.kind_name(details.kind)} ({details.kind})" if details.kind else words.NOT_KNOWN
        case "local_authority":
            return text.place_name(details.local_authority) if details.local_authority else words.NOT_KNOWN
        case "published":
            return text.long_date(details.published) or words.NOT_KNOWN
        case "url":
            address = web_address(details.url)
            link = (
                element("a", details.url, href=address, rel="noopener noreferrer nofollow") if address else details.url
            )
            return link or words.NOT_KNOWN
        case "themes":
            return "; ".join(details.themes) or words.NOT_KNOWN
        case "title":
            return element("bdi", details.title) if details.title else words.NOT_KNOWN


def _origin(record: ReviewRecord, name: DetailField) -> str | None:
    source = record.details.sources.get(name)
    return words.FROM[source] if source else None


def _warnings(record: ReviewRecord) -> Markup | None:
    if not record.warnings:
        return None
    items = [element("li", words.noticed(warning)) for warning in record.warnings]
    return element("h2", words.WARNINGS) + element("ul", items, class_="rl-warnings")


def _versions(versions: Sequence[ReviewRecord]) -> Markup:
    heads = (words.VERSION, words.COLUMNS["added"], words.FILE, words.COLUMNS["pages"], words.PASSAGES, "")
    rows = [[*_version(version)] for version in reversed(versions)]
    return table(words.VERSIONS, heads, rows)


def _version(record: ReviewRecord) -> tuple[Child, ...]:
    state = words.CURRENT if record.current else words.VERSION_WITHDRAWN if record.withdrawn else words.SUPERSEDED
    where = {"version": record.version}
    return (
        [element("code", record.version), element("br"), state],
        text.long_date(record.added_at.date()),
        element("bdi", record.original_name),
        f"{record.pages:,}" if record.pages else "–",
        f"{record.passages:,}",
        [
            element("a", words.UNDERSTOOD, href=address_of("understood", record.review_id, **where)),
            element("br"),
            element("a", words.ORIGINAL, href=address_of("original", record.review_id, **where)),
        ],
    )


def _history(changes: Sequence[Change]) -> Markup:
    heads = (words.WHEN, words.WHO, words.WHAT, words.BEFORE, words.AFTER)
    rows: list[list[Child]] = [
        [
            f"{text.long_date(change.at.date())}, {change.at:%H:%M} UTC",
            change.by or words.NOBODY,
            words.CHANGED_WORDS[change.field] if change.field in words.CHANGED_WORDS else LABELS[_detail_name(change)],
            element("bdi", change.old or "–"),
            element("bdi", change.new or "–"),
        ]
        for change in changes
    ]
    return table(words.HISTORY, heads, rows)


def _detail_name(change: Change) -> DetailField:
    return next(name for name in FIELDS if name == change.field)


def table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[Child]]) -> Markup:
    """A table whose rows become blocks on a narrow screen; the roles hold where the style takes them from the tags."""
    made = [
        element(
            "tr",
            element("th", row[0], scope="row", role="rowheader"),
            [element("td", cell, role="cell", data_label=name) for name, cell in zip(heads[1:], row[1:], strict=True)],
            role="row",
        )
        for row in rows
    ]
    columns = [
        element("th", name, scope="col", role="columnheader") if name else element("td", "", role="cell")
        for name in heads
    ]
    return element(
        "table",
        element("caption", caption, class_="rl-unseen"),
        element("thead", element("tr", columns, role="row"), role="rowgroup"),
        element("tbody", made, role="rowgroup"),
        class_="rl-table",
        role="table",
    )
