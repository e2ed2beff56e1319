"""What the ask page's script asks of the server beside answers: the page's frame, and an asker's own conversations.

Everything here takes and returns JSON, and belongs to whoever sends it: nobody can name somebody else's conversation.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from pydantic import BaseModel, Field

from desk.conversations import (
    KeptAnswer,
    NotYours,
    Verdict,
    add_feedback,
    conversation_turns,
    delete_conversation,
    kept_answer,
    rename,
    set_consent,
)
from vectorstore import FilterError, Filters
from web import text
from web.access import require
from web.askers import Asker, asker_of, known
from web.check_marks import source_marks
from web.conversation import TurnUpdate, finished
from web.filters_panel import choices, filters_html
from web.how_html import private_words
from web.keeping import CONVERSATION_ID, Keeping, keeping_html
from web.site import Site, navigation
from web.stored import NotSealed, Put, take_out, unseal
from web.surroundings import Surroundings
from web.widening import holdings_words

SEALED_CHARACTERS = 400_000


class Agreed(BaseModel):
    """Whether an asker agrees."""

    agreed: bool


class Named(BaseModel):
    """A conversation."""

    conversation: str = Field(max_length=64)


class Renamed(Named):
    """A conversation and its new name."""

    name: str = Field(max_length=500)


class Remark(Named):
    """What an asker says of an answer, with the answer as it was sealed for them."""

    turn: str = Field(max_length=64)
    citation: int | None = None
    verdict: Verdict
    note: str = Field(default="", max_length=10_000)
    sealed: str = Field(default="", max_length=SEALED_CHARACTERS)


def routes(site: Site) -> APIRouter:
    """Make the addresses under which the ask page's script reaches the server."""
    keeping = Keeping.of(site.desk, site.library, site.settings)
    router = APIRouter(dependencies=[Depends(_may_ask)])

    @router.get("/ask-frame")
    def frame(request: Request, response: Response) -> dict[str, str]:
        asker = known(request, response, keeping.days) if keeping.policy == "all" else asker_of(request)
        response.headers["Cache-Control"] = "no-store"
        return _frame(site, keeping, asker, request)

    @router.post("/conversations/consent")
    def consent(sent: Agreed, request: Request, response: Response) -> dict[str, str]:
        if keeping.policy != "consented":
            raise HTTPException(409, text.KEEPING_FAILED)
        asker = known(request, response, keeping.days)
        set_consent(site.desk, _owner(asker), sent.agreed)
        return _listed(keeping, asker, text.KEEPING_ON if sent.agreed else text.KEEPING_OFF)

    @router.post("/conversations/rename")
    def rename_one(sent: Renamed, request: Request) -> dict[str, str]:
        asker = asker_of(request)
        with _theirs():
            rename(site.desk, _owner(asker), sent.conversation, sent.name)
        return _listed(keeping, asker, text.KEEPING_RENAMED)

    @router.post("/conversations/delete")
    def delete_one(sent: Named, request: Request) -> dict[str, str]:
        asker = asker_of(request)
        with _theirs():
            delete_conversation(site.desk, _owner(asker), sent.conversation)
        return _listed(keeping, asker, text.KEEPING_DELETED)

    @router.post("/conversations/open", response_model=None)
    def open_one(sent: Named, request: Request) -> list[TurnUpdate]:
        with _theirs():
            turns = conversation_turns(site.desk, _owner(asker_of(request)), sent.conversation)
        return [_turn(site, keeping, one) for one in turns]

    @router.post("/conversations/remark")
    def remark(sent: Remark, request: Request, response: Response) -> dict[str, str]:
        if keeping.policy == "none" or not CONVERSATION_ID.fullmatch(sent.conversation):
            raise HTTPException(422, text.NOT_SEALED)
        asker = known(request, response, keeping.days)
        _keep_for_remark(keeping, asker, sent)
        with _theirs():
            add_feedback(site.desk, _owner(asker), sent.turn, sent.citation, sent.verdict, sent.note)
        return _listed(keeping, asker, text.REMARK_SENT)

    return router


def _may_ask(request: Request) -> None:
    require(request, "ask")


@contextmanager
def _theirs() -> Iterator[None]:
    """Tell whoever names what is not theirs that there is no such thing."""
    try:
        yield
    except NotYours as error:
        raise HTTPException(404, text.NOT_YOURS) from error


def _owner(asker: Asker) -> str:
    if asker.owner is None:
        raise NotYours
    return asker.owner


def _frame(site: Site, keeping: Keeping, asker: Asker, request: Request) -> dict[str, str]:
    """Return the parts of the ask page that are not the same for everybody and at all times."""
    visitor = require(request, "ask")
    private = {"none": text.PRIVATE, "consented": text.PRIVATE_CONSENTED, "all": text.PRIVATE_ALL}[keeping.policy]
    who = text.NO_ACCOUNTS if visitor.name is None else text.SIGNED_IN.format(name=visitor.name)
    return {
        "navigation": str(navigation(visitor, "/")),
        "filters": str(filters_html(choices(site.library.reviews()))),
        "keeping": str(keeping_html(keeping, asker)),
        "private": f"{private_words(private, site.assistant.sends_to)} {who}",
        "holds": holdings_words(site.library.reviews()),
    }


def _listed(keeping: Keeping, asker: Asker, said: str) -> dict[str, str]:
    return {"keeping": str(keeping_html(keeping, asker)), "said": said}


def _keep_for_remark(keeping: Keeping, asker: Asker, sent: Remark) -> None:
    """Keep the answer that a remark is about, where it is not kept yet: sending the remark asks for that."""
    if kept_answer(keeping.desk, sent.turn) is not None:
        return
    try:
        stored = unseal(keeping.key, sent.sealed)
        put = take_out(stored)
    except NotSealed as error:
        raise HTTPException(422, str(error)) from error
    if put.turn != sent.turn or not keeping.keep_as("answer", asker, sent.conversation, stored):
        raise HTTPException(422, text.NOT_SEALED)


def _turn(site: Site, keeping: Keeping, one: KeptAnswer) -> TurnUpdate:
    put = take_out(one.answer)
    around = surroundings(site, keeping, put)
    return finished(put, around, version=one.library_version, sealed=keeping.seal(dict(one.answer)), kept=True)


def surroundings(site: Site, keeping: Keeping, put: Put) -> Surroundings:
    """Return what a kept turn is shown in."""
    try:
        ticked = Filters.from_json(put.ticked)
    except FilterError:
        ticked = Filters()
    marks = source_marks(site.desk, put.turn, put.answer)
    return Surroundings(site.library.reviews(), ticked, keeping.remark_days, marks)
