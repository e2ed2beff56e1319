"""A review's details: from the manifest, else from what the document says of itself; never guessed.

Each known detail carries its source. What neither gives is None and becomes a warning that names the field, so that
the librarian can give it. Only the opening of the document is read: what stands later is about others.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from ingest.blocks import Block
from ingest.manifest import ManifestRow, tidy
from ingest.model import DetailField, Details, DetailSource
from ingest.publication import date_of_letter, publication_date
from ingest.report_kinds import find_authority, kind_of

OPENING_BLOCKS = 60
OPENING_WORDS = 900
MAX_TITLE_WORDS = 45
MAX_TITLE = 300

_RUBBISH = re.compile(
    r"^(?:microsoft |untitled|document\d*$|.*\b(?:draft|template|copy of|v\d+(?:\.\d+)?)\b|la name)"
    r"|\.(?:docx?|pdf|pub|pptx?|indd|qxp|html?|rtf|odt|tmp)$|^[\W\d_]*$",
    re.IGNORECASE,
)
_NOT_A_TITLE = re.compile(
    r"^(?:contents|table of contents|foreword|introduction|page \d+|official|confidential|restricted|summary|"
    r"executive summary|background|dear\b.*|draft|final|version\b.*|author\b.*|published\b.*|report published\b.*|"
    r"inspection dates?\b.*|lead inspector\b.*|judgement\b.*|independent (?:author|reviewer|chair)\b.*|\W*\d[\d\W]*)$",
    re.IGNORECASE,
)
_ENDS_A_LETTERHEAD = re.compile(r"^dear\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Opening:
    """One block of the document's first page (or first screen) as text, with the height of its type in points."""

    text: str
    size: float
    heading: bool
    level: int


def find_details(
    blocks: Sequence[Block],
    row: ManifestRow | None = None,
    *,
    title: str | None = None,
    published: date | None = None,
) -> tuple[Details, tuple[str, ...]]:
    """The details of the document made of these blocks, and a warning for each that is missing.

    ``title`` and ``published`` are what the file's own metadata say; a title that looks like a file's name or a
    template's is not believed, and the words on the page go before it.
    """
    opening = _opening(blocks)
    found_title = _title(opening) or _believable(title)
    head = " \n".join(block.text for block in opening)
    kind = kind_of(found_title or "") or kind_of(head)
    day = publication_date(head) or date_of_letter([block.text for block in opening]) or published
    document = Details(found_title, kind, find_authority(found_title or "", [block.text for block in opening]), day)
    details = _merged(row, document)
    return details, (*(row.warnings if row else ()), *_missing(details))


def _opening(blocks: Sequence[Block]) -> list[_Opening]:
    """The first page, or the first two where the first is only a cover; the first screen where there are no pages."""
    opening: list[_Opening] = []
    words = 0
    for block in blocks[:OPENING_BLOCKS]:
        page = block.words[0].page if block.words else None
        if (page or 1) > (1 if words >= 60 else 2) or words > OPENING_WORDS:
            break
        if block.kind == "note":
            continue
        heights = [word.box[3] - word.box[1] for word in block.words if word.box]
        text = tidy("".join(word.text if word.joined else f" {word.text}" for word in block.words))
        level = block.level if block.kind == "heading" else 99
        opening.append(_Opening(text, median(heights) if heights else 0.0, block.kind == "heading", level))
        words += len(block.words)
    return opening


def _title(opening: Sequence[_Opening]) -> str | None:
    """The heading that names a kind of report; else the largest words, where they stand out as a heading."""
    candidates = _joined_headings(opening)
    for candidate in candidates:
        if kind_of(candidate.text):
            return _whole_title(candidate, candidates)
    named = [block for block in candidates if _could_be_a_title(block.text)]
    largest = max(named, key=lambda block: (block.size, -block.level), default=None)
    return largest.text[:MAX_TITLE] if largest else None


def _could_be_a_title(text: str) -> bool:
    """Several words of letters, and not the number and name of a section."""
    return len(re.findall(r"[^\W\d_]{2,}", text)) >= 2 and not re.match(r"^\d", text)


def _joined_headings(opening: Sequence[_Opening]) -> list[_Opening]:
    """Headings that could be titles; lines of one size and depth that follow each other are one title."""
    joined: list[_Opening] = []
    previous = False
    for block in opening:
        fits = block.heading and len(block.text.split()) <= MAX_TITLE_WORDS and not _NOT_A_TITLE.match(block.text)
        if fits and previous and _alike(joined[-1], block):
            last = joined.pop()
            joined.append(_Opening(f"{last.text} {block.text}", last.size, True, last.level))
        elif fits:
            joined.append(block)
        previous = fits
    return [block for block in joined if len(block.text.split()) <= MAX_TITLE_WORDS]


def _alike(one: _Opening, other: _Opening) -> bool:
    return one.level == other.level and abs(one.size - other.size) <= 0.05 * max(one.size, other.size)


def _whole_title(named: _Opening, candidates: Sequence[_Opening]) -> str:
    """A report's title with the place printed above it on the cover, where the title does not name one itself."""
    index = candidates.index(named)
    above = candidates[index - 1] if index else None
    if above and above.size >= named.size and len(above.text.split()) <= 10 and not kind_of(above.text):
        return f"{above.text}: {named.text}"[:MAX_TITLE]
    return named.text[:MAX_TITLE]


def _believable(title: str | None) -> str | None:
    tidied = tidy(title or "")
    if not 2 <= len(tidied.split()) <= MAX_TITLE_WORDS or _RUBBISH.search(tidied):
        return None
    return tidied[:MAX_TITLE]


def _merged(row: ManifestRow | None, document: Details) -> Details:
    """What the manifest gives, and the document's own where it gives nothing; with the source of each."""
    given = row or ManifestRow("")
    sources: dict[DetailField, DetailSource] = {}

    def pick(field: DetailField, listed: object, found: object) -> None:
        if listed:
            sources[field] = "manifest"
        elif found:
            sources[field] = "document"

    pick("title", given.title, document.title)
    pick("kind", given.kind, document.kind)
    pick("local_authority", given.local_authority, document.local_authority)
    pick("published", given.published, document.published)
    pick("url", given.url, None)
    pick("themes", given.themes, None)
    return Details(
        title=given.title or document.title,
        kind=given.kind or document.kind,
        local_authority=given.local_authority or document.local_authority,
        published=given.published or document.published,
        url=given.url,
        themes=given.themes,
        sources=sources,
    )


_ASKED: tuple[tuple[DetailField, str], ...] = (
    ("title", "no title could be made out"),
    ("kind", "the kind of report could not be made out"),
    ("local_authority", "no single local authority could be made out"),
    ("published", "no date of publication is printed in its opening"),
)


def _missing(details: Details) -> tuple[str, ...]:
    return tuple(f"{field}: {words}; please give it." for field, words in _ASKED if getattr(details, field) is None)
