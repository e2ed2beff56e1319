"""The page of lessons: browsing what reviews teach without a question, export, and correcting themes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Request, Response
from starlette.responses import RedirectResponse

from desk.exports.references import harmless
from desk.lessons import Fold, Lesson, Lessons
from desk.themes import passage_key
from vectorstore import NotInLibrary
from web import lesson_words as words
from web import text
from web.access import Visitor, require
from web.lesson_query import Wanted, read_keys, read_wanted
from web.lessons_html import HEAD, lessons_html, source_of
from web.markup import Child, element
from web.reference import review_name
from web.site import Site, document
from web.themes_form import passage_form, review_form

CSV_COLUMNS = (
    "role", "lesson", "themes", "agencies", "said_in_reviews", "review", "title", "authority", "kind", "published",
    "page", "page_label", "paragraph", "url", "address", "version", "made", "note",
)  # fmt: skip


def routes(site: Site) -> APIRouter:
    """Make the addresses of lessons."""
    router = APIRouter()
    lessons = site.lessons

    @router.get("/lessons")
    def show(request: Request) -> Response:
        visitor = require(request, "ask")
        wanted = read_wanted(request.query_params)
        if not lessons.all():
            return _page(site, visitor, words.TITLE, element("p", words.EMPTY_LIBRARY))
        folds = lessons.chosen(wanted.chosen)
        body = lessons_html(
            folds,
            lessons.counts(wanted.chosen),
            wanted,
            lessons.themes.taxonomy,
            may_correct=visitor.may("manage"),
        )
        return _page(site, visitor, words.TITLE, body)

    @router.get("/lessons.csv")
    def export(request: Request) -> Response:
        require(request, "ask")
        wanted, keys = read_wanted(request.query_params), read_keys(request.query_params)
        folds = lessons.chosen(wanted.chosen)
        if keys:
            folds = tuple(fold for fold in folds if keys & {lesson.key for lesson in fold.lessons})
        table = csv_table(folds, lessons, str(request.base_url).rstrip("/"))
        headers = {"Content-Disposition": 'attachment; filename="lessons.csv"', "Cache-Control": "no-store"}
        return Response(table, media_type="text/csv; charset=utf-8", headers=headers)

    @router.get("/lessons/themes")
    def correcting(request: Request, review: str, start: int | None = None, saved: bool = False) -> Response:
        visitor = require(request, "manage")
        lessons.refresh()
        return _page(site, visitor, words.CORRECT_TITLE, _form(site, lessons, review, start, saved=saved))

    @router.post("/lessons/themes")
    async def correct(request: Request) -> Response:
        visitor = require(request, "manage")
        form = await request.form()
        review, start = str(form.get("review", "")), str(form.get("start", ""))
        ticked = [str(one) for one in form.getlist("theme")]
        back = {"review": review, "saved": "true"}
        lessons.refresh()
        if start:
            lesson = _lesson(lessons, review, int(start) if start.isascii() and start.isdigit() else -1)
            lessons.themes.correct_passage(lesson.stored, ticked, visitor.name)
            back["start"] = start
        else:
            _form(site, lessons, review, None, saved=False)
            lessons.themes.correct_review(review, ticked, visitor.name)
        lessons.refresh()  # so that questions are filtered by it at once
        return RedirectResponse(f"/lessons/themes?{urlencode(back)}", status_code=303)

    return router


def csv_table(folds: Iterable[Fold], lessons: Lessons, origin: str) -> str:
    """Write lessons as rows, those that say the same together; begins with a byte order mark, for spreadsheets."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, quoting=csv.QUOTE_ALL)
    writer.writerow(CSV_COLUMNS)
    made = datetime.now(UTC).isoformat(timespec="seconds")
    for fold in folds:
        for lesson in fold.lessons:
            passage, details = lesson.stored.passage, lesson.record.details
            row = (
                words.ROLES[passage.role.value],
                " ".join(lesson.stored.text.split()),
                "; ".join(lessons.themes.taxonomy.names(lesson.themes)),
                "; ".join(passage.agencies),
                fold.reviews,
                review_name(lesson.record),
                details.title,
                text.place_name(details.local_authority) if details.local_authority else None,
                text.kind_name(details.kind) if details.kind else None,
                details.published.isoformat() if details.published else None,
                passage.page,
                passage.page_label,
                passage.paragraph,
                details.url,
                origin + source_of(lesson),
                lesson.record.version,
                made,
                words.EXPORT_NOTE,
            )
            writer.writerow([harmless(cell) for cell in row])
    return "\ufeff" + written.getvalue()


def _page(site: Site, visitor: Visitor, title: str, body: Child) -> Response:
    return document(
        title,
        body,
        current=Wanted().address(),
        visitor=visitor,
        demonstration=site.library.demonstration,
        head=HEAD,
    )


def _form(site: Site, lessons: Lessons, review: str, start: int | None, *, saved: bool) -> Child:
    """Return the form for a passage, or without ``start`` for the review. Raises HTTPException."""
    themes = lessons.themes
    if start is not None:
        lesson = _lesson(lessons, review, start)
        corrections = themes.corrections(review, passage_key(lesson.stored.text))
        return passage_form(lesson, themes.taxonomy, corrections, saved=saved)
    try:
        record = site.library.review(review)
    except NotInLibrary as error:
        raise HTTPException(404, words.NO_REVIEW) from error
    return review_form(record, themes.of_review(review), themes.taxonomy, themes.corrections(review), saved=saved)


def _lesson(lessons: Lessons, review: str, start: int) -> Lesson:
    found = lessons.find(review, start)
    if found is None:
        raise HTTPException(404, words.NO_SUCH)
    return found
