"""What all pages besides the ask page share: what they work with, the frame around them, and the way between them."""

from __future__ import annotations

from dataclasses import dataclass, field

from markupsafe import Markup
from starlette.responses import HTMLResponse

from desk.database import Desk
from desk.lessons import Lessons
from web import text
from web.access import Right, Visitor
from web.faces import AssistantFace, LibraryFace, SettingsFace
from web.markup import Child, element, join
from web.page_image import PageImages


@dataclass(frozen=True, slots=True)
class Site:
    """What the pages work with."""

    library: LibraryFace
    assistant: AssistantFace
    settings: SettingsFace
    desk: Desk
    lessons: Lessons
    pictures: PageImages = field(default_factory=PageImages)


@dataclass(frozen=True, slots=True)
class Place:
    """A page that the navigation leads to, for those who have the right."""

    address: str
    name: str
    right: Right


PLACES = (
    Place("/", "Ask", "ask"),
    Place("/lessons", "Lessons", "ask"),
    Place("/insights", "Insights", "ask"),
    Place("/take-away", "Take away", "ask"),
    Place("/check", "Check", "check"),
    Place("/library", "Library", "manage"),
)


OPEN_TO_ALL = "No accounts: everybody at this computer may do everything."
SIGNED_IN = "Signed in as {name} ({role})"
SIGN_OUT = "Sign out"


def navigation(visitor: Visitor | None, current: str) -> Markup:
    """Return the way between the pages and who is at them; ``current`` is the address of the one that is shown.

    Nobody who has not signed in is shown any way.
    """
    if visitor is None:
        return Markup("")
    items = [
        element(
            "li",
            element("a", place.name, href=place.address, aria_current="page" if place.address == current else None),
        )
        for place in PLACES
        if visitor.may(place.right)
    ]
    return element("nav", element("ul", items), class_="rl-nav", aria_label="Pages") + _who(visitor)


def _who(visitor: Visitor) -> Markup:
    """Say who is signed in, with the way out, or that nobody needs to."""
    if visitor.name is None:
        return element("p", OPEN_TO_ALL, class_="rl-who")
    return element(
        "form",
        element("span", SIGNED_IN.format(name=visitor.name, role=visitor.role)),
        element("button", SIGN_OUT, type="submit", class_="rl-link"),
        method="post",
        action="/sign-out",
        class_="rl-who",
    )


def document(
    title: str,
    *body: Child,
    current: str,
    visitor: Visitor | None,
    demonstration: bool,
    head: Child = None,
    heading: str | None = None,
    status: int = 200,
) -> HTMLResponse:
    """Return one whole page in the frame that all share; ``heading`` stands on it where it is not the title."""
    frame = element(
        "html",
        element(
            "head",
            element("meta", charset="utf-8"),
            element("meta", name="viewport", content="width=device-width, initial-scale=1"),
            element("meta", name="color-scheme", content="light dark"),
            element("title", f"{title} – {text.PRODUCT}"),
            element("link", rel="stylesheet", href="/page-files/site.css"),
            element("link", rel="icon", href="/page-files/favicon.png"),
            head,
        ),
        element(
            "body",
            element("a", "Skip to the content", href="#content", class_="rl-skip"),
            element(
                "header",
                element("p", element("a", text.PRODUCT, href="/"), class_="rl-product"),
                navigation(visitor, current),
                element("p", text.DEMONSTRATION, class_="rl-notice rl-demonstration") if demonstration else None,
            ),
            element("main", element("h1", heading or title), join(body), id="content", tabindex="-1"),
            element("footer", element("p", text.WHAT_IT_IS)),
        ),
        lang="en",
    )
    return HTMLResponse("<!doctype html>" + str(frame), status_code=status)
