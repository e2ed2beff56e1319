"""The web server: the page, its own files and the pictures of pages, on this machine only."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Callable, Sequence
from typing import Annotated

import gradio as gr
import uvicorn
from fastapi import APIRouter, FastAPI, HTTPException, Query, Response
from starlette.datastructures import MutableHeaders
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desk.database import Desk
from vectorstore import LibraryError
from web import conversations
from web.access import NOBODY_IN_PARTICULAR
from web.faces import AssistantFace, LibraryFace, SettingsFace
from web.page import STATIC, build_page, page_head
from web.page_image import PageImageError, PageImages, PageKey, nearest_width
from web.site import Site
from web.theme import page_theme

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
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
ONE_DAY = "private, max-age=86400"


class _Private:
    """Adds the headers that keep the page to itself, and hides addresses of sources from Gradio.

    Gradio reads ``page`` and ``deep_link`` in the query of "/" as names of its own; ours are read by the page's script.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["path"] == "/":
            scope = dict(scope, query_string=b"")

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers)


class _Visiting:
    """Puts who is asking into every request; everybody may do everything where there are no accounts."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope.setdefault("state", {})["visitor"] = NOBODY_IN_PARTICULAR
        await self._app(scope, receive, send)


# The pages besides the ask page: each module makes its own routes.
PAGES: tuple[Callable[[Site], APIRouter], ...] = (conversations.routes,)


class WebError(Exception):
    """The pages cannot be served; the message says why and what to do."""


def build_app(
    library: LibraryFace,
    assistant: AssistantFace,
    settings: SettingsFace,
    *,
    desk: Desk | None = None,
    examples: Sequence[str] = (),
    hosts: Sequence[str] = ("127.0.0.1", "localhost", "[::1]"),
) -> FastAPI:
    """Build the server's application; it answers only under the names in ``hosts``.

    Without a ``desk`` there is the ask page alone.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
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

    if desk is not None:
        site = Site(library, assistant, settings, desk)
        for routes in PAGES:
            app.include_router(routes(site))
    app.add_middleware(_Visiting)
    app.add_middleware(_Private)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts))
    app.mount("/page-files", StaticFiles(directory=STATIC))

    def mount() -> None:
        _mount(app, build_page(library, assistant, settings, desk=desk, examples=examples))

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
    host: str = "127.0.0.1",
    port: int = 7860,
    examples: Sequence[str] = (),
    announce: Callable[[str], None] | None = None,
) -> None:
    """Serve the pages until stopped; ``announce`` is told the address once it can be opened. Raises WebError.

    Port 0 takes any free port. There are no accounts, so only this machine may connect.
    """
    if not _is_loopback(host):
        raise WebError(
            f"The page is not served on {host}: there are no accounts yet, so only this machine may use it. "
            "Leave --host out, or give 127.0.0.1."
        )
    app = build_app(library, assistant, settings, desk=desk, examples=examples)
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


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
