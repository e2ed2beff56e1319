"""Signing in and out, with waiting times after wrong passwords."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from desk.accounts import Accounts
from web.markup import element, join
from web.site import document
from web.visiting import SIGN_IN

TITLE = "Sign in"
NAME = "Name"
PASSWORD = "Password"
SUBMIT = "Sign in"
WRONG = "The name or the password is wrong. Try again, or ask whoever looks after this library."
WAIT = "There were too many wrong passwords. Wait {wait} and try again."
NO_ACCOUNTS = "This library has no accounts. Whoever looks after it adds them (review-lessons user add)."

FREE_BY_NAME = 5
FREE_BY_ADDRESS = 25  # several people may share one
LONGEST_WAIT = 300.0  # seconds
_REMEMBERED = 5_000


@dataclass(slots=True)
class _Failures:
    count: int = 0
    until: float = 0.0


class Patience:
    """How long somebody must wait after wrong passwords: twice as long after each, once the free ones are used up."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: OrderedDict[tuple[str, str], _Failures] = OrderedDict()
        self._lock = Lock()

    def wait(self, name: str, address: str) -> float:
        """Seconds until the next try is looked at; 0 when it may come now."""
        now = self._clock()
        with self._lock:
            return max(0.0, *(self._kept.get(key, _Failures()).until - now for key in _keys(name, address)))

    def failed(self, name: str, address: str) -> None:
        """A wrong password was given."""
        now = self._clock()
        with self._lock:
            for key, free in zip(_keys(name, address), (FREE_BY_NAME, FREE_BY_ADDRESS), strict=True):
                failures = self._kept.setdefault(key, _Failures())
                self._kept.move_to_end(key)
                failures.count += 1
                over = failures.count - free
                if over >= 0:
                    failures.until = now + min(LONGEST_WAIT, 2.0 ** min(over, 16))
            while len(self._kept) > _REMEMBERED:
                self._kept.popitem(last=False)

    def succeeded(self, name: str, address: str) -> None:
        """The right password was given."""
        with self._lock:
            for key in _keys(name, address):
                self._kept.pop(key, None)


def _keys(name: str, address: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("name", " ".join(name.split()).casefold()), ("address", address)


def routes(accounts: Accounts, *, demonstration: bool) -> APIRouter:
    """The pages for signing in and out."""
    router = APIRouter()
    patience = Patience()

    def page(
        request: Request, afterwards: str, name: str = "", problem: str | None = None, status: int = 200
    ) -> Response:
        inside = _form(afterwards, name, problem) if accounts.any() else element("p", NO_ACCOUNTS)
        title = f"Error: {TITLE}" if problem else TITLE
        return document(
            title,
            inside,
            heading=TITLE,
            head=element("link", rel="stylesheet", href="/page-files/library.css"),
            current=SIGN_IN,
            visitor=request.state.visitor,
            demonstration=demonstration,
            status=status,
        )

    @router.get(SIGN_IN)
    def show(request: Request, next: str = "/") -> Response:
        visitor = request.state.visitor
        if visitor is not None and visitor.name is not None:
            return RedirectResponse(own_page(next), 303)
        return page(request, own_page(next))

    @router.post(SIGN_IN)
    def sign_in(
        request: Request,
        name: Annotated[str, Form()] = "",
        password: Annotated[str, Form()] = "",
        next: Annotated[str, Form()] = "/",
    ) -> Response:
        address = request.client.host if request.client else ""
        if wait := patience.wait(name, address):
            refused = page(request, own_page(next), name, WAIT.format(wait=_duration(wait)), 429)
            refused.headers["Retry-After"] = str(int(wait) + 1)
            return refused
        account = accounts.check(name, password)
        if account is None:
            patience.failed(name, address)
            return page(request, own_page(next), name, WRONG, 401)
        patience.succeeded(name, address)
        request.session.clear()
        request.session.update({"account": account.name, "stamp": account.stamp})
        return RedirectResponse(own_page(next), 303)

    @router.post("/sign-out")
    def sign_out(request: Request) -> Response:
        request.session.clear()
        return RedirectResponse(SIGN_IN, 303)

    return router


def own_page(wanted: str) -> str:
    """An address on this site to go on to, or the first page where it is none: nobody is led elsewhere."""
    plain = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if plain and "\\" not in wanted and not wanted.startswith(SIGN_IN) else "/"


def _form(afterwards: str, name: str, problem: str | None) -> str:
    said = element("p", problem, id="problem", class_="rl-problem", role="alert") if problem else None
    about = "problem" if problem else None
    return join(
        [
            said,
            element(
                "form",
                element("p", element("label", NAME, for_="name")),
                element(
                    "input",
                    id="name",
                    name="name",
                    value=name,
                    autocomplete="username",
                    required=True,
                    aria_describedby=about,
                    autocapitalize="none",
                    spellcheck="false",
                ),
                element("p", element("label", PASSWORD, for_="password")),
                element(
                    "input",
                    id="password",
                    name="password",
                    type="password",
                    autocomplete="current-password",
                    required=True,
                    aria_describedby=about,
                ),
                element("input", type="hidden", name="next", value=afterwards),
                element("p", element("button", SUBMIT, type="submit", class_="rl-button")),
                method="post",
                action=SIGN_IN,
                class_="rl-form",
            ),
        ]
    )


def _duration(seconds: float) -> str:
    whole = int(seconds) + 1
    if whole < 120:
        return f"{whole} {'second' if whole == 1 else 'seconds'}"
    return f"{whole // 60 + 1} minutes"
