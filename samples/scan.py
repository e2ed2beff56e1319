"""Turns a PDF into pictures of its pages, as an office scanner would: a little askew, grey and without words."""

from __future__ import annotations

import io
from typing import Final

import pypdfium2 as pdfium
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

DOTS_PER_INCH: Final = 150
QUALITY: Final = 45
TILTS: Final = (0.25, -0.2, 0.1, -0.3, 0.15)  # degrees, one page after the other


def make_scan(content: bytes, title: str) -> bytes:
    """The same pages as pictures. The letters' exact edges depend on the version of PDFium."""
    buffer = io.BytesIO()
    document = pdfium.PdfDocument(content)
    canvas = Canvas(buffer, invariant=1)
    canvas.setTitle(title)
    for index in range(len(document)):
        page = document[index]
        picture = page.render(scale=DOTS_PER_INCH / 72, grayscale=True).to_pil().convert("L")
        askew = picture.rotate(TILTS[index % len(TILTS)], Image.Resampling.BICUBIC, fillcolor=255)
        jpeg = io.BytesIO()
        askew.point([min(246, 28 + round(value * 0.88)) for value in range(256)]).save(jpeg, "JPEG", quality=QUALITY)
        width, height = page.get_size()
        canvas.setPageSize((width, height))
        canvas.drawImage(ImageReader(io.BytesIO(jpeg.getvalue())), 0, 0, width, height)
        canvas.showPage()
    canvas.save()
    document.close()
    return buffer.getvalue()
