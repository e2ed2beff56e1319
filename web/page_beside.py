"""The page of a report beside something of ours, as plain HTML: picture, marked words, and links to turn the page."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from ingest.model import Page, WordBox
from vectorstore import NotInLibrary, ReviewRecord
from web import check_words as words
from web import text
from web.faces import LibraryFace
from web.highlight import Marks, page_stretches, place
from web.markup import element, join
from web.page_picture import mark_rect, page_picture
from web.reference import review_name
from web.source_view import Address

AROUND = 600  # characters of context where a report has no pages


def page_beside(library: LibraryFace, address: Address, here: str) -> Markup:
    """Return the page that is shown for an address; ``here`` is the address of this page of ours, to turn pages by.

    Where the report is not in the library any more, it says so.
    """
    try:
        review = library.review(address.review_id, address.version)
        body = library.text(address.review_id, address.version)
    except NotInLibrary:
        return element("p", words.GONE, class_="rl-notice")
    pages = library.pages(address.review_id, address.version)
    if not pages or address.page is None:
        return join([_about(review), _context(body, address)])
    number = min(max(address.shown or address.page, 1), len(pages))
    page = pages[number - 1]
    on = {n: _words(library, address, n, len(pages)) for n in (number - 1, number, number + 1)}
    marks = place(on[number - 1], on[number], on[number + 1], body, address.start, address.end)
    return join(
        [
            _about(review),
            element("p", element("strong", text.SCAN), ". ", text.SCAN_HELP, class_="rl-notice") if page.ocr else None,
            _turning(page, len(pages), address.page, here),
            _marks_words(marks, number, address.page),
            _picture(review, page, marks),
            _page_text(body, on[number]),
        ]
    )


def _about(review: ReviewRecord) -> Markup | None:
    return (
        None
        if review.current
        else element("p", text.WITHDRAWN if review.withdrawn else text.SUPERSEDED, class_="rl-notice")
    )


def _turning(page: Page, count: int, quoted: int, here: str) -> Markup:
    printed = f" (printed {page.label})" if page.label and page.label != str(page.number) else ""
    steps = [
        (page.number - 1, text.PAGE_PREVIOUS + " page") if page.number > 1 else None,
        (page.number + 1, text.PAGE_NEXT + " page") if page.number < count else None,
        (quoted, text.PAGE_BACK) if page.number != quoted else None,
    ]
    links = [element("a", name, href=f"{here}?shown={number}#page-title") for number, name in filter(None, steps)]
    where = words.SHOWN_PAGE.format(page=page.number, count=count) + printed
    return element("p", element("span", where), links, class_="rl-turning")


def _marks_words(marks: Marks, shown: int, quoted: int) -> Markup | None:
    if marks.boxes:
        said = [text.RUNS_FROM] if marks.runs_from else []
        said += [text.RUNS_ON] if marks.runs_on else []
    elif shown != quoted:
        said = [text.OTHER_PAGE.format(page=f"page {quoted}")]
    else:
        said = [text.NOT_PLACED]
    return join([element("p", one, class_="rl-quiet") for one in said])


def _picture(review: ReviewRecord, page: Page, marks: Marks) -> Markup:
    spoken = text.PAGE_IMAGE_ALT_MARKED if marks.boxes else text.PAGE_IMAGE_ALT
    alt = spoken.format(page=f"page {page.number}", name=review_name(review))
    return page_picture(review, page, alt, "(min-width: 60rem) 44rem, 100vw", [mark_rect(box) for box in marks.boxes])


def _page_text(body: str, on_page: Sequence[WordBox]) -> Markup:
    parts = [
        element("p", element("bdi", line))
        for start, end in page_stretches(on_page)
        for line in body[start:end].splitlines()
        if line.strip()
    ]
    inside: list[Markup] = parts or [element("p", text.PAGE_TEXT_NONE)]
    return element("details", element("summary", text.PAGE_TEXT), element("div", inside, class_="rl-page-text"))


def _context(body: str, address: Address) -> Markup:
    """Show the words with what stands around them, for reports without pages."""
    start, end = max(0, address.start - AROUND), min(len(body), address.end + AROUND)
    marked = element("mark", body[address.start : address.end])
    around = element("p", element("bdi", body[start : address.start], marked, body[address.end : end]))
    return element("div", around, class_="rl-page-text rl-plain-text")


def _words(library: LibraryFace, address: Address, page: int, count: int) -> Sequence[WordBox]:
    return library.words(address.review_id, address.version, page) if 1 <= page <= count else ()
