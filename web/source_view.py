"""A source in its report: the page with the quoted words marked, or the paragraph in its context."""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from markupsafe import Markup

from ingest.model import Page, Passage, WordBox
from vectorstore import LibraryError, NotInLibrary, ReviewRecord
from web import text
from web.faces import LibraryFace
from web.highlight import Marks, page_stretches, place
from web.markup import element, join, web_address
from web.page_image import WIDTHS
from web.reference import full_reference, heading_words, place_words, short_name

logger = logging.getLogger(__name__)

_REVIEW_ID = re.compile(r"[^\x00-\x1f\x7f]{1,200}")
_VERSION = re.compile(r"[0-9a-f]{12}")
_WHOLE_NUMBER = re.compile(r"\d{1,9}")
CONTEXT_PASSAGES = 1


class AddressError(ValueError):
    """An address that leads to no source; the message is for the person who followed it."""


@dataclass(frozen=True, slots=True)
class Address:
    """What an address of a source says. ``shown`` is the page to look at, ``page`` the one quoted from."""

    review_id: str
    version: str
    page: int | None
    start: int
    end: int
    shown: int | None = None

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
    start = _number(fields, "start", required=True)
    end = _number(fields, "end", required=True)
    if start is None or end is None or end <= start:
        raise AddressError(text.ADDRESS_BROKEN.format(field="end", expected="a number greater than start"))
    return Address(review_id, version, page, start, end, _number(fields, "shown", required=False))


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
    if address.end > len(body):
        raise AddressError(text.ADDRESS_NO_SPAN)
    pages = list(library.pages(address.review_id, address.version))
    passages = [stored.passage for stored in library.passages(address.review_id, address.version)]
    passage = _passage_at(passages, address.start)
    if not pages:
        bar = _bar(_name(review), None)
        parts = [_about(review, body, address, None, passage, scanned=False), _in_context(body, passages, address)]
        return join([bar, *parts, _actions(review)])
    quoted = address.page if address.page is not None else passage.page if passage else None
    shown = address.shown if address.shown is not None else quoted if quoted is not None else 1
    for number in (shown, quoted):
        if number is not None and not 1 <= number <= len(pages):
            raise AddressError(text.ADDRESS_NO_PAGE.format(count=len(pages), page=number))
    page, quoted_page = pages[shown - 1], pages[quoted - 1] if quoted else None
    words = {n: _words(library, address, n, len(pages)) for n in (shown - 1, shown, shown + 1)}
    marks = place(words[shown - 1], words[shown], words[shown + 1], body, address.start, address.end)
    scanned = page.ocr or bool(quoted_page and quoted_page.ocr) or bool(passage and passage.ocr)
    return join(
        [
            _bar(_name(review), _page_buttons(page, len(pages), quoted)),
            _about(review, body, address, quoted_page, passage, scanned=scanned),
            _about_marks(marks, shown, quoted),
            _picture(review, address, page, marks),
            _page_text(body, words[shown], address),
            _actions(review),
        ]
    )


def opening_html() -> Markup:
    """Return what stands in the view until the source arrives."""
    return _bar(text.OPENING + "…", None)


def _bar(title: str, pages: Markup | None) -> Markup:
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


def _about(
    review: ReviewRecord, body: str, address: Address, quoted: Page | None, passage: Passage | None, *, scanned: bool
) -> Markup:
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
    return join(
        [
            element("p", reference, class_="rl-reference"),
            None if review.current else element("p", text.SUPERSEDED, class_="rl-notice"),
            element("p", headings, class_="rl-quiet") if headings else None,
            element("blockquote", element("bdi", body[address.start : address.end]), class_="rl-quote"),
            element("p", element("strong", text.SCAN), ". ", text.SCAN_HELP, class_="rl-notice") if scanned else None,
        ]
    )


def _actions(review: ReviewRecord) -> Markup:
    publisher = web_address(review.details.url)
    leave = None
    if publisher:
        rel = "noopener noreferrer nofollow"
        leave = element("a", text.PUBLISHER, href=publisher, target="_blank", rel=rel, class_="rl-link")
    copy = element("button", text.COPY_ADDRESS, type="button", class_="rl-link", data_copy="address")
    outcomes = {"data_copied": text.COPIED, "data_not_copied": text.NOT_COPIED}
    said = element("p", "", role="status", class_="rl-quiet rl-copied", **outcomes)
    return element("p", copy, leave, class_="rl-actions") + said


def _about_marks(marks: Marks, shown: int, quoted: int | None) -> Markup:
    lines = []
    if marks.boxes:
        lines += [text.RUNS_FROM] if marks.runs_from else []
        lines += [text.RUNS_ON] if marks.runs_on else []
    elif quoted is not None and shown != quoted:
        lines.append(text.OTHER_PAGE.format(page=f"page {quoted}"))
    else:
        lines.append(text.NOT_PLACED)
    return join([element("p", line, class_="rl-quiet rl-marks-note") for line in lines])


def _page_buttons(page: Page, count: int, quoted: int | None) -> Markup:
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
        class_="rl-page-bar",
        aria_label="Pages of the report",
    )


def _picture(review: ReviewRecord, address: Address, page: Page, marks: Marks) -> Markup:
    spoken = text.PAGE_IMAGE_ALT_MARKED if marks.boxes else text.PAGE_IMAGE_ALT
    alt = spoken.format(page=f"page {page.number}", name=_name(review))
    where = urlencode({"review": address.review_id, "version": address.version, "page": page.number})
    addresses = {width: f"page-image?{where}&width={width}" for width in WIDTHS}
    rects = [
        element("rect", x=_pt(b.x0 - 1), y=_pt(b.y0 - 1), width=_pt(b.x1 - b.x0 + 2), height=_pt(b.y1 - b.y0 + 2))
        for b in marks.boxes
    ]
    overlay = Markup('<svg class="rl-marks" viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true">{}</svg>')
    return element(
        "figure",
        element(
            "img",
            src=addresses[WIDTHS[1]],
            srcset=", ".join(f"{url} {width}w" for width, url in addresses.items()),
            sizes="(min-width: 64rem) 44rem, 100vw",
            alt=alt,
            width=round(page.width),
            height=round(page.height),
            decoding="async",
        ),
        overlay.format(_pt(page.width), _pt(page.height), join(rects)) if rects else None,
        element("figcaption", text.PAGE_IMAGE_MISSING, class_="rl-picture-missing", hidden=True),
        class_="rl-picture",
        style=f"aspect-ratio: {_pt(page.width)} / {_pt(page.height)}",
    )


def _page_text(body: str, words: Sequence[WordBox], address: Address) -> Markup:
    parts = [
        element("p", _with_mark(body, start, end, address))
        for stretch in page_stretches(words)
        for start, end in _lines(body, *stretch)
    ]
    inside: list[Markup] = parts or [element("p", text.PAGE_TEXT_NONE)]
    return element("details", element("summary", text.PAGE_TEXT), element("div", inside, class_="rl-page-text"))


def _in_context(body: str, passages: Sequence[Passage], address: Address) -> Markup:
    """Show the quoted words in their passage, with the passages before and after it."""
    at = next((i for i, p in enumerate(passages) if p.start <= address.start < p.end), None)
    if at is None:
        start, end = max(0, address.start - 300), min(len(body), address.end + 300)
        spans: list[tuple[int, int, str | None]] = [(start, end, None)]
    else:
        near = passages[max(0, at - CONTEXT_PASSAGES) : at + CONTEXT_PASSAGES + 1]
        spans = [(p.start, max(p.end, address.end) if p is passages[at] else p.end, p.paragraph) for p in near]
    paragraphs = []
    for start, end, number in spans:
        printed = element("span", f"{number} ", class_="rl-quiet") if number else None
        paragraphs.append(element("p", printed, _with_mark(body, start, end, address)))
    around = element("div", paragraphs, class_="rl-page-text")
    return element("section", element("h3", text.CONTEXT_HEADING), around, class_="rl-context")


def _with_mark(body: str, start: int, end: int, address: Address) -> Markup:
    """Return ``body[start:end]`` with the part that is quoted marked."""
    first, last = max(start, min(address.start, end)), max(start, min(address.end, end))
    if first >= last:
        return element("bdi", body[start:end])
    return element("bdi", body[start:first], element("mark", body[first:last]), body[last:end])


def _lines(body: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Split a stretch at its line ends, so that paragraphs stay apart."""
    for match in re.finditer(r"[^\n]+", body[start:end]):
        if match.group().strip():
            yield start + match.start(), start + match.end()


def _words(library: LibraryFace, address: Address, page: int, count: int) -> Sequence[WordBox]:
    return library.words(address.review_id, address.version, page) if 1 <= page <= count else ()


def _passage_at(passages: Sequence[Passage], start: int) -> Passage | None:
    return next((p for p in passages if p.start <= start < p.end), None)


def _name(review: ReviewRecord) -> str:
    d = review.details
    return short_name(local_authority=d.local_authority, title=d.title, file=review.file, published=d.published)


def _problem(message: str) -> Markup:
    return join([_bar(text.SOURCE_PROBLEM, None), element("p", message, class_="rl-problem")])


def _pt(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


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
