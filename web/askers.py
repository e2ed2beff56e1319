"""Who asks, as far as their own conversations need it: by account, or by browser where there are no accounts."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from web.access import Visitor

COOKIE = "review_lessons_asker"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody at the page; ``owner`` says "the same person again", and is None where nothing tells."""

    name: str | None = None
    owner: str | None = None


def asker_of(request: Request | None) -> Asker:
    """Return who sent a request."""
    if request is None:
        return Asker()
    visitor: Visitor | None = getattr(request.state, "visitor", None)
    return _asker(visitor, request.cookies)


def known(request: Request, response: Response, days: int) -> Asker:
    """Return who sent a request, giving a browser without an account a name of its own to be known by again."""
    asker = asker_of(request)
    if asker.owner is not None:
        return asker
    token = secrets.token_urlsafe(24)
    response.set_cookie(
        COOKIE, token, max_age=days * 86_400, httponly=True, samesite="strict", secure=request.url.scheme == "https"
    )
    return Asker(None, _browser(token))


def _asker(visitor: Visitor | None, cookies: Mapping[str, str]) -> Asker:
    if visitor is not None and visitor.name is not None:
        return Asker(visitor.name, f"account:{visitor.name}")
    token = cookies.get(COOKIE, "")
    return Asker(None, _browser(token) if _TOKEN.fullmatch(token) else None)


def _browser(token: str) -> str:
    return "browser:" + hashlib.sha256(token.encode()).hexdigest()[:32]
