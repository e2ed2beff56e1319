"""A source in its report: the page with the quoted words marked, or the paragraph in its context."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator, Mapping, Sequence

from markupsafe import Markup

from ingest.model import Page, Passage, WordBox
from vectorstore import LibraryError, NotInLibrary, ReviewRecord
from web import text
from web.faces import LibraryFace
from web.highlight import Box, line_boxes, place, words_of
from web.in_report import Found, Report, finding_html, look_for
from web.markup import element, join
from web.reference import review_name
from web.source_address import Address, AddressError, Cited, Span, read_address
from web.source_parts import (
    Mark,
    about_html,
    also_cited_html,
    bar_html,
    context_html,
    marks_html,
    page_buttons,
    page_text_html,
    picture_html,
    publisher_html,
)

__all__ = ["Address", "AddressError", "open_source", "opening_html", "read_address", "source_html"]

logger = logging.getLogger(__name__)


def open_source(library: LibraryFace, fields: Mapping[str, object]) -> dict[str, str]:
    """Return the source view for an address: ``html``, and the ``query`` that opens it again ("" when it failed)."""
    try:
        address = read_address(fields)
        return {"html": str(source_html(library, address)), "query": address.query()}
    except AddressError as error:
        return {"html": str(_problem(str(error))), "query": ""}
    except NotInLibrary:
        return {"html": str(_problem(text.ADDRESS_UNKNOWN)), "query": ""}
    except LibraryError as error:
        return {"html": str(_problem(str(error))), "query": ""}
    except Exception:
        reference = uuid.uuid4().hex[:8]
        logger.exception("opening a source failed (%s)", reference)
        return {"html": str(_problem(text.SOURCE_FAILED.format(reference=reference))), "query": ""}


def source_html(library: LibraryFace, address: Address) -> Markup:
    """Return the view of one source. Raises AddressError and NotInLibrary."""
    review = library.review(address.review_id, address.version)
    body = library.text(address.review_id, address.version)
    if address.end > len(body) or (address.look is not None and address.look.end > len(body)):
        raise AddressError(text.ADDRESS_NO_SPAN)
    report = Report(
        body,
        [stored.passage for stored in library.passages(address.review_id, address.version)],
        library.headings(address.review_id, address.version),
        library.segments(address.review_id, address.version),
    )
    found = look_for(report, address)
    pages = list(library.pages(address.review_id, address.version))
    if pages:
        return _on_page(library, review, report, found, address, pages)
    return _in_text(review, report, found, address)


def opening_html() -> Markup:
    """Return what stands in the view until the source arrives."""
    return bar_html(text.OPENING + "…", None)


def _on_page(
    library: LibraryFace, review: ReviewRecord, report: Report, found: Found, address: Address, pages: Sequence[Page]
) -> Markup:
    passage = _passage_at(report.passages, address.start)
    quoted = address.page if address.page is not None else passage.page if passage else None
    shown = _shown(report, found, address, quoted)
    for number in (shown, quoted):
        if number is not None and not 1 <= number <= len(pages):
            raise AddressError(text.ADDRESS_NO_PAGE.format(count=len(pages), page=number))
    page, quoted_page = pages[shown - 1], pages[quoted - 1] if quoted else None
    words = {n: _words(library, address, n, len(pages)) for n in (shown - 1, shown, shown + 1)}
    marks = place(words[shown - 1], words[shown], words[shown + 1], report.body, address.start, address.end)
    scanned = page.ocr or bool(quoted_page and quoted_page.ocr) or bool(passage and passage.ocr)
    looking = found.look is not None or bool(found.hits)
    return join(
        [
            bar_html(review_name(review), page_buttons(page, len(pages), quoted)),
            about_html(review, report.body, address, quoted_page, passage, scanned=scanned),
            also_cited_html(address, _also_cited(report, address, shown)),
            finding_html(report, address, found),
            marks_html(marks, shown, quoted, looking=looking),
            picture_html(review, page, marks, list(_hit_boxes(words[shown], found))),
            page_text_html(report.body, words[shown], _text_marks(address, found)),
            publisher_html(review, shown),
        ]
    )


def _in_text(review: ReviewRecord, report: Report, found: Found, address: Address) -> Markup:
    """Return the view of a report without pages: the words in their paragraph."""
    passage = _passage_at(report.passages, address.start)
    marks = _text_marks(address, found)
    quote = Span(address.start, address.end)
    here = context_html(report.body, report.passages, quote, marks, text.CONTEXT_HEADING)
    if found.look is not None:
        there = context_html(report.body, report.passages, found.look, marks, text.CONTEXT_LOOKED)
        here = there + here
    return join(
        [
            bar_html(review_name(review), None),
            about_html(review, report.body, address, None, passage, scanned=False),
            also_cited_html(address, [c for c in address.cited if c.span.start != address.start]),
            finding_html(report, address, found),
            here,
            publisher_html(review, None),
        ]
    )


def _shown(report: Report, found: Found, address: Address, quoted: int | None) -> int:
    """Return the page to show: the one asked for, else where what is looked for stands, else the quoted one."""
    if address.shown is not None:
        return address.shown
    if found.look is not None and (page := report.page_of(found.look.start)) is not None:
        return page
    return quoted if quoted is not None else 1


def _also_cited(report: Report, address: Address, shown: int) -> list[Cited]:
    return [
        cited
        for cited in address.cited
        if cited.span.start != address.start
        and cited.span.end <= len(report.body)
        and report.page_of(cited.span.start) == shown
    ]


def _hit_boxes(words: Sequence[WordBox], found: Found) -> Iterator[tuple[Box, bool]]:
    """Yield the boxes of what is looked for on a page, each with whether it is what is looked at now."""
    if found.look is not None and found.look not in found.hits:
        yield from ((box, True) for box in line_boxes(words_of(words, found.look.start, found.look.end)))
    for number, hit in enumerate(found.hits):
        yield from ((box, number == found.now) for box in line_boxes(words_of(words, hit.start, hit.end)))


def _text_marks(address: Address, found: Found) -> list[Mark]:
    looked = [Mark(found.look, "rl-hit-now")] if found.look is not None and found.look not in found.hits else []
    hits = [Mark(hit, "rl-hit-now" if i == found.now else "rl-hit") for i, hit in enumerate(found.hits)]
    return [Mark(Span(address.start, address.end)), *looked, *hits]


def _words(library: LibraryFace, address: Address, page: int, count: int) -> Sequence[WordBox]:
    return library.words(address.review_id, address.version, page) if 1 <= page <= count else ()


def _passage_at(passages: Sequence[Passage], start: int) -> Passage | None:
    return next((p for p in passages if p.start <= start < p.end), None)


def _problem(message: str) -> Markup:
    return join([bar_html(text.SOURCE_PROBLEM, None), element("p", message, class_="rl-problem")])
