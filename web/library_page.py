"""The library's own pages: the list, a review, and what a librarian changes of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response
from starlette.responses import FileResponse, RedirectResponse

from desk.details_form import FIELDS, DetailsError, read_details, written_details
from desk.erasing import erase_review
from desk.exporting import list_csv
from vectorstore import LibraryError, NotInLibrary, ReviewRecord
from web import library_words as words
from web.access import Right, Visitor, require
from web.library_forms import confirm_html, edit_html, erase_html, erased_html
from web.library_list import chosen, list_html, name_of, read_wanted, review_address
from web.library_review import review_html
from web.markup import Child, element, join
from web.site import Site, document
from web.understood import understood_html

PLACE = "/library"
_HEAD = element("link", rel="stylesheet", href="/page-files/library.css")


@dataclass(frozen=True, slots=True)
class LibraryPages:
    """What every page of the library does with the site."""

    site: Site

    def page(
        self, title: str, *body: Child, visitor: Visitor, status: int = 200, head: Child = None, wrong: bool = False
    ) -> Response:
        """One page of the library's; ``wrong`` says already in its title that something was not accepted."""
        made = document(
            f"Error: {title}" if wrong else title,
            *body,
            heading=title,
            current=PLACE,
            visitor=visitor,
            demonstration=self.site.library.demonstration,
            head=join([_HEAD, head]),
            status=status,
        )
        made.headers["Cache-Control"] = "no-store"
        return made

    def record(self, review_id: str, version: str = "") -> ReviewRecord:
        """One version of a review, else the one that is searched or was until it was withdrawn; or refuse with 404."""
        versions = self.site.library.versions(review_id)
        for one in versions:
            if one.version == version if version else one.current or one.withdrawn == one.version:
                return one
        raise HTTPException(404, f"There is no such review or version in this library: {review_id} {version}".strip())


@contextmanager
def told() -> Iterator[None]:
    """Tell what the library refuses in its own words."""
    try:
        yield
    except NotInLibrary as error:
        raise HTTPException(404, str(error)) from error
    except LibraryError as error:
        raise HTTPException(409, str(error)) from error


def routes(site: Site) -> APIRouter:
    """The pages for looking at the library and changing it."""
    router = APIRouter(prefix=PLACE)
    pages = LibraryPages(site)
    _looking(router, pages)
    _changing(router, pages)
    _erasing(router, pages)
    return router


def _looking(router: APIRouter, pages: LibraryPages) -> None:
    library = pages.site.library

    @router.get("")
    def show_list(request: Request) -> Response:
        visitor = require(request, "manage")
        wanted = read_wanted(request.query_params)
        withdrawn = library.withdrawn()
        records = withdrawn if wanted.withdrawn else library.reviews()
        earlier = Counter(
            one.review_id for record in records for one in library.versions(record.review_id) if one != record
        )
        title = words.WITHDRAWN_LIST if wanted.withdrawn else words.TITLE
        return pages.page(title, list_html(records, wanted, earlier, len(withdrawn)), visitor=visitor)

    @router.get("/list.csv")
    def show_csv(request: Request) -> Response:
        require(request, "manage")
        wanted = read_wanted(request.query_params)
        records = chosen(library.withdrawn() if wanted.withdrawn else library.reviews(), wanted)
        headers = {"Content-Disposition": 'attachment; filename="library.csv"', "Cache-Control": "no-store"}
        # The byte order mark lets spreadsheets know that it is UTF-8.
        return Response("\ufeff" + list_csv(records), media_type="text/csv", headers=headers)

    @router.get("/review")
    def show_review(request: Request, id: str, done: str = "") -> Response:
        visitor = require(request, "manage")
        record = pages.record(id)
        body = review_html(record, library.versions(id), library.changes(id), visitor, done)
        return pages.page(name_of(record), body, visitor=visitor)

    @router.get("/understood")
    def show_understood(request: Request, id: str, version: str = "", page: int = 1) -> Response:
        visitor = require(request, "manage")
        record = pages.record(id, version)
        body = understood_html(library, record, page)
        return pages.page(words.UNDERSTOOD_TITLE, body, visitor=visitor)

    @router.get("/original")
    def send_original(request: Request, id: str, version: str = "") -> Response:
        require(request, "manage")
        record = pages.record(id, version)
        with told():
            path = library.original_path(id, record.version)
        # Always saved and never opened here: a web page that was added must not run as one of ours.
        return FileResponse(path, media_type="application/octet-stream", filename=record.original_name)


def _changing(router: APIRouter, pages: LibraryPages) -> None:
    library, lessons = pages.site.library, pages.site.lessons

    @router.get("/edit")
    def show_form(request: Request, id: str) -> Response:
        visitor = require(request, "manage")
        record = pages.record(id)
        return pages.page(words.EDIT, edit_html(record, written_details(record.details)), visitor=visitor)

    @router.post("/edit")
    def edit(
        request: Request,
        id: str,
        title: Annotated[str, Form()] = "",
        kind: Annotated[str, Form()] = "",
        local_authority: Annotated[str, Form()] = "",
        published: Annotated[str, Form()] = "",
        url: Annotated[str, Form()] = "",
        themes: Annotated[str, Form()] = "",
    ) -> Response:
        visitor = require(request, "manage")
        record = pages.record(id)
        written = dict(zip(FIELDS, (title, kind, local_authority, published, url, themes), strict=True))
        try:
            details = read_details(record.details, written)
        except DetailsError as error:
            body = edit_html(record, written, error.problems)
            return pages.page(words.EDIT, body, visitor=visitor, status=422, wrong=True)
        with told():
            library.edit(id, details, by=visitor.name)
        return RedirectResponse(review_address(id, "edited"), 303)

    @router.get("/withdraw")
    def ask_withdraw(request: Request, id: str) -> Response:
        visitor = require(request, "manage")
        body = confirm_html(pages.record(id), "withdraw", words.WITHDRAW_HELP, words.WITHDRAW)
        return pages.page(words.WITHDRAW_TITLE, body, visitor=visitor)

    @router.post("/withdraw")
    def withdraw(request: Request, id: str, reason: Annotated[str, Form()] = "") -> Response:
        visitor = require(request, "manage")
        with told():
            library.withdraw(id, reason.strip()[:500] or None, by=visitor.name)
        return RedirectResponse(review_address(id, "withdrawn"), 303)

    @router.get("/restore")
    def ask_restore(request: Request, id: str) -> Response:
        visitor = require(request, "manage")
        body = confirm_html(pages.record(id), "restore", words.RESTORE_HELP, words.RESTORE)
        return pages.page(words.RESTORE_TITLE, body, visitor=visitor)

    @router.post("/restore")
    def restore(request: Request, id: str, reason: Annotated[str, Form()] = "") -> Response:
        visitor = require(request, "manage")
        with told():
            library.restore(id, reason.strip()[:500] or None, by=visitor.name)
        lessons.refresh()  # its themes were let go of while it was withdrawn
        return RedirectResponse(review_address(id, "restored"), 303)


def _erasing(router: APIRouter, pages: LibraryPages) -> None:
    site = pages.site
    right: Right = "administer"

    @router.get("/erase")
    def ask_erase(request: Request, id: str) -> Response:
        visitor = require(request, right)
        return pages.page(words.ERASE_TITLE, erase_html(pages.record(id)), visitor=visitor)

    @router.post("/erase")
    def erase(request: Request, id: str, typed: Annotated[str, Form()] = "") -> Response:
        visitor = require(request, right)
        record = pages.record(id)
        if typed.strip() != record.review_id:
            said = words.ERASE_MISTYPED.format(name=record.review_id)
            body = erase_html(record, said)
            return pages.page(words.ERASE_TITLE, body, visitor=visitor, status=422, wrong=True)
        with told():
            proof = erase_review(site.library, site.desk, id)
        site.pictures.forget(id)
        return pages.page(words.ERASED_TITLE, erased_html(record.file, proof), visitor=visitor)
