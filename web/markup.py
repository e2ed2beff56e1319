"""HTML made from parts: everything that is not markup of ours is escaped, without exception.

Words of reports, questions and models reach the page only as children or attribute values of ``element``, so a
``<script>`` in a question is seen as the characters it is made of.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from markupsafe import Markup, escape

Child = str | None | Iterable["Child"]
Attribute = str | int | bool | None

VOID_ELEMENTS = frozenset({"br", "hr", "img", "input", "link", "meta"})


def element(name: str, /, *children: Child, **attributes: Attribute) -> Markup:
    """Return one element; plain strings are escaped, ``Markup`` is kept, None is left out.

    In attribute names a trailing underscore falls away (``class_``) and others become hyphens (``aria_label``);
    False and None leave an attribute out, True gives it without a value.
    """
    opening = Markup("<{}{}>").format(Markup(name), _attributes(attributes))
    if name in VOID_ELEMENTS:
        return opening
    return opening + join(children) + Markup("</{}>").format(Markup(name))


def join(children: Child) -> Markup:
    """Put children one after the other, escaping those that are plain strings."""
    if children is None:
        return Markup("")
    if isinstance(children, str):
        return escape(children)
    return Markup("").join(join(child) for child in children)


def _attributes(attributes: dict[str, Attribute]) -> Markup:
    parts = []
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        name = key.rstrip("_").replace("_", "-")
        parts.append(Markup(" {}").format(name) if value is True else Markup(' {}="{}"').format(name, str(value)))
    return Markup("").join(parts)


def web_address(url: str | None) -> str | None:
    """Return the address if it is one that a browser may safely follow (http or https with a host), else None."""
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
        safe = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return None
    return url.strip() if safe else None
