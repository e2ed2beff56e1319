"""The check pages: a queue of kept answers, each citation beside its page, and what all verdicts say together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, HTTPException, Query, Request, Response
from markupsafe import Markup
from starlette.responses import RedirectResponse

from desk.check_report import Checked, checked_answers, gold_lines, report
from desk.checks import CheckError, Verdict, agreements, all_checks, give, standing, undo
from desk.conversations import kept_answer, kept_answers
from desk.kept import read_answer
from web import check_words as words
from web import trainers
from web.access import Visitor, require
from web.check_citation import Draft, address_of, citation_html, draft_of
from web.check_marks import since_then, source_marks
from web.check_queue import following, queue, queue_html, read_wanted
from web.check_report_page import report_html
from web.markup import Child, element, join
from web.site import Site, document
from web.trainers import trainer_of

PLACE = "/check"
_HEAD = join(
    [
        element("link", rel="stylesheet", href="/page-files/check.css"),
        element("script", src="/page-files/check.js", defer=True),
    ]
)


@dataclass(frozen=True, slots=True)
class _Desk:
    """What every page here does with the site."""

    site: Site

    def page(self, title: str, *body: Child, visitor: Visitor, status: int = 200) -> Response:
        demonstration = self.site.library.demonstration
        made = document(
            title, *body, current=PLACE, visitor=visitor, demonstration=demonstration, head=_HEAD, status=status
        )
        made.headers["Cache-Control"] = "no-store"
        return made

    def checked(self, turn: str) -> Checked:
        """Return a kept answer with its checks, or refuse."""
        kept = kept_answer(self.site.desk, turn)
        found = checked_answers(self.site.desk, [kept] if kept else [])
        if not found:
            raise HTTPException(404, words.NO_SUCH_ANSWER)
        return found[0]

    def citation_page(
        self, visitor: Visitor, trainer: str, checked: Checked, n: int, *, said: str, shown: int | None, draft: Draft
    ) -> Response:
        citation = next((one for one in checked.citations if one.n == n), None)
        if citation is None:
            raise HTTPException(404, words.NO_SUCH_SOURCE)
        body = citation_html(
            self.site.library,
            checked,
            citation,
            trainer,
            said=said,
            shown=shown,
            draft=draft,
        )
        place = checked.citations.index(citation) + 1
        title = words.TITLE.format(n=place, count=len(checked.citations))
        return self.page(title, body, visitor=visitor, status=422 if draft.problem else 200)


def routes(site: Site) -> APIRouter:
    """Make the check pages' addresses."""
    desk = _Desk(site)
    router = APIRouter()
    _add_reading(router, desk)
    _add_writing(router, desk)
    return router


def _add_reading(router: APIRouter, desk: _Desk) -> None:
    site = desk.site

    @router.get("/check")
    def the_queue(request: Request) -> Response:
        visitor, trainer = trainer_of(request)
        if trainer is None or "rename" in request.query_params:
            return desk.page(words.NAME_TITLE, _name_form(trainer or "", ""), visitor=visitor)
        wanted = read_wanted(request.query_params)
        found = queue(site.desk, wanted, trainer)
        any_kept = bool(found.answers) or bool(kept_answers(site.desk, limit=1))
        listed = queue_html(found, wanted, trainer, list(site.library.reviews()), any_kept=any_kept)
        finished = element("p", words.NO_NEXT, class_="rl-notice") if "finished" in request.query_params else None
        return desk.page(words.CHECK, finished, _who(visitor, trainer), listed, visitor=visitor)

    @router.get("/check/report")
    def the_report(request: Request) -> Response:
        visitor, _ = trainer_of(request)
        checks = all_checks(site.desk)
        found = report(checks, checked_answers(site.desk, kept_answers(site.desk)))
        body = report_html(site.library, found, agreements(checks), gold=len(gold_lines(site.desk)))
        return desk.page(words.REPORT, body, visitor=visitor)

    @router.get("/check/gold.jsonl")
    def gold(request: Request) -> Response:
        trainer_of(request)
        lines = "".join(f"{line}\n" for line in gold_lines(site.desk))
        headers = {"Content-Disposition": 'attachment; filename="checked-answers.jsonl"', "Cache-Control": "no-store"}
        return Response(lines, media_type="application/jsonl; charset=utf-8", headers=headers)

    @router.get("/source-marks")
    def marks(request: Request, turn: Annotated[list[str], Query(max_length=60)]) -> dict[str, dict[int, str]]:
        """What trainers found of kept answers, for whoever has them before them."""
        require(request, "ask")
        held = (kept_answer(site.desk, one) for one in turn)
        return {one.turn_id: source_marks(site.desk, one.turn_id, read_answer(one.answer)) for one in held if one}

    @router.get("/source-states")
    def states(request: Request, cited: Annotated[list[str], Query(max_length=60)]) -> dict[str, str]:
        """What became of the reports that answers cite, for whoever has the answers before them."""
        require(request, "ask")
        return since_then(site.library, cited)

    @router.get("/check/{turn}")
    def an_answer(turn: str, request: Request) -> Response:
        _, trainer = trainer_of(request)
        if trainer is None:
            return RedirectResponse(PLACE, 303)
        checked = desk.checked(turn)
        return RedirectResponse(address_of(checked, _unchecked(checked, trainer, after=0)), 303)

    @router.get("/check/{turn}/next")
    def the_next_answer(turn: str, request: Request) -> Response:
        """Go to the answer after this one that waits: found when it is asked for, since that may take long."""
        _, trainer = trainer_of(request)
        found = following(site.desk, turn, trainer) if trainer else None
        return RedirectResponse(f"/check/{found}" if found else f"{PLACE}?finished=yes", 303)

    @router.get("/check/{turn}/{n}")
    def a_citation(turn: str, n: int, request: Request, shown: int | None = None) -> Response:
        visitor, trainer = trainer_of(request)
        if trainer is None:
            return RedirectResponse(PLACE, 303)
        checked = desk.checked(turn)
        said = _said(request)
        if n not in checked.keys:
            raise HTTPException(404, words.NO_SUCH_SOURCE)
        draft = draft_of(checked, n, trainer)
        return desk.citation_page(visitor, trainer, checked, n, said=said, shown=shown, draft=draft)


def _add_writing(router: APIRouter, desk: _Desk) -> None:
    @router.post("/check/name")
    def name(request: Request, name: Annotated[str, Form()] = "") -> Response:
        visitor, _ = trainer_of(request)
        chosen = trainers.clean_name(name)
        if chosen is None:
            return desk.page(words.NAME_TITLE, _name_form(name, words.NAME_MISSING), visitor=visitor, status=422)
        response = RedirectResponse(PLACE, 303)
        trainers.remember(response, chosen, secure=request.url.scheme == "https")
        return response

    @router.post("/check/{turn}/undo")
    def take_back(turn: str, request: Request, n: Annotated[int, Form()]) -> Response:
        _, trainer = trainer_of(request)
        if trainer is None:
            return RedirectResponse(PLACE, 303)
        undone = undo(desk.site.desk, turn, trainer)
        said = {"undone": undone.n, "verdict": undone.verdict.value} if undone else {"undone": 0}
        return RedirectResponse(f"/check/{turn}/{undone.n if undone else n}?{urlencode(said)}", 303)

    @router.post("/check/{turn}/{n}")
    def a_verdict(
        turn: str,
        n: int,
        request: Request,
        verdict: Annotated[str, Form()] = "",
        reason: Annotated[str, Form()] = "",
    ) -> Response:
        visitor, trainer = trainer_of(request)
        if trainer is None:
            return RedirectResponse(PLACE, 303)
        checked = desk.checked(turn)
        if n not in checked.keys:
            raise HTTPException(404, words.NO_SUCH_SOURCE)
        chosen = Verdict(verdict) if verdict in set(Verdict) else None
        try:
            if chosen is None:
                raise CheckError(words.NO_VERDICT)
            give(desk.site.desk, turn, n, checked.keys[n], trainer=trainer, verdict=chosen, reason=reason)
        except CheckError as error:
            draft = Draft(chosen, reason, str(error))
            return desk.citation_page(visitor, trainer, checked, n, said="", shown=None, draft=draft)
        goes_on = _unchecked(desk.checked(turn), trainer, after=n)
        said = urlencode({"saved": n, "verdict": chosen.value})
        return RedirectResponse(f"{address_of(checked, goes_on)}?{said}", 303)


def _unchecked(checked: Checked, trainer: str, *, after: int) -> int:
    """Return the next citation that a trainer has not judged, going round; where all are, the one that was left."""
    numbers = [citation.n for citation in checked.citations]
    order = [n for n in numbers if n > after] + [n for n in numbers if n <= after]
    waiting = [n for n in order if trainer not in standing(checked.of(n))]
    return waiting[0] if waiting else after or numbers[0]


def _said(request: Request) -> str:
    """Say what the request before this one did; the address can claim no more than these fixed sentences."""
    fields = request.query_params
    given = fields.get("verdict", "")
    verdict = words.VERDICTS[Verdict(given)].lower() if given in set(Verdict) else ""
    number = next((fields[name] for name in ("saved", "undone") if fields.get(name, "").isdecimal()), "")
    if not number:
        return ""
    if not verdict:
        return words.NOTHING_TO_UNDO
    sentence = words.SAVED if "saved" in fields else words.TAKEN_BACK
    return sentence.format(n=number[:4], verdict=verdict)


def _who(visitor: Visitor, trainer: str) -> Markup:
    change = None if visitor.name is not None else element("a", words.CHANGE_NAME, href="/check?rename=yes")
    return join(
        [
            element("p", words.INTRODUCTION),
            element("p", words.CHECKING_AS.format(name=trainer), " ", change),
            element("p", element("a", words.REPORT_LINK, href="/check/report")),
        ]
    )


def _name_form(given: str, problem: str) -> Markup:
    return element(
        "form",
        element("p", words.NAME_WHY, id="name-why"),
        element("p", problem, class_="rl-problem", role="alert", id="name-problem") if problem else None,
        element("label", words.NAME_LABEL, for_="name"),
        element(
            "input",
            type="text",
            id="name",
            name="name",
            value=given[: trainers.LONGEST],
            maxlength=trainers.LONGEST,
            required=True,
            autocomplete="name",
            aria_describedby="name-problem name-why" if problem else "name-why",
            aria_invalid="true" if problem else None,
        ),
        element("button", words.NAME_SAVE, type="submit", class_="rl-button"),
        method="post",
        action="/check/name",
        class_="rl-name",
    )
