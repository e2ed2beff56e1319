"""What other programs may ask of the library, whichever way they come: search, ask, open a source."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from fastapi import HTTPException

from assistant import Answer, Turn
from assistant.serialise import answer_json, passage_json
from vectorstore import FilterError, Filters, NotInLibrary
from web import text
from web.conversation import read_history
from web.site import Site
from web.source_address import Address

LONGEST_SOURCE = 5_000  # characters that are given of a review at once
MOST_PASSAGES = 50
_WAIT_S = 30.0  # for a free place among those who are answered at the same time

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Programs:
    """The three things that programs may do; each raises HTTPException with words that say what to mend."""

    site: Site
    places: threading.BoundedSemaphore = field(init=False)

    def __post_init__(self) -> None:
        """As many programs are answered at once as people are."""
        object.__setattr__(self, "places", threading.BoundedSemaphore(self.site.settings.concurrency))

    def search(self, question: str, filters: Mapping[str, object], k: int) -> Json:
        """Return the ``k`` best passages for a question."""
        chosen = _filters(filters)
        with self._place():
            found = self.site.assistant.search(question, chosen, min(k, MOST_PASSAGES))
        return {"question": question, "filters": chosen.as_json(), "passages": [passage_json(one) for one in found]}

    def ask(self, question: str, history: object, filters: Mapping[str, object], *, as_typed: bool = False) -> Json:
        """Return the answer to a question; its JSON is the one that ``review-lessons ask --json`` writes."""
        chosen, turns = _filters(filters), _turns(history)
        with self._place():
            *_, last = self.site.assistant.stream(question, turns, chosen, as_typed=as_typed)
        if not isinstance(last, Answer):
            raise HTTPException(500, "The question was not answered, because something went wrong.")
        return answer_json(last)

    def source(self, review: str, version: str, start: int, end: int) -> Json:
        """Return the words of a version at ``[start, end)``, where they stand, and the address that shows them."""
        if not 0 <= start < end or end - start > LONGEST_SOURCE:
            raise HTTPException(422, f"start and end must enclose between 1 and {LONGEST_SOURCE:,} characters.")
        library = self.site.library
        try:
            record, body = library.review(review, version), library.text(review, version)
            pages = {page.number: page for page in library.pages(review, version)}
            segments, stored = library.segments(review, version), library.passages(review, version)
        except NotInLibrary:
            raise HTTPException(404, text.ADDRESS_UNKNOWN) from None
        if end > len(body):
            raise HTTPException(422, text.ADDRESS_NO_SPAN)
        page = next((pages.get(one.page) for one in segments if one.start <= start < one.end), None)
        around = next((one.passage for one in stored if one.passage.start <= start < one.passage.end), None)
        address = Address(review, record.version, page.number if page else None, start, end)
        return {
            "review_id": review,
            "version": record.version,
            "current": record.current,
            "title": record.title,
            "file": record.file,
            "local_authority": record.local_authority,
            "published": record.published.isoformat() if record.published else None,
            "page": page.number if page else None,
            "page_label": page.label if page else None,
            "paragraph": around.paragraph if around else None,
            "heading_path": list(around.heading_path) if around else [],
            "start": start,
            "end": end,
            "text": body[start:end],
            "ocr": bool(page and page.ocr),
            "address": f"/?{address.query()}",
        }

    @contextmanager
    def _place(self) -> Iterator[None]:
        if not self.places.acquire(timeout=_WAIT_S):
            raise HTTPException(503, "Too many questions are being answered. Try again in a minute.")
        try:
            yield
        finally:
            self.places.release()


def _filters(given: Mapping[str, object]) -> Filters:
    try:
        return Filters.from_json(given)
    except FilterError as error:
        raise HTTPException(422, str(error)) from None


def _turns(history: object) -> tuple[Turn, ...]:
    if history is not None and not isinstance(history, list):
        raise HTTPException(422, "history must be a list of objects with role and content.")
    return read_history(history or [])
