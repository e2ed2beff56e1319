"""Who comes in: every request is told apart before any page, picture or part of Gradio's own sees it."""

from __future__ import annotations

from http.cookies import SimpleCookie
from urllib.parse import quote, urlsplit

from markupsafe import Markup
from starlette.datastructures import Headers
from starlette.middleware.sessions import SessionMiddleware
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from desk.accounts import Accounts
from web.access import NOBODY_IN_PARTICULAR, Visitor

COOKIE = "review_lessons_session"
SESSION_SECONDS = 12 * 3600
SIGN_IN = "/sign-in"
_PUBLIC = (SIGN_IN, "/page-files/")
_HARMLESS = frozenset({"GET", "HEAD", "OPTIONS"})
ASKED = "asked_query"  # where the query stands that was taken out of the scope before Gradio reads it


class SameOrigin:
    """Refuses what would change something when another site's page sends it: a browser says where it came from."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on."""
        if scope["type"] == "http" and scope["method"] not in _HARMLESS and _foreign(Headers(scope=scope)):
            refused = PlainTextResponse("This was sent from another site's page, so it was not done.", 403)
            await refused(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _foreign(headers: Headers) -> bool:
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc.casefold() != headers.get("host", "").casefold()


class Sessions:
    """Starlette's signed session cookie, marked Secure wherever the page is reached by https."""

    def __init__(self, app: ASGIApp, key: str) -> None:
        self._plain, self._secure = (
            SessionMiddleware(app, key, COOKIE, SESSION_SECONDS, same_site="strict", https_only=https_only)
            for https_only in (False, True)
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on with a session."""
        chosen = self._secure if scope.get("scheme") == "https" else self._plain
        await chosen(scope, receive, send)


class Visiting:
    """Puts who is asking into every request's state, and lets nobody unknown past where there are accounts.

    Without accounts everybody may do everything if ``open_without`` (the page is on this machine alone), else nobody.
    """

    def __init__(self, app: ASGIApp, accounts: Accounts | None, *, open_without: bool) -> None:
        self._app = app
        self._accounts = accounts
        self._open = open_without

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on with the visitor."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        visitor = self._visitor(scope)
        scope.setdefault("state", {})["visitor"] = visitor
        if visitor is None and not (scope["type"] == "http" and scope["path"].startswith(_PUBLIC)):
            await _refuse(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _visitor(self, scope: Scope) -> Visitor | None:
        if self._accounts is None or not self._accounts.any():
            return NOBODY_IN_PARTICULAR if self._open else None
        session = scope["session"]
        name, stamp = session.get("account"), session.get("stamp")
        account = self._accounts.get(name) if isinstance(name, str) else None
        # The account is looked up each time, so that one that was removed or made anew is out at once.
        if account is None or account.stamp != stamp:
            return None
        return Visitor(account.name, account.role)


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    headers = Headers(scope=scope)
    answer: Response = PlainTextResponse("Sign in first.", 401)
    if scope["method"] == "GET" and "text/html" in headers.get("accept", ""):
        query = scope.get(ASKED, scope["query_string"]).decode("latin-1")
        here = quote(scope["path"]) + (f"?{query}" if query else "")
        # A strict cookie stays at home when a link on another site is followed; our own page then goes on to the same
        # address, and the cookie comes along.
        afar = headers.get("sec-fetch-site") == "cross-site" and COOKIE not in SimpleCookie(headers.get("cookie", ""))
        answer = HTMLResponse(_ONWARD.format(here)) if afar else RedirectResponse(sign_in_address(here), 303)
    answer.headers["Cache-Control"] = "no-store"
    await answer(scope, receive, send)


_ONWARD = Markup(
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="0">'
    '<title>Opening the page</title></head><body><p><a href="{}">Open the page</a></p></body></html>'
)


def sign_in_address(afterwards: str) -> str:
    """The address of the sign-in page that leads on to a page of ours."""
    return SIGN_IN if afterwards in ("/", "") else f"{SIGN_IN}?next={quote(afterwards, safe='/')}"
