"""How a report's text was understood, page by page beside its picture: headings, and passages with their roles."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ingest.model import Heading, Page, Passage
from vectorstore import ReviewRecord, StoredPassage
from web import library_words as words
from web import text
from web.faces import LibraryFace
from web.library_list import address_of, name_of, review_address
from web.markup import Child, element, join
from web.page_picture import page_picture

PART = 40  # passages shown together where a report has no pages


@dataclass(frozen=True, slots=True)
class _Piece:
    """A heading or a passage with its place in the text."""

    start: int
    shown: Markup


def understood_html(library: LibraryFace, record: ReviewRecord, number: int) -> Markup:
    """One page of a report (or part, where it has none) as it was read; a number outside is the nearest there is."""
    pages = library.pages(record.review_id, record.version)
    stored = library.passages(record.review_id, record.version)
    headings = library.headings(record.review_id, record.version)
    count = len(pages) or max(1, -(-len(stored) // PART))
    number = min(max(number, 1), count)
    if pages:
        pieces = _on_page(library, record, headings, stored, number)
        picture = _picture(record, pages[number - 1]) if record.media_type == "application/pdf" else None
    else:
        pieces = _in_part(headings, stored, number)
        picture = None
    shown: Child = [piece.shown for piece in pieces] if pieces else element("p", words.NOTHING_HERE)
    return join(
        [
            element("p", element("a", element("bdi", name_of(record)), href=review_address(record.review_id))),
            element("p", words.UNDERSTOOD_HELP),
            _turning(record, number, count, pages),
            _scanned(pages[number - 1]) if pages else None,
            element("div", picture, element("div", shown, class_="rl-understood"), class_="rl-beside"),
        ]
    )


def _on_page(
    library: LibraryFace,
    record: ReviewRecord,
    headings: Sequence[Heading],
    stored: Sequence[StoredPassage],
    number: int,
) -> list[_Piece]:
    segments = library.segments(record.review_id, record.version)
    starts = [segment.start for segment in segments]

    def page_of(offset: int) -> int | None:
        index = bisect_right(starts, offset) - 1
        return segments[index].page if index >= 0 else None

    here = [_heading(heading) for heading in headings if page_of(heading.start) == number]
    here += [_passage(one, continued=one.passage.page != number) for one in stored if _stands_on(one.passage, number)]
    return sorted(here, key=lambda piece: piece.start)


def _stands_on(passage: Passage, number: int) -> bool:
    return passage.page is not None and passage.page <= number <= (passage.page_end or passage.page)


def _in_part(headings: Sequence[Heading], stored: Sequence[StoredPassage], number: int) -> list[_Piece]:
    chosen = stored[(number - 1) * PART : number * PART]
    if not chosen:
        return []
    first = chosen[0].passage.start if number > 1 else 0
    following = stored[number * PART : number * PART + 1]
    end = following[0].passage.start if following else None
    within = [one for one in headings if first <= one.start and (end is None or one.start < end)]
    pieces = [_heading(one) for one in within] + [_passage(one, continued=False) for one in chosen]
    return sorted(pieces, key=lambda piece: piece.start)


def _heading(heading: Heading) -> _Piece:
    label = element("p", words.HEADING.format(level=heading.level), class_="rl-role")
    said = element("p", element("bdi", heading.text), class_="rl-heading-read")
    return _Piece(heading.start, element("div", label, said, class_="rl-piece"))


def _passage(stored: StoredPassage, *, continued: bool) -> _Piece:
    passage = stored.passage
    parts = [
        passage.role.value[:1].upper() + passage.role.value[1:],
        passage.shape if passage.shape != "paragraph" else "",
        words.PARAGRAPH.format(number=passage.paragraph) if passage.paragraph else "",
        ", ".join(passage.agencies),
        words.CONTINUED if continued else "",
    ]
    label = element("p", ", ".join(part for part in parts if part), class_="rl-role")
    lines = [element("p", element("bdi", line)) for line in stored.text.splitlines() if line.strip()]
    return _Piece(passage.start, element("div", label, lines, class_="rl-piece", data_role=passage.role.value))


def _scanned(page: Page) -> Markup | None:
    return element("p", element("strong", text.SCAN), ". ", text.SCAN_HELP, class_="rl-notice") if page.ocr else None


def _turning(record: ReviewRecord, number: int, count: int, pages: Sequence[Page]) -> Markup:
    named = words.PAGE_OF if pages else words.PART_OF
    label = pages[number - 1].label if pages else None
    printed = f" (printed {label})" if label and label != str(number) else ""
    steps = ((number - 1, text.PAGE_PREVIOUS), (number + 1, text.PAGE_NEXT))
    links = [
        element(
            "li",
            element("a", name, href=address_of("understood", record.review_id, version=record.version, page=to)),
        )
        for to, name in steps
        if 1 <= to <= count
    ]
    where = element("li", named.format(number=number, count=count) + printed, aria_current="page")
    return element("nav", element("ul", where, links, class_="rl-actions"), aria_label="Pages of the report")


def _picture(record: ReviewRecord, page: Page) -> Markup:
    alt = text.PAGE_IMAGE_ALT.format(page=f"page {page.number}", name=name_of(record))
    return page_picture(record, page, alt, "(min-width: 60rem) 40rem, 100vw")
