"""Who may do what: the one function that every page asks before it shows or changes anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fastapi import HTTPException
from starlette.requests import Request

from desk.accounts import Role

Right = Literal["ask", "check", "manage", "administer"]

RIGHTS: dict[Role, frozenset[Right]] = {
    "practitioner": frozenset({"ask"}),
    "trainer": frozenset({"ask", "check"}),
    "librarian": frozenset({"ask", "manage"}),
    "administrator": frozenset({"ask", "check", "manage", "administer"}),
}


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is at the page; ``name`` is None where the library has no accounts and everybody may do everything."""

    name: str | None
    role: Role

    def may(self, right: Right) -> bool:
        """Whether this visitor has a right."""
        return right in RIGHTS[self.role]


NOBODY_IN_PARTICULAR = Visitor(None, "administrator")


def require(request: Request, right: Right) -> Visitor:
    """Return who is asking, or refuse: 401 for nobody signed in, 403 for somebody without the right.

    The server puts the visitor into the request's state before any page sees it.
    """
    visitor: Visitor | None = getattr(request.state, "visitor", None)
    if visitor is None:
        raise HTTPException(401, "Sign in first.")
    if not visitor.may(right):
        raise HTTPException(403, "Your account does not have the right to open this page.")
    return visitor
