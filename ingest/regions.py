"""Boxes and tables, known by the rules and rectangles drawn on a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.blocks import Box

# Rules that come this near to each other (points) touch.
_TOUCH = 3.0
_SMALLEST_BOX = 40.0
# Rectangles larger than this share of the page are its background.
_BACKGROUND = 0.8


@dataclass(frozen=True, slots=True)
class Region:
    """A drawn box: ``rows`` are the heights of rules across it, ``uprights`` (x, y0, y1) part it into columns."""

    box: Box
    rows: tuple[float, ...] = ()
    uprights: tuple[tuple[float, float, float], ...] = ()

    def holds(self, box: Box) -> bool:
        """Whether the middle of a box lies inside."""
        x, y = _middle(box)
        return self.box[0] - 1 <= x <= self.box[2] + 1 and self.box[1] - 1 <= y <= self.box[3] + 1

    def row_of(self, box: Box) -> int:
        """Which row, counted from 0, the middle of a box stands in."""
        return sum(edge < _middle(box)[1] for edge in self.rows)

    def column_of(self, box: Box) -> int:
        """Which column of its row, counted from 0, a box begins in."""
        middle = _middle(box)[1]
        return sum(x < box[0] + 2 and top <= middle <= bottom for x, top, bottom in self.uprights)

    def is_parted(self, row: int) -> bool:
        """Whether rules part a row into columns."""
        edges = (self.box[1], *self.rows, self.box[3])
        middle = (edges[row] + edges[row + 1]) / 2
        return any(top <= middle <= bottom for _, top, bottom in self.uprights)


def _middle(box: Box) -> tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def find_regions(rules: Sequence[Box], panels: Sequence[Box], width: float, height: float) -> tuple[Region, ...]:
    """Find the boxes and tables of a page of this size (points), from the top down; none lies within another."""
    regions = [region for group in _joined(_merged(rules)) if (region := _region(group))]
    for panel in _stacked(panels):
        large = (panel[2] - panel[0]) * (panel[3] - panel[1]) > _BACKGROUND * width * height
        if not large and not any(region.holds(panel) for region in regions):
            regions.append(Region(panel))
    outer = [
        region
        for region in regions
        if not any(other is not region and _within(region.box, other.box) for other in regions)
    ]
    return tuple(sorted(dict.fromkeys(outer), key=lambda region: (region.box[1], region.box[0])))


def _stacked(panels: Sequence[Box]) -> list[Box]:
    """Panels, those that touch one below the other made one; shading as low as a line or two is not a box."""
    stacked: list[Box] = []
    for panel in sorted(panels, key=lambda panel: (round(panel[0] / 6), panel[1])):
        last = stacked[-1] if stacked else None
        if last and abs(last[0] - panel[0]) < 6 and abs(last[2] - panel[2]) < 6 and panel[1] <= last[3] + _TOUCH:
            stacked[-1] = (min(last[0], panel[0]), last[1], max(last[2], panel[2]), max(last[3], panel[3]))
        else:
            stacked.append(panel)
    return [panel for panel in stacked if panel[3] - panel[1] > _SMALLEST_BOX]


def _within(inner: Box, outer: Box) -> bool:
    return (
        inner[0] >= outer[0] - _TOUCH
        and inner[1] >= outer[1] - _TOUCH
        and inner[2] <= outer[2] + _TOUCH
        and inner[3] <= outer[3] + _TOUCH
        and inner != outer
    )


def _is_flat(box: Box) -> bool:
    return box[2] - box[0] >= box[3] - box[1]


def _merged(rules: Sequence[Box]) -> list[Box]:
    """Rules in one line that touch end to end, made one."""
    merged: list[Box] = []
    for flat in (True, False):
        along, across = (0, 1) if flat else (1, 0)
        kept: list[Box] = []
        same = [rule for rule in rules if _is_flat(rule) is flat]
        for rule in sorted(same, key=lambda rule: (round(rule[across] / 2), rule[along])):
            last = kept[-1] if kept else None
            if last and abs(last[across] - rule[across]) <= _TOUCH / 2 and rule[along] <= last[along + 2] + _TOUCH:
                kept[-1] = (
                    min(last[0], rule[0]),
                    min(last[1], rule[1]),
                    max(last[2], rule[2]),
                    max(last[3], rule[3]),
                )
            else:
                kept.append(rule)
        merged.extend(rule for rule in kept if rule[along + 2] - rule[along] > 8)
    return merged


def _joined(rules: Sequence[Box]) -> list[list[Box]]:
    """Rules that touch or cross, by group."""
    groups: list[list[Box]] = []
    for rule in rules:
        touching = [group for group in groups if any(_touch(rule, other) for other in group)]
        groups = [group for group in groups if group not in touching]
        groups.append([rule, *(other for group in touching for other in group)])
    return groups


def _touch(one: Box, other: Box) -> bool:
    return (
        one[0] <= other[2] + _TOUCH
        and other[0] <= one[2] + _TOUCH
        and one[1] <= other[3] + _TOUCH
        and other[1] <= one[3] + _TOUCH
    )


def _region(rules: Sequence[Box]) -> Region | None:
    upright = [rule for rule in rules if not _is_flat(rule)]
    flat = [rule for rule in rules if _is_flat(rule)]
    if len(upright) < 2 or not flat:
        return None
    box = (
        min(rule[0] for rule in rules),
        min(rule[1] for rule in rules),
        max(rule[2] for rule in rules),
        max(rule[3] for rule in rules),
    )
    if box[2] - box[0] < _SMALLEST_BOX or box[3] - box[1] < 8:
        return None
    inner = tuple((rule[0], rule[1], rule[3]) for rule in upright if box[0] + 8 < rule[0] < box[2] - 8)
    spanning = [rule[1] for rule in flat if rule[2] - rule[0] > 0.5 * (box[2] - box[0])]
    return Region(box, _distinct(spanning, box[1], box[3]), inner)


def _distinct(edges: Sequence[float], low: float, high: float) -> tuple[float, ...]:
    kept: list[float] = []
    for edge in sorted(edges):
        if low + 8 < edge < high - 8 and (not kept or edge - kept[-1] > 8):
            kept.append(edge)
    return tuple(kept)
