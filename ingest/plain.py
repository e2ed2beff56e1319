"""Plain text: paragraphs parted by empty lines, headings known by their look."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from ingest.blocks import Block
from ingest.reading import Reading, make_block, paragraph_block, split_bullet, split_number

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_RULE = re.compile(r"^\s*([=\-_*~])\1{2,}\s*$")
_HEADING_NUMBER = re.compile(r"^\s*(\d{1,2}(?:\.\d{1,2}){0,3})[.)]?\s+(?=[A-Z])")
_ONLY_NUMBER = re.compile(r"^\s*(?:page\s+)?\d{1,4}(?:\s+of\s+\d{1,4})?\s*$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
# Lines of a chunk whose longest has fewer characters were not broken because the margin was reached; nor was a line
# shorter than this share of the longest.
_MARGIN, _SHORT = 45, 0.6
MAX_HEADING_WORDS = 14


class NotTextError(ValueError):
    """The bytes are no text in any encoding that we know."""


def decode_text(content: bytes) -> str:
    """Decode by byte order mark, else UTF-8, else UTF-16 where every other byte is nought, else Windows-1252.

    Raises NotTextError where what comes out is not writing.
    """
    text = _decoded(content)
    strange = sum(1 for char in text[:200_000] if (char < " " and char not in "\t\n\r\f\v\x1b") or char == "\ufffd")
    if strange > 0.01 * min(len(text), 200_000):
        raise NotTextError
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def _decoded(content: bytes) -> str:
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    sample = content[:4000]
    if len(sample) >= 4 and sample[1::2].count(0) > 0.4 * len(sample[1::2]):
        return content.decode("utf-16-le", errors="replace")
    if len(sample) >= 4 and sample[::2].count(0) > 0.4 * len(sample[::2]):
        return content.decode("utf-16-be", errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def read_plain(text: str) -> Reading:
    """Make blocks of a plain text: headings, numbered paragraphs, bullets and paragraphs, wrapped lines joined."""
    known = frozenset(word.casefold() for word in _WORD.findall(text))
    blocks: list[Block] = []
    for chunk in _chunks(text):
        if heading := _heading(chunk):
            blocks.append(heading)
            continue
        for paragraph in _paragraphs(chunk, known):
            if block := paragraph_block(paragraph):
                blocks.append(block)
    return Reading(tuple(blocks))


def _chunks(text: str) -> Iterator[list[str]]:
    """Runs of lines between empty lines; rules, form feeds and lines that hold only a page number part them too."""
    chunk: list[str] = []
    for line in text.replace("\f", "\n\n").split("\n"):
        if line.strip() and not _RULE.match(line) and not (_ONLY_NUMBER.match(line) and not chunk):
            chunk.append(line)
        elif chunk:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _heading(chunk: list[str]) -> Block | None:
    line = chunk[0].strip()
    if len(chunk) > 1 or line[-1] in '.,;:?!”"' or len(line.split()) > MAX_HEADING_WORDS or split_bullet(line)[0]:
        return None
    numbered = _HEADING_NUMBER.match(line)
    if not numbered and not line[0].isupper():
        return None
    plain_level = 1 if line.isupper() else 2
    return make_block("heading", line, level=numbered[1].count(".") + 1 if numbered else plain_level)


def _paragraphs(lines: list[str], known: frozenset[str]) -> Iterator[str]:
    current = previous = ""
    margin = max(len(line.strip()) for line in lines)
    for line in lines:
        starts = split_bullet(line)[0] or split_number(line)[0] is not None
        broken = margin >= _MARGIN and (len(previous) >= _SHORT * margin or previous.endswith("-"))
        if current and (starts or not broken):
            yield current
            current = ""
        current = _joined(current, line.strip(), known)
        previous = line.strip()
    if current:
        yield current


def _joined(before: str, after: str, known: frozenset[str]) -> str:
    """Join two lines with a space; a hyphen at the line's end goes where the whole word occurs elsewhere."""
    if not before:
        return after
    if len(before) > 1 and before.endswith("-") and before[-2].isalpha() and after[:1].islower():
        left = _WORD.findall(before)[-1:]
        right = _WORD.match(after)
        if left and right and (left[0] + right[0]).casefold() in known:
            return before[:-1] + after
        return before + after
    return f"{before} {after}"
