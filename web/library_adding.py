"""The pages for adding reports and replacing one: a plain form, and a report that follows the files as they go."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from shutil import copyfileobj

from fastapi import APIRouter, FastAPI, HTTPException, Request, Response
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse

from desk.adding import FileResult
from ingest.sources import MAX_BYTES, READABLE
from web import library_words as words
from web.access import Visitor, require
from web.library_list import address_of, name_of, review_address
from web.library_page import PLACE, LibraryPages
from web.library_review import table
from web.markup import Child, element, join
from web.site import Site
from web.uploads import KEPT, Job, Uploads

MAX_FILES = 200
MAX_UPLOAD = 1_000_000_000  # bytes of one form with all its files
_SCRIPT = element("script", src="/page-files/library.js", defer=True)
_AGAIN = element("noscript", element("meta", http_equiv="refresh", content="3"))


def routes(site: Site) -> APIRouter:
    """The pages for adding reports; what is being added is let go on to its end when the server stops."""
    uploads = Uploads(site.library, site.lessons.refresh)

    @asynccontextmanager
    async def running(_app: FastAPI) -> AsyncIterator[None]:
        yield
        uploads.stop()

    router = APIRouter(prefix=PLACE, lifespan=running)
    pages = LibraryPages(site)
    _adding(router, pages, uploads)
    _replacing(router, pages, uploads)
    return router


def _adding(router: APIRouter, pages: LibraryPages, uploads: Uploads) -> None:
    def form(visitor: Visitor, problem: str | None = None, status: int = 200) -> Response:
        help_words = words.ADD_HELP.format(
            files=MAX_FILES, size=words.size_words(MAX_UPLOAD), one=words.size_words(MAX_BYTES)
        )
        body = _form("/library/add", help_words, words.FILES, words.ADD_BUTTON, "/library", problem, many=True)
        return pages.page(words.ADD_TITLE, body, visitor=visitor, status=status, wrong=problem is not None)

    @router.get("/add")
    def show_form(request: Request) -> Response:
        return form(require(request, "manage"))

    @router.post("/add")
    async def add(request: Request) -> Response:
        visitor = require(request, "manage")
        if problem := _too_much(request):
            return form(visitor, problem, 413)
        folder, files = await _taken(request)
        if not files:
            folder.rmdir()
            return form(visitor, words.NO_FILES, 422)
        return RedirectResponse(f"/library/add/{uploads.start(folder, files).key}", 303)

    @router.get("/add/{key}")
    def show_report(request: Request, key: str) -> Response:
        visitor = require(request, "manage")
        job = uploads.get(key)
        if job is None:
            raise HTTPException(404, words.REPORT_GONE.format(count=KEPT))
        head = None if job.finished else join([_SCRIPT, _AGAIN])
        return pages.page(words.REPORT_TITLE, _report(job), visitor=visitor, head=head)


def _replacing(router: APIRouter, pages: LibraryPages, uploads: Uploads) -> None:
    def form(visitor: Visitor, id: str, problem: str | None = None, status: int = 200) -> Response:
        record = pages.record(id)
        named = element("p", element("bdi", name_of(record)), class_="rl-named")
        action, back = address_of("replace", id), review_address(id)
        inside = _form(action, words.REPLACE_HELP, words.REPLACE_FILE, words.REPLACE_BUTTON, back, problem, many=False)
        wrong = problem is not None
        return pages.page(words.REPLACE_TITLE, named, inside, visitor=visitor, status=status, wrong=wrong)

    @router.get("/replace")
    def show_form(request: Request, id: str) -> Response:
        return form(require(request, "manage"), id)

    @router.post("/replace")
    async def replace(request: Request, id: str) -> Response:
        visitor = require(request, "manage")
        pages.record(id)
        if problem := _too_much(request):
            return form(visitor, id, problem, 413)
        folder, files = await _taken(request)
        if len(files) != 1:
            folder.rmdir()
            return form(visitor, id, words.NO_FILES, 422)
        return RedirectResponse(f"/library/add/{uploads.start(folder, files, id).key}", 303)


def _too_much(request: Request) -> str | None:
    """Why a form is not taken at all, told by its length before any of it is read."""
    length = request.headers.get("content-length", "")
    if not length.isdigit():
        return words.NO_LENGTH
    return words.TOO_MUCH.format(size=words.size_words(MAX_UPLOAD)) if int(length) > MAX_UPLOAD else None


async def _taken(request: Request) -> tuple[Path, list[tuple[Path, str]]]:
    """Put the files of a form into a folder of their own, under numbers; names from outside never become paths."""
    async with request.form(max_files=MAX_FILES, max_fields=10) as form:
        sent = [one for one in form.getlist("files") if isinstance(one, UploadFile) and one.filename]
        return await run_in_threadpool(_saved, sent)


def _saved(sent: Sequence[UploadFile]) -> tuple[Path, list[tuple[Path, str]]]:
    folder = Path(tempfile.mkdtemp(prefix="review-lessons-upload-"))
    files: list[tuple[Path, str]] = []
    for number, one in enumerate(sent):
        path = folder / str(number)
        with path.open("wb") as out:
            copyfileobj(one.file, out)
        files.append((path, one.filename or ""))
    return folder, files


def _form(action: str, said: str, label: str, submit: str, back: str, problem: str | None, *, many: bool) -> Markup:
    wrong = element("p", problem, id="problem", class_="rl-problem", role="alert") if problem else None
    return join(
        [
            wrong,
            element("p", said),
            element(
                "form",
                element("label", label, for_="files"),
                element(
                    "input",
                    id="files",
                    name="files",
                    type="file",
                    multiple=many,
                    required=True,
                    accept=",".join(sorted(READABLE)),
                    aria_describedby="problem" if problem else None,
                ),
                element(
                    "p",
                    element("button", submit, type="submit", class_="rl-button"),
                    element("a", words.CANCEL, href=back),
                    class_="rl-together",
                ),
                method="post",
                action=action,
                enctype="multipart/form-data",
                class_="rl-form",
            ),
        ]
    )


def _report(job: Job) -> Markup:
    """What has become of each file so far; the part that is fetched again while files are being added."""
    results, done = list(job.results), len(job.results)
    counts = Counter(words.OUTCOMES[result.outcome] for result in results)
    told = ", ".join(f"{count} {name.lower()}" for name, count in counts.items()) or words.NOT_TRIED.lower()
    said = words.FINISHED.format(counts=told) if job.finished else words.WORKING.format(done=done, total=len(job.names))
    rows = [_row(job, name, results[i] if i < done else None, i == done) for i, name in enumerate(job.names)]
    heads = (words.FILE, words.RESULT, words.COLUMNS["pages"], words.PASSAGES, words.NOTES)
    bar = element("progress", value=done, max=len(job.names), aria_label=said)
    status = element("p", said, id="said", role="status", class_="rl-named")
    inside = [
        None if job.finished else element("p", bar),
        element("p", job.note, class_="rl-problem", role="alert") if job.note else None,
        table(words.REPORT_TITLE, heads, rows),
    ]
    finished = "yes" if job.finished else "no"
    back = element("p", element("a", words.BACK_TO_LIST, href="/library"))
    return status + element("div", inside, id="report", data_finished=finished, data_said=said) + back


def _row(job: Job, name: str, result: FileResult | None, working: bool) -> list[Child]:
    shown = element("bdi", name)
    if result is None:
        state = words.NOT_TRIED if job.finished else (job.step or words.READING) if working else words.WAITING
        return [shown, state, "–", "–", "–"]
    link: Child = shown
    if result.review_id:
        link = element("a", shown, href=review_address(result.review_id))
    outcome: Child = words.OUTCOMES[result.outcome]
    if result.outcome == "failed":
        outcome = element("strong", words.OUTCOMES["failed"], class_="rl-warned")
    notes = [
        *(words.noticed(one) for one in result.warnings),
        *(said for said in (result.reason, result.remedy) if said),
    ]
    if job.replaces and result.review_id and result.review_id != job.replaces:
        notes.append(words.WRONG_REVIEW)
    listed = element("ul", [element("li", note) for note in notes], class_="rl-warnings") if notes else "–"
    pages = f"{result.pages:,}" if result.pages else "–"
    passages = "–" if result.passages is None else f"{result.passages:,}"
    return [link, outcome, pages, passages, listed]
