"""Words from pictures of pages, with the models that come inside the rapidocr package; nothing is fetched.

The engine finds regions of text and reads each. Here the regions become printed lines: put upright, joined along a
baseline, ordered down the columns. A word's box is its share of its region by number of characters: good enough to
point at, not to measure by.
"""

from __future__ import annotations

import logging
import math
import os
import threading
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import fmean, median

import numpy as np
from numpy.typing import NDArray
from rapidocr import RapidOCR

from ingest.blocks import Box
from ingest.lines import Line, Token

Picture = NDArray[np.uint8]

# The detector grows its regions by about this share of their height above and below the letters.
_GROWN = 0.14
# Height of the type as a share of what is left.
_TYPE = 0.95
# Letters whose strokes are thicker than the page's usual by this factor are bold.
_HEAVIER = 1.35
# Mean certainty below which a page is tried the other way up.
_DOUBTFUL = 0.85
MAX_THREADS = 4
# Pictures are thinned to this many pixels: 200 dots an inch of a sheet of A2.
MAX_PIXELS = 20_000_000

_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class _Region:
    """One region of text: its box in pixels of the upright picture, its words, and how certain they are (0 to 1).

    ``stroke`` is the mean width of what is dark along a row of pixels, as a share of the region's height.
    """

    x0: float
    y0: float
    x1: float
    y1: float
    text: str
    score: float
    stroke: float = 0.0

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    @property
    def sideways(self) -> bool:
        """Much taller than wide with several letters: lettering that runs up or down the picture."""
        return len(self.text) > 3 and self.height > 2 * (self.x1 - self.x0)


def read_picture(picture: Picture, page: int, scale: float) -> tuple[Line, ...]:
    """Read one page from its picture: RGB, shape (height, width, 3).

    ``page`` is the page's number and ``scale`` points per pixel. Lines come in reading order, boxes in points; no
    lines where nothing can be read. Pages scanned on their side or upside down are turned for reading, and their
    boxes turned back.
    """
    # Every k-th pixel of an enormous picture still has more dots than the engine looks at.
    step = max(1, math.ceil(math.sqrt(picture.shape[0] * picture.shape[1] / MAX_PIXELS)))
    picture, scale = picture[::step, ::step], scale * step
    height, width = picture.shape[:2]
    if min(height, width) < 8:
        return ()
    turns, regions = _upright(picture)
    if not regions:
        return ()
    usual = median(region.height for region in regions)
    heavy = _HEAVIER * _usual_stroke(regions)
    lines = _in_order(regions, usual)
    return tuple(_line(line, heavy, page, scale, turns, (height, width)) for line in lines)


def _upright(picture: Picture) -> tuple[int, list[_Region]]:
    """Quarter turns (anticlockwise) that put the lettering upright, and the regions of the turned picture."""
    best = _recognise(picture)
    turns = 0
    others: tuple[int, ...] = ()
    if best and 2 * sum(region.sideways for region in best) > len(best):
        others = (1, 3)
    elif best and _certainty(best) < _DOUBTFUL:
        others = (2,)
    for other in others:
        regions = _recognise(np.ascontiguousarray(np.rot90(picture, other)))
        if regions and ((not turns and others == (1, 3)) or _certainty(regions) > _certainty(best)):
            turns, best = other, regions
    return turns, best


def _certainty(regions: Sequence[_Region]) -> float:
    return fmean(region.score for region in regions)


@lru_cache(maxsize=1)
def _engine() -> RapidOCR:
    threads = min(MAX_THREADS, os.cpu_count() or 1)
    engine = RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
        }
    )
    # The package turns its logger's own handler on; what it says is not for the reader of ours.
    logging.getLogger("RapidOCR").propagate = False
    return engine


def _recognise(picture: Picture) -> list[_Region]:
    with _lock:
        # Settings of the engine are per call and shared, so one page at a time.
        found = _engine()(np.ascontiguousarray(picture[:, :, ::-1]), use_det=True, use_cls=False, use_rec=True)
    boxes, texts, scores = (getattr(found, name, None) for name in ("boxes", "txts", "scores"))
    if boxes is None or texts is None or scores is None:
        return []
    light = picture.mean(axis=2)
    regions: list[_Region] = []
    for box, text, score in zip(boxes, texts, scores, strict=True):
        corners = np.asarray(box, dtype=float)
        (x0, y0), (x1, y1) = corners.min(axis=0), corners.max(axis=0)
        words = _plain(str(text))
        if words and x1 > x0 and y1 > y0:
            inside = light[max(0, int(y0)) : int(y1) + 1, max(0, int(x0)) : int(x1) + 1]
            stroke = _stroke(inside) / float(y1 - y0)
            regions.append(_Region(float(x0), float(y0), float(x1), float(y1), words, float(score), stroke))
    return regions


def _stroke(light: NDArray[np.float64]) -> float:
    """The mean length in pixels of dark runs along the rows, dark being nearer to the darkest than to the lightest."""
    if light.size == 0 or light.max() - light.min() < 40:
        return 0.0
    dark = light < (light.max() + light.min()) / 2
    begins = dark[:, 1:] & ~dark[:, :-1]
    return float(dark.sum() / max(1, begins.sum() + dark[:, 0].sum()))


def _usual_stroke(regions: Sequence[_Region]) -> float:
    """The stroke that most of a page's characters are written with."""
    strokes = sorted((region.stroke, len(region.text)) for region in regions)
    half = sum(length for _, length in strokes) / 2
    seen = 0
    for stroke, length in strokes:
        seen += length
        if seen >= half:
            return stroke
    return 0.0


def _plain(text: str) -> str:
    """The models know Chinese and sometimes give its wide brackets and commas: make them those of our writing."""
    narrow = "".join(unicodedata.normalize("NFKC", char) if "\uff00" <= char <= "\uffef" else char for char in text)
    return " ".join(narrow.replace("\u3000", " ").split())


def _in_order(regions: list[_Region], height: float) -> list[list[_Region]]:
    """Printed lines in reading order, by cutting the page: into columns where a clear alley runs down it, else bands.

    ``height`` is the usual height of a region, in pixels.
    """
    columns = _cut(regions, axis=0, gap=0.5 * height)
    if len(columns) > 1 and all(_is_column(column, regions) for column in columns):
        return [line for column in columns for line in _in_order(column, height)]
    bands = _with_same_alley(_cut(regions, axis=1, gap=-0.3 * height), height)
    if len(bands) == 1:
        return _rows(regions)
    return [line for band in bands for line in _in_order(band, height)]


def _with_same_alley(bands: list[list[_Region]], height: float) -> list[list[_Region]]:
    """Bands that have the same alley down them are rows of the same columns and stay together."""
    together: list[list[_Region]] = []
    for band in bands:
        both = (together[-1] if together else []) + band
        columns = _cut(both, axis=0, gap=0.5 * height)
        if together and len(columns) > 1:
            together[-1] = both
        else:
            together.append(band)
    # Too few rows to be columns are read across.
    split: list[list[_Region]] = []
    for band in together:
        columns = _cut(band, axis=0, gap=0.5 * height)
        whole = len(columns) > 1 and all(_is_column(column, band) for column in columns)
        split.extend([band] if whole else _cut(band, axis=1, gap=-0.3 * height))
    return split


def _cut(regions: Sequence[_Region], *, axis: int, gap: float) -> list[list[_Region]]:
    """Part the regions wherever nothing stands for more than ``gap`` pixels along an axis (0 across, 1 down)."""
    # Regions have grown sideways too, and an alley between columns can be narrow.
    spans = [(r.x0 + _GROWN * r.height, r.x1 - _GROWN * r.height, r) if axis == 0 else (r.y0, r.y1, r) for r in regions]
    groups: list[list[_Region]] = []
    reach = 0.0
    for start, end, region in sorted(spans, key=lambda span: span[:2]):
        if groups and start - reach <= gap:
            groups[-1].append(region)
            reach = max(reach, end)
        else:
            groups.append([region])
            reach = end
    return groups


def _is_column(column: Sequence[_Region], regions: Sequence[_Region]) -> bool:
    """A column has several lines and a good part of the width; bullets and numbers before a text are none."""
    whole = max(region.x1 for region in regions) - min(region.x0 for region in regions)
    own = max(region.x1 for region in column) - min(region.x0 for region in column)
    return len(column) >= 3 and own > 0.25 * whole


def _rows(regions: Sequence[_Region]) -> list[list[_Region]]:
    """Regions on one baseline, from left to right, are one printed line."""
    rows: list[list[_Region]] = []
    for region in sorted(regions, key=lambda region: region.y0 + region.y1):
        if rows and _same_baseline(rows[-1][0], region):
            rows[-1].append(region)
        else:
            rows.append([region])
    return [sorted(row, key=lambda region: region.x0) for row in rows]


def _same_baseline(one: _Region, other: _Region) -> bool:
    shared = min(one.y1, other.y1) - max(one.y0, other.y0)
    apart = max(one.x0, other.x0) - min(one.x1, other.x1)
    return shared > 0.6 * min(one.height, other.height) and apart > -0.5 * one.height


def _line(
    regions: Sequence[_Region],
    heavy: float,
    page: int,
    scale: float,
    turns: int,
    shape: tuple[int, int],
) -> Line:
    tokens: list[Token] = []
    for region in regions:
        trim = _GROWN * region.height
        size = round((region.height - 2 * trim) * _TYPE * scale, 1)
        for text, x0, x1 in _shares(region):
            box = _turned_back((x0, region.y0 + trim, x1, region.y1 - trim), turns, shape)
            points = (box[0] * scale, box[1] * scale, box[2] * scale, box[3] * scale)
            tokens.append(Token(text, points, size=size, bold=0 < heavy < region.stroke))
    return Line(page, tuple(tokens), ocr=True)


def _shares(region: _Region) -> list[tuple[str, float, float]]:
    """Each word of a region with its left and right edge, by its share of the characters."""
    each = (region.x1 - region.x0) / len(region.text)
    shares: list[tuple[str, float, float]] = []
    start = 0
    for word in region.text.split(" "):
        shares.append((word, region.x0 + start * each, region.x0 + (start + len(word)) * each))
        start += len(word) + 1
    return shares


def _turned_back(box: Box, turns: int, shape: tuple[int, int]) -> Box:
    """A box of a picture turned by quarter turns anticlockwise, in the picture as it was (height, width)."""
    height, width = shape
    x0, y0, x1, y1 = box
    match turns % 4:
        case 1:
            return (width - y1, x0, width - y0, x1)
        case 2:
            return (width - x1, height - y1, width - x0, height - y0)
        case 3:
            return (y0, height - x1, y1, height - x0)
    return box
