"""The library for other programs over HTTP: ask, search, open a source; described at ``/api/openapi.json``."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, Field

from assistant import Answer, FoundPassage
from web.access import require
from web.programs import LONGEST_SOURCE, MOST_PASSAGES, Json, Programs
from web.site import Site

VERSION = "1"
DESCRIPTION = (
    "What published safeguarding reviews say, with the exact words each sentence rests on. Every quote equals the "
    "version's text at [start, end). It shows what reviews say; it is not advice on a live case. The shapes "
    "change only by adding."
)
FilterValue = str | list[str] | None
_BUSY: dict[int | str, dict[str, object]] = {503: {"description": "Too many questions are being answered; try again."}}
_NO_SOURCE: dict[int | str, dict[str, object]] = {404: {"description": "There is no such review or version."}}


class _Turn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    role: Literal["user", "assistant"]
    content: str


class Question(BaseModel):
    """A question with the conversation before it and the limits of the search."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(description="in plain words; at most 2,000 characters are searched", max_length=20_000)
    history: list[_Turn] = Field(default_factory=list, max_length=50, description="earlier turns, oldest first")
    filters: dict[str, FilterValue] = Field(
        default_factory=dict,
        description="kind, local_authority, published_from, published_to, theme, review_id; a value or a list of them",
    )
    as_typed: bool = Field(
        default=False,
        description="let personal details in the question go to a chat model on another machine, where the settings "
        "leave that to the asker; otherwise the model gets them masked",
    )


class Passages(BaseModel):
    """The passages found, best first."""

    question: str
    filters: dict[str, object]
    passages: list[FoundPassage]


class Source(BaseModel):
    """Words of a review, where they stand, and the address on this server that shows them on their page."""

    review_id: str
    version: str
    current: bool
    title: str | None
    file: str
    local_authority: str | None
    published: str | None
    page: int | None
    page_label: str | None
    paragraph: str | None
    heading_path: list[str]
    start: int
    end: int
    text: str
    ocr: bool
    address: str


def routes(site: Site) -> APIRouter:
    """Return the routes for programs."""
    router = APIRouter(prefix="/api")
    programs = Programs(site)

    @router.post("/ask", summary="Ask a question", responses={200: {"model": Answer}, **_BUSY})
    def ask(request: Request, asked: Question) -> Json:
        """Answer a question, with claims, citations and the passages found."""
        require(request, "ask")
        history = [turn.model_dump() for turn in asked.history]
        return programs.ask(asked.question, history, asked.filters, as_typed=asked.as_typed)

    @router.get("/search", summary="Search for passages", responses={200: {"model": Passages}, **_BUSY})
    def search(
        request: Request,
        question: Annotated[str, Query(max_length=20_000)],
        k: Annotated[int, Query(ge=1, le=MOST_PASSAGES)] = 10,
        kind: Annotated[list[str] | None, Query()] = None,
        local_authority: Annotated[list[str] | None, Query()] = None,
        published_from: str | None = None,
        published_to: str | None = None,
        theme: Annotated[list[str] | None, Query()] = None,
        review_id: Annotated[list[str] | None, Query()] = None,
    ) -> Json:
        """Find the passages that are nearest to a question, without an answer made of them."""
        require(request, "ask")
        given = {
            "kind": kind,
            "local_authority": local_authority,
            "published_from": published_from,
            "published_to": published_to,
            "theme": theme,
            "review_id": review_id,
        }
        return programs.search(question, {key: value for key, value in given.items() if value}, k)

    @router.get("/source", summary="Open a source", responses={200: {"model": Source}, **_NO_SOURCE})
    def source(
        request: Request,
        review: str,
        version: str,
        start: Annotated[int, Query(ge=0)],
        end: Annotated[int, Query(ge=1, description=f"at most {LONGEST_SOURCE:,} characters after start")],
    ) -> Json:
        """Give the words of a review's version at [start, end) with their place."""
        require(request, "ask")
        return programs.source(review, version, start, end)

    described = [route for route in router.routes if isinstance(route, APIRoute)]

    @router.get("/openapi.json", include_in_schema=False)
    def openapi(request: Request) -> Json:
        require(request, "ask")
        made = get_openapi(title="Review Lessons", version=VERSION, description=DESCRIPTION, routes=described)
        # The answer in blocks is the page's own and is not sent.
        del made["components"]["schemas"]["Answer"]["properties"]["layout"], made["components"]["schemas"]["Block"]
        return dict(made)

    return router
