"""What kind of report a title names, and for which place.

The kinds are slugs and the list is open: a manifest may name others. Names differ by nation and time; the more
particular ones are looked for first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_KINDS: tuple[tuple[str, str], ...] = (
    ("jtai", r"joint targeted area inspection"),
    ("sif-single-inspection", r"services for children in need of help and\s+protection"),
    ("ilacs-focused-visit", r"focused visit to\b.{0,60}children.s services"),
    ("ilacs", r"inspection of\b.{0,80}\bchildren.s (?:social care )?services"),
    ("rapid-review", r"\brapid review\b"),
    ("susr", r"single unified safeguarding review"),
    ("national-review", r"national (?:child safeguarding practice )?review\b"),
    ("cspr", r"child safeguarding practice review"),
    ("dhr", r"domestic homicide review|domestic abuse[- ]related death review"),
    ("mental-health-homicide", r"mental[- ]health homicide|independent investigation into the care and treatment"),
    ("sar", r"safeguarding adults? review"),
    ("cpr", r"child practice review"),
    ("apr", r"adult practice review"),
    ("cmr", r"case management review"),
    ("pfd", r"prevention of future deaths|regulation 28\b"),
    ("sudi", r"sudden unexpected death in infancy"),
    ("child-death-overview", r"child death overview"),
    ("significant-case-review", r"significant case review"),
    ("scr", r"serious case review"),
    ("learning-review", r"learning (?:lessons )?review|learning from case"),
)
_KIND_PATTERNS = tuple((slug, re.compile(pattern, re.IGNORECASE | re.DOTALL)) for slug, pattern in _KINDS)

_NAME_WORD = r"[A-Z][a-z'’]+(?:-(?:[A-Z][a-z]+|on|in|upon|under|le|by|the))*"
_NAME = rf"{_NAME_WORD}(?:(?:,? (?:and|&|of|upon|with|on|in) |, | ){_NAME_WORD}){{0,4}}?"
_COUNCIL = r"(?:(?:Metropolitan|County|City|Borough|District|Unitary)\s+){0,3}Council"
_BODY = (
    r"(?:Local\s+)?Safeguarding\s+(?:Children|Child|Adults?)['’]?s?\s+(?:and\s+Adults\s+)?(?:Board|Partnership)|"
    r"Safeguarding\s+(?:Partnership|Board)|Community\s+Safety\s+Partnership|LSCB|Children['’]s\s+Trust"
)
_PLACES: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern)
    for pattern in (
        rf"[Ii]nspection of (?:the )?(?P<place>(?:(?:Royal|London) Borough of )?{_NAME})"
        rf"(?: {_COUNCIL})? (?:local authority |children['’]s )",
        rf"\b(?:area inspection|focused visit|visit|response)\b.{{0,120}}?\b(?:in|of|to) (?:the )?"
        rf"(?P<place>(?:(?:Royal|London) Borough of )?{_NAME})(?: {_COUNCIL})?[.\s]*$",
        rf"^(?:The )?(?P<place>(?:Royal |London |Metropolitan )?Borough of {_NAME})(?::|$)",
        rf"^(?P<place>{_NAME})\s+{_COUNCIL}(?::|$)",
        rf"\b(?P<place>{_NAME})\s+(?:{_BODY})\b",
        rf"^(?P<place>{_NAME}): (?:[Rr]e-)?[Ii]nspection\b",
    )
)
_LEAD = re.compile(
    r"^(?:The )?(?:(?:Royal|London|Metropolitan) )?(?:Borough of |City of |County of )?(?:the )?", re.IGNORECASE
)
_TRAIL = re.compile(
    rf"\s+(?:{_COUNCIL}|Metropolitan|County|City|Borough|District|Unitary|Local|Metropolitan Borough)$", re.IGNORECASE
)
_NO_PLACE = frozenset(
    "local authority children services social care the a our this national independent joint serious case review local "
    "overview report safeguarding learning board partnership chair dear council".split()
)


def kind_of(text: str) -> str | None:
    """The slug of the kind that is named first in a text; None where none is named."""
    found = [
        (match.start(), order, slug)
        for order, (slug, pattern) in enumerate(_KIND_PATTERNS)
        if (match := pattern.search(text))
    ]
    return min(found)[2] if found else None


def find_authority(title: str, lines: Iterable[str]) -> str | None:
    """The place that the title, or else one of the opening lines, names as the one reported on.

    None where nothing names one, or where several lines name different ones: a letter is addressed to many bodies.
    """
    for pattern in _PLACES:
        if (match := pattern.search(title)) and (place := _plain_name(match["place"])):
            return place
    places = {
        place
        for line in lines
        for pattern in _PLACES
        if (match := pattern.search(line)) and (place := _plain_name(match["place"]))
    }
    return places.pop() if len(places) == 1 else None


def _plain_name(name: str) -> str | None:
    """The place without the words for what sort of council it has ("Rotherham Metropolitan Borough")."""
    name = _LEAD.sub("", " ".join(name.split()))
    previous = ""
    while name != previous:
        previous, name = name, _TRAIL.sub("", name)
    words = name.casefold().split()
    return name if words and not all(word in _NO_PLACE for word in words) and words[0] not in _NO_PLACE else None
