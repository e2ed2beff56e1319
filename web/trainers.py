"""Under whose name a verdict is given: the account's, or where there are none a name given once a browser session."""

from __future__ import annotations

from urllib.parse import quote, unquote

from starlette.requests import Request
from starlette.responses import Response

from web.access import Visitor, require

COOKIE = "review_lessons_trainer"
LONGEST = 60


def trainer_of(request: Request) -> tuple[Visitor, str | None]:
    """Return who is at the page and the name for their verdicts, None where it must still be given.

    Raises HTTPException as ``require`` does.
    """
    visitor = require(request, "check")
    if visitor.name is not None:
        return visitor, visitor.name
    return visitor, clean_name(unquote(request.cookies.get(COOKIE, "")))


def clean_name(given: str) -> str | None:
    """Return a name as it is kept, or None where it is empty or too long to be one."""
    name = " ".join("".join(char if char.isprintable() else " " for char in given).split())
    return name if 0 < len(name) <= LONGEST else None


def remember(response: Response, name: str, *, secure: bool) -> None:
    """Keep the name until the browser is closed."""
    response.set_cookie(COOKIE, quote(name), httponly=True, samesite="strict", secure=secure)
