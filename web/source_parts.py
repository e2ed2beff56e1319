"""The parts of an opened source: its bar, its reference and quotation, the picture of the page, the words around."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from markupsafe import Markup

from ingest.model import Page, Passage, WordBox
from vectorstore import ReviewRecord
from web import text
from web.highlight import Box, Marks, page_stretches
from web.markup import element, join, web_address
from web.page_picture import mark_rect, page_picture
from web.reference import full_reference, heading_words, place_words, review_name
from web.source_address import Address, Cited, Span

CONTEXT_PASSAGES = 1


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the text to mark, and how."""

    span: Span
    look: str = ""


def bar_html(title: str, pages: Markup | None) -> Markup:
    """Return the head that stays in sight: which review, which page, and the way out."""
    hidden = element("span", text.CLOSE_WHAT, class_="rl-hidden")
    return element(
        "header",
        element(
            "div",
            element("h2", title, id="rl-source-title", tabindex="-1"),
            element("button", text.CLOSE, hidden, type="button", class_="rl-link", id="rl-close-source"),
            class_="rl-source-top",
        ),
        pages,
        class_="rl-source-bar",
    )


def about_html(
    review: ReviewRecord, body: str, address: Address, quoted: Page | None, passage: Passage | None, *, scanned: bool
) -> Markup:
    """Return the reference, the headings above and the quoted words, ready to copy."""
    details = review.details
    paragraph = passage.paragraph if passage else None
    where = place_words(quoted.number, quoted.label, paragraph) if quoted else place_words(None, None, paragraph)
    reference = full_reference(
        local_authority=details.local_authority,
        title=details.title,
        file=review.file,
        kind=details.kind,
        published=details.published,
        place=where,
    )
    headings = heading_words(passage.heading_path, details.title) if passage else ""
    quote = body[address.start : address.end]
    return join(
        [
            element("p", reference, class_="rl-reference"),
            None
            if review.current
            else element("p", text.WITHDRAWN if review.withdrawn else text.SUPERSEDED, class_="rl-notice"),
            element("p", headings, class_="rl-quiet") if headings else None,
            element("blockquote", element("bdi", quote), class_="rl-quote"),
            element("p", element("strong", text.SCAN), ". ", text.SCAN_HELP, class_="rl-notice") if scanned else None,
            _copies(quote, reference),
        ]
    )


def publisher_html(review: ReviewRecord, page: int | None) -> Markup | None:
    """Return the way to the publisher's own copy, at the page where its format allows that."""
    address = web_address(review.details.url)
    if address is None:
        return None
    words = text.PUBLISHER
    if page is not None and urlsplit(address).path.lower().endswith(".pdf") and not urlsplit(address).fragment:
        address, words = f"{address}#page={page}", text.PUBLISHER_PAGE.format(page=page)
    link = element("a", words, href=address, target="_blank", rel="noopener noreferrer", class_="rl-link")
    return element("p", link, class_="rl-actions")


def marks_html(marks: Marks, shown: int, quoted: int | None, *, looking: bool) -> Markup:
    """Say how far the quoted words are marked on the page that is shown."""
    lines = []
    if marks.boxes:
        lines += [text.RUNS_FROM] if marks.runs_from else []
        lines += [text.RUNS_ON] if marks.runs_on else []
    elif quoted is not None and shown != quoted:
        lines.append(text.OTHER_PAGE.format(page=f"page {quoted}"))
    elif not looking:
        lines.append(text.NOT_PLACED)
    return join([element("p", line, class_="rl-quiet rl-marks-note") for line in lines])


def page_buttons(page: Page, count: int, quoted: int | None) -> Markup:
    """Return the way to the pages beside the one that is shown, and the size of its picture."""

    def turn_to(number: int, label: str, way: str) -> Markup:
        off = None if 1 <= number <= count else "true"
        return element(
            "button",
            label,
            element("span", " page", class_="rl-hidden") if way != "back" else None,
            type="button",
            class_="rl-link",
            data_shown=number,
            data_turned=way,
            aria_disabled=off,
        )

    printed = f" (printed {page.label})" if page.label and page.label != str(page.number) else ""
    back = turn_to(quoted, text.PAGE_BACK, "back") if quoted is not None and quoted != page.number else None
    return element(
        "nav",
        turn_to(page.number - 1, text.PAGE_PREVIOUS, "previous"),
        element("span", f"Page {page.number} of {count}{printed}", class_="rl-page-number", aria_live="polite"),
        turn_to(page.number + 1, text.PAGE_NEXT, "next"),
        back,
        element(
            "span",
            element("button", text.ZOOM_OUT, type="button", class_="rl-link", data_zoom="out"),
            element("span", "100 %", class_="rl-zoom-now", aria_live="polite"),
            element("button", text.ZOOM_IN, type="button", class_="rl-link", data_zoom="in"),
            class_="rl-zoom",
            role="group",
            aria_label=text.ZOOM,
        ),
        class_="rl-page-bar",
        aria_label="Pages of the report",
    )


def also_cited_html(address: Address, others: Sequence[Cited]) -> Markup | None:
    """Return the answer's other citations on the page that is shown, each opening its own words."""
    if not others:
        return None
    chips = [
        element(
            "button",
            str(cited.n),
            type="button",
            class_="rl-chip",
            aria_label=f"Source {cited.n}" + (f", page {cited.page}" if cited.page is not None else ""),
            data_n=cited.n,
            data_review=address.review_id,
            data_version=address.version,
            data_page=cited.page,
            data_start=cited.span.start,
            data_end=cited.span.end,
        )
        for cited in others
    ]
    return element("p", text.ALSO_CITED + " ", join([[chip, " "] for chip in chips]), class_="rl-also-cited")


def picture_html(review: ReviewRecord, page: Page, marks: Marks, hits: Sequence[tuple[Box, bool]]) -> Markup:
    """Return the picture of a page with the quoted words marked, and ``hits`` with whether each is looked at."""
    spoken = text.PAGE_IMAGE_ALT_MARKED if marks.boxes else text.PAGE_IMAGE_ALT
    alt = spoken.format(page=f"page {page.number}", name=review_name(review))
    rects = [mark_rect(box, "rl-hit-now" if now else "rl-hit") for box, now in hits]
    rects += [mark_rect(box, "rl-quoted") for box in marks.boxes]
    missing = element("figcaption", text.PAGE_IMAGE_MISSING, class_="rl-picture-missing", hidden=True)
    figure = page_picture(review, page, alt, "(min-width: 64rem) 44rem, 100vw", rects, missing)
    return element(
        "div", figure, class_="rl-picture-frame", tabindex="0", role="region", aria_label=text.PICTURE_REGION
    )


def page_text_html(body: str, words: Sequence[WordBox], marks: Sequence[Mark]) -> Markup:
    """Return the words of the page that is shown, as text."""
    parts = [
        element("p", _marked(body, start, end, marks))
        for stretch in page_stretches(words)
        for start, end in _lines(body, *stretch)
    ]
    inside: list[Markup] = parts or [element("p", text.PAGE_TEXT_NONE)]
    return element(
        "details",
        element("summary", text.PAGE_TEXT),
        element("div", inside, class_="rl-page-text"),
        class_="rl-words",
        data_keep="words",
    )


def context_html(body: str, passages: Sequence[Passage], here: Span, marks: Sequence[Mark], heading: str) -> Markup:
    """Show a stretch in its passage, with the passages before and after it."""
    at = next((i for i, p in enumerate(passages) if p.start <= here.start < p.end), None)
    if at is None:
        spans: list[tuple[int, int, str | None]] = [(max(0, here.start - 300), min(len(body), here.end + 300), None)]
    else:
        near = passages[max(0, at - CONTEXT_PASSAGES) : at + CONTEXT_PASSAGES + 1]
        spans = [(p.start, max(p.end, here.end) if p is passages[at] else p.end, p.paragraph) for p in near]
    paragraphs = []
    for start, end, number in spans:
        printed = element("span", f"{number} ", class_="rl-quiet") if number else None
        paragraphs.append(element("p", printed, _marked(body, start, end, marks)))
    around = element("div", paragraphs, class_="rl-page-text")
    return element("section", element("h3", heading), around, class_="rl-context")


def _copies(quote: str, reference: str) -> Markup:
    words = f"“{quote}” ({reference.rstrip('.')})"
    html = element("blockquote", element("p", element("bdi", quote))) + element("p", reference)
    outcomes = {"data_copied": text.COPIED, "data_quoted": text.QUOTED, "data_not_copied": text.COPY_FAILED}
    return join(
        [
            element(
                "p",
                element(
                    "button",
                    text.COPY_QUOTE,
                    type="button",
                    class_="rl-link",
                    data_copy="quote",
                    data_words=words,
                    data_html=str(html),
                ),
                element("button", text.COPY_ADDRESS, type="button", class_="rl-link", data_copy="address"),
                class_="rl-actions",
            ),
            element("p", "", role="status", class_="rl-quiet rl-copied", **outcomes),
        ]
    )


def _marked(body: str, start: int, end: int, marks: Sequence[Mark]) -> Markup:
    """Return ``body[start:end]`` with what is marked marked; where marks overlap the first of them holds."""
    parts: list[Markup | str] = []
    here = start
    for mark in sorted(marks, key=lambda m: m.span.start):
        first, last = max(here, mark.span.start), min(end, mark.span.end)
        if first < last:
            parts += [body[here:first], element("mark", body[first:last], class_=mark.look or None)]
            here = last
    return element("bdi", parts, body[here:end])


def _lines(body: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Split a stretch at its line ends, so that paragraphs stay apart."""
    for match in re.finditer(r"[^\n]+", body[start:end]):
        if match.group().strip():
            yield start + match.start(), start + match.end()
