"""The numbers that Word prints before paragraphs and does not store with them.

A paragraph names a list (``numId``) and a depth (``ilvl``); the list's definition says how each depth counts and how
its number is written ("%1.%2"). ECMA-376 part 1, section 17.9.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from docx.oxml.ns import qn
from lxml import etree

MAX_LEVEL = 8


@dataclass(frozen=True, slots=True)
class Level:
    """How one depth of a list counts: ``style`` as Word names it ("decimal", "bullet"), ``pattern`` as "%1.%2."."""

    style: str = "decimal"
    pattern: str = "%1."
    start: int = 1


@dataclass(slots=True)
class Numbering:
    """The lists of one document and how far each has counted; ask for numbers in document order."""

    lists: Mapping[str, tuple[str, Mapping[int, Level]]]
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)

    def is_bullet(self, list_id: str, depth: int) -> bool:
        """Whether paragraphs at this depth carry a bullet and no number."""
        return self._level(list_id, depth).style in {"bullet", "none"}

    def next(self, list_id: str, depth: int) -> str | None:
        """Count one paragraph and return its number as printed, None where it has none."""
        if list_id not in self.lists:
            return None
        depth = min(max(depth, 0), MAX_LEVEL)
        # Lists that share one definition share one running count.
        counts = self._counts.setdefault(self.lists[list_id][0], {})
        counts[depth] = counts.get(depth, self._level(list_id, depth).start - 1) + 1
        for deeper in [key for key in counts if key > depth]:
            del counts[deeper]
        level = self._level(list_id, depth)
        if level.style in {"bullet", "none"}:
            return None

        def written(match: re.Match[str]) -> str:
            shown = int(match[1]) - 1
            part = self._level(list_id, shown)
            return _FORMATS.get(part.style, str)(counts.get(shown, part.start))

        return re.sub(r"%([1-9])", written, level.pattern).strip() or None

    def _level(self, list_id: str, depth: int) -> Level:
        levels = self.lists.get(list_id, ("", {}))[1]
        return levels.get(depth, Level())


def read_numbering(root: etree._Element | None) -> Numbering:
    """The lists defined in a document's ``numbering.xml``; none where the document has no such part."""
    if root is None:
        return Numbering({})
    abstract = {
        str(node.get(qn("w:abstractNumId"))): _levels(node.findall(qn("w:lvl")))
        for node in root.findall(qn("w:abstractNum"))
    }
    lists: dict[str, tuple[str, Mapping[int, Level]]] = {}
    for node in root.findall(qn("w:num")):
        list_id = str(node.get(qn("w:numId")))
        reference = _value(node, "w:abstractNumId")
        levels = dict(abstract.get(reference, {}))
        restarted = False
        for override in node.findall(qn("w:lvlOverride")):
            depth = _number(override.get(qn("w:ilvl")), 0)
            levels.update(_levels(override.findall(qn("w:lvl"))))
            if override.find(qn("w:startOverride")) is not None:
                old = levels.get(depth, Level())
                levels[depth] = Level(old.style, old.pattern, _number(_value(override, "w:startOverride"), old.start))
                restarted = True
        # A list that starts anew counts by itself.
        lists[list_id] = (f"list {list_id}" if restarted else f"definition {reference}", levels)
    return Numbering(lists)


def _levels(nodes: Iterable[etree._Element]) -> dict[int, Level]:
    return {
        _number(node.get(qn("w:ilvl")), 0): Level(
            style=_value(node, "w:numFmt") or "decimal",
            pattern=_value(node, "w:lvlText"),
            start=_number(_value(node, "w:start"), 1),
        )
        for node in nodes
    }


def _value(node: etree._Element, name: str) -> str:
    child = node.find(qn(name))
    return "" if child is None else str(child.get(qn("w:val")) or "")


def _number(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,6}", text) else default


def _letters(number: int) -> str:
    """Word's letters: a to z, then aa, bb and so on."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number <= 780 else str(number)


_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    written = ""
    for value, letters in _ROMAN:
        written += letters * (number // value)
        number %= value
    return written


_FORMATS: Mapping[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
}
