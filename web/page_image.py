"""Pictures of PDF pages, rendered with PDFium and kept in memory for a while; nothing is written to disk."""

from __future__ import annotations

import io
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import pypdfium2 as pdfium

WIDTHS = (600, 900, 1200, 1800, 2400)
CACHE_BYTES = 96 * 1024 * 1024
MAX_PIXELS = 12_000_000

# PDFium keeps global state: two threads in it at once corrupt each other's pages.
_pdfium_lock = Lock()


class PageImageError(Exception):
    """The picture of a page cannot be made; the message says why."""


@dataclass(frozen=True, slots=True)
class PageKey:
    """Which picture: one page of one version of a review, at a width in pixels."""

    review_id: str
    version: str
    page: int
    width: int


class PageImages:
    """Renders pages and remembers the latest pictures, up to ``limit`` bytes of PNG."""

    def __init__(self, limit: int = CACHE_BYTES) -> None:
        """Start with nothing remembered."""
        self._limit = limit
        self._kept: OrderedDict[PageKey, bytes] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def png(self, key: PageKey, path: Path) -> bytes:
        """Return the page as PNG, rendering it at most once while it is remembered. Raises PageImageError."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        image = render_page(path, key.page, key.width)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = image
                self._size += len(image)
            while self._size > self._limit and len(self._kept) > 1:
                self._size -= len(self._kept.popitem(last=False)[1])
        return image

    def forget(self, review_id: str) -> None:
        """Drop every picture of a review."""
        with self._lock:
            for key in [key for key in self._kept if key.review_id == review_id]:
                self._size -= len(self._kept.pop(key))


def nearest_width(wanted: int) -> int:
    """Return the smallest offered width that is at least ``wanted`` pixels, else the largest."""
    return next((width for width in WIDTHS if width >= wanted), WIDTHS[-1])


def render_page(path: Path, page: int, width: int) -> bytes:
    """Render a page (1-based) of a PDF as PNG, ``width`` pixels wide. Raises PageImageError."""
    out = io.BytesIO()
    with _pdfium_lock:
        try:
            document = pdfium.PdfDocument(path)
        except (pdfium.PdfiumError, OSError) as error:
            raise PageImageError("The report's file cannot be opened as a PDF.") from error
        try:
            if not 1 <= page <= len(document):
                raise PageImageError(f"The report has {len(document)} pages, not {page}.")
            sheet = document[page - 1]
            points_wide, points_high = sheet.get_size()
            scale = width / points_wide
            if points_wide * points_high * scale * scale > MAX_PIXELS:
                scale = (MAX_PIXELS / (points_wide * points_high)) ** 0.5
            picture = sheet.render(scale=scale).to_pil()
        except pdfium.PdfiumError as error:
            raise PageImageError(f"Page {page} of the report cannot be drawn.") from error
        finally:
            document.close()
    picture.save(out, format="PNG", compress_level=6)
    return out.getvalue()
