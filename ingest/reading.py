"""What a reader hands on, and the small steps that readers of unpaged formats share."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date

from ingest.blocks import Block, BlockKind, Word

MAX_TEXT_BYTES = 10_000_000
# What has more letters than this without a space is data, not a word.
MAX_WORD = 1_000

BULLETS = "•◦▪▫■□●○‣⁃·∙◼◾➢➤✓✔–—−―─\uf0b7\uf06e\uf02d\uf0be\uf0a7\uf0d8\uf076\uf0fc\u0336"

_BULLET = re.compile(rf"^\s*(?:[{BULLETS}]+\s*|[-*+]\s+|o\s+(?=[A-Z]))(?=\S)")
_DOTTED = re.compile(r"^\s*(\d{1,3}(?:\.\d{1,3}){1,3})\.?[\s\u202f]+(?=\S)")
_PLAIN = re.compile(r"^\s*(\d{1,3})[.)][\s\u202f]+(?=[^\W\d_]|[\"'“‘(\[])")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader found: the blocks, and what the file says about itself.

    ``title`` and ``published`` come from the file's own metadata, which is often rubbish: ``ingest.details`` decides.
    """

    blocks: tuple[Block, ...]
    title: str | None = None
    published: date | None = None
    warnings: tuple[str, ...] = field(default=())


def words_of(text: str) -> tuple[Word, ...]:
    """Split at white space into words without a place; soft hyphens and other invisible characters are dropped."""
    cleaned = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    # Controls other than white space are never words of a report, and some cannot be stored.
    kept = "".join(char for char in cleaned if char.isspace() or unicodedata.category(char) not in {"Cc", "Cs"})
    return tuple(Word(word) for word in kept.split() if len(word) <= MAX_WORD)


def make_block(
    kind: BlockKind, text: str, *, level: int = 0, number: str | None = None, case: int | None = None
) -> Block | None:
    """A block of these words; None where there are none."""
    words = words_of(text)
    return Block(kind, words, level=level, number=number, case=case) if words else None


def split_number(text: str) -> tuple[str | None, str]:
    """Part a printed paragraph number ("4.12", "12.") from what follows it; (None, text) where there is none."""
    match = _DOTTED.match(text) or _PLAIN.match(text)
    return (match[1], text[match.end() :]) if match else (None, text)


def split_bullet(text: str) -> tuple[bool, str]:
    """Part a printed bullet from what follows it."""
    match = _BULLET.match(text)
    return (True, text[match.end() :]) if match else (False, text)


def paragraph_block(text: str, *, case: int | None = None) -> Block | None:
    """The block for a paragraph as printed: a bullet, a numbered paragraph or a plain one."""
    is_bullet, rest = split_bullet(text)
    if is_bullet:
        return make_block("bullet", rest, case=case)
    number, rest = split_number(text)
    return make_block("paragraph", rest, number=number, case=case)
