"""The web server: the page, its own files and the pictures of pages, on this machine only."""

from __future__ import annotations

import asyncio
import secrets
import socket
from collections.abc import Callable, Sequence
from typing import Annotated

import gradio as gr
import uvicorn
from fastapi import APIRouter, FastAPI, HTTPException, Query, Request, Response
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import JSONResponse
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desk.accounts import NO_ACCOUNTS_YET, Accounts, is_loopback
from desk.database import Desk
from desk.lessons import Lessons
from desk.themes import open_themes
from vectorstore import LibraryError
from web import (
    api,
    check_page,
    conversations,
    insights_page,
    lessons_page,
    library_adding,
    library_page,
    mcp,
    sign_in,
    take_away,
    text,
)
from web.faces import AssistantFace, LibraryFace, SettingsFace
from web.markup import element
from web.page import STATIC, build_page, page_head, preloaded
from web.page_image import PageImageError, PageImages, PageKey, nearest_width
from web.site import Site, document
from web.theme import page_theme
from web.visiting import ASKED, SameOrigin, Sessions, Visiting

# Gradio evaluates its templates, so scripts of the page itself may be evaluated; nothing may come from or go elsewhere.
CONTENT_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    # Nothing to anybody else; with "no-referrer" browsers would also hide from us that a form came from our own page.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
ONE_DAY = "private, max-age=86400"


class _Private:
    """Adds the headers that keep the page to itself, and hides addresses of sources from Gradio.

    Gradio reads ``page`` and ``deep_link`` in the query of "/" as names of its own; ours are read by the page's script.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._preloaded = preloaded()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        ask_page = scope["path"] == "/"
        if ask_page:
            scope = {**scope, "query_string": b"", ASKED: scope["query_string"]}

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if ask_page:
                    headers["Link"] = self._preloaded
            await send(message)

        await self._app(scope, receive, with_headers)


# The pages besides the ask page: each module makes its own routes.
PAGES: tuple[Callable[[Site], APIRouter], ...] = (
    conversations.routes,
    check_page.routes,
    take_away.routes,
    lessons_page.routes,
    insights_page.routes,
    library_page.routes,
    library_adding.routes,
    api.routes,
    mcp.routes,
)


THIS_MACHINE = ("127.0.0.1", "localhost", "[::1]")


class WebError(Exception):
    """The pages cannot be served; the message says why and what to do."""


def build_app(
    library: LibraryFace,
    assistant: AssistantFace,
    settings: SettingsFace,
    *,
    desk: Desk | None = None,
    accounts: Accounts | None = None,
    open_without: bool = True,
    examples: Sequence[str] = (),
    hosts: Sequence[str] = THIS_MACHINE,
) -> FastAPI:
    """Build the server's application; it answers only under the names in ``hosts``.

    Without a ``desk`` there is the ask page alone. ``open_without`` lets everybody in while there are no accounts.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.add_exception_handler(StarletteHTTPException, _refusal(library))
    images = PageImages()

    @app.get("/page-image")
    def page_image(
        review: str, version: str, page: Annotated[int, Query(ge=1)], width: Annotated[int, Query(ge=1)] = 900
    ) -> Response:
        try:
            record = library.review(review, version)
            if record.media_type != "application/pdf":
                raise HTTPException(404, "This review has no page pictures.")
            path = library.original_path(review, version)
            image = images.png(PageKey(review, version, page, nearest_width(width)), path)
        except (LibraryError, PageImageError) as error:
            raise HTTPException(404, str(error)) from error
        return Response(image, media_type="image/png", headers={"Cache-Control": ONE_DAY})

    lessons = Lessons(library, open_themes(desk, desk.home)) if desk is not None else None
    if desk is not None and lessons is not None:
        site = Site(library, assistant, settings, desk, lessons, images)
        for routes in PAGES:
            app.include_router(routes(site))
    if accounts is not None:
        app.include_router(sign_in.routes(accounts, demonstration=library.demonstration))
    app.add_middleware(Visiting, accounts=accounts, open_without=open_without)
    app.add_middleware(Sessions, key=accounts.session_key() if accounts else secrets.token_hex(32))
    app.add_middleware(SameOrigin)
    app.add_middleware(_Private)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts))
    app.mount("/page-files", StaticFiles(directory=STATIC))

    def mount() -> None:
        _mount(app, build_page(library, assistant, settings, desk=desk, lessons=lessons, examples=examples))

    _within_a_loop(mount)
    return app


def _within_a_loop(work: Callable[[], None]) -> None:
    """Do ``work`` with an event loop running: where none is, Gradio makes some of its own and never closes them."""

    async def in_loop() -> None:
        work()

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        asyncio.run(in_loop())
    else:
        work()


def _mount(app: FastAPI, page: gr.Blocks) -> None:
    """Put the Gradio page at the root, without anything of Gradio's own around it."""
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        show_error=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        favicon_path=str(STATIC / "favicon.png"),
        theme=page_theme(),
        head=page_head(),
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
    )


def launch(
    library: LibraryFace,
    assistant: AssistantFace,
    settings: SettingsFace,
    *,
    desk: Desk | None = None,
    accounts: Accounts | None = None,
    host: str = "127.0.0.1",
    port: int = 7860,
    names: Sequence[str] = (),
    examples: Sequence[str] = (),
    announce: Callable[[str], None] | None = None,
) -> None:
    """Serve the pages until stopped; ``announce`` is told the address once it can be opened. Raises WebError.

    Port 0 takes any free port. Where there are no accounts only this machine may connect. ``names`` are those that
    other machines know this one by, beside its own.
    """
    alone = is_loopback(host)
    if not alone and (accounts is None or not accounts.any()):
        raise WebError(NO_ACCOUNTS_YET.format(host=host))
    app = build_app(
        library,
        assistant,
        settings,
        desk=desk,
        accounts=accounts,
        open_without=alone,
        examples=examples,
        hosts=(*THIS_MACHINE, *names) if alone else (*THIS_MACHINE, *_own_names(host), *names),
    )
    listening = _listen(host, port)
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{listening.getsockname()[1]}/"
    config = uvicorn.Config(
        app, log_level="warning", timeout_graceful_shutdown=2, ws="none", access_log=False, lifespan="on"
    )
    if announce:
        announce(address)
    uvicorn.Server(config).run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except (OSError, OverflowError) as error:
        listening.close()
        raise WebError(
            f"Port {port} on {host} cannot be used ({getattr(error, 'strerror', None) or error}). "
            "Another program may be using it: give another one with --port, or --port 0 for any free one."
        ) from error
    listening.listen(128)
    return listening


def _own_names(host: str) -> tuple[str, ...]:
    """What this machine calls itself, and the address it listens on where that is one and not all of them."""
    own = {socket.gethostname(), socket.getfqdn()}
    return tuple(sorted(own | ({f"[{host}]" if ":" in host else host} - {"0.0.0.0", "[::]"})))


def _refusal(library: LibraryFace) -> Callable[[Request, Exception], Response]:
    """Tell people at a page in words on a page, and programs as JSON, why a request was refused."""

    def refuse(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, StarletteHTTPException) else 500
        detail = error.detail if isinstance(error, StarletteHTTPException) else ""
        if "text/html" not in request.headers.get("accept", ""):
            return JSONResponse({"detail": detail}, status)
        title = text.REFUSED.get(status, text.REFUSED_OTHERWISE)
        said = element("p", detail) if status != 404 or detail != "Not Found" else element("p", text.NO_SUCH_PAGE)
        visitor = getattr(request.state, "visitor", None)
        return document(title, said, current="", visitor=visitor, demonstration=library.demonstration, status=status)

    return refuse
