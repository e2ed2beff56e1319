"""The picture of a report's page in a page of ours, with words marked on it."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from markupsafe import Markup

from ingest.model import Page
from vectorstore import ReviewRecord
from web.highlight import Box
from web.markup import Child, element, join
from web.page_image import WIDTHS

_AROUND = 1  # points that a mark goes beyond its words on each side


def page_picture(
    review: ReviewRecord, page: Page, alt: str, sizes: str, rects: Sequence[Markup] = (), below: Child = None
) -> Markup:
    """Return a figure with the page; ``sizes`` says how wide it is shown, ``rects`` are its marks (``mark_rect``)."""
    where = urlencode({"review": review.review_id, "version": review.version, "page": page.number})
    addresses = {width: f"/page-image?{where}&width={width}" for width in WIDTHS}
    overlay = Markup('<svg class="rl-marks" viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true">{}</svg>')
    return element(
        "figure",
        element(
            "img",
            src=addresses[WIDTHS[1]],
            srcset=", ".join(f"{url} {width}w" for width, url in addresses.items()),
            sizes=sizes,
            alt=alt,
            width=round(page.width),
            height=round(page.height),
            decoding="async",
        ),
        overlay.format(_points(page.width), _points(page.height), join(rects)) if rects else None,
        below,
        class_="rl-picture",
        style=f"aspect-ratio: {_points(page.width)} / {_points(page.height)}",
    )


def mark_rect(box: Box, look: str | None = None) -> Markup:
    """Return the mark of one box of words."""
    return element(
        "rect",
        x=_points(box.x0 - _AROUND),
        y=_points(box.y0 - _AROUND),
        width=_points(box.x1 - box.x0 + 2 * _AROUND),
        height=_points(box.y1 - box.y0 + 2 * _AROUND),
        class_=look,
    )


def _points(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
