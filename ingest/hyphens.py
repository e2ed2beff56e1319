"""Words broken across two lines: which hyphens belong to the word and which to the line end."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.blocks import Word
from ingest.lines import Line, Token

SOFT_HYPHEN = "\u00ad"
PDFIUM_HYPHEN = "\ufffe"

_HYPHENS = ("-", "\u2010", "\u2011", SOFT_HYPHEN, PDFIUM_HYPHEN)
_EDGES = re.compile(r"^\W+|\W+$")
_TAIL = re.compile(r"[\w’'-]*$")
_HEAD = re.compile(r"^[\w’'-]*")
# Beginnings that British reports write with a hyphen.
_PREFIXES = frozenset(
    "anti co cross ex front full high inter intra life long low mid mis multi non over part post pre pro re self semi "
    "short single sub under well whole year".split()
)
_MARK = re.compile(r"^[\d*†‡§,]{1,5}$")
_DROPPED = dict.fromkeys(map(ord, "\u00ad\ufffe\u200b\ufeff"))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What a document tells about its words.

    ``words`` stand whole on a line, in lower case, compounds with their hyphen. ``hyphenates`` says that the document
    breaks words at line ends; one that does not, as most from a word processor, ends lines only with real hyphens.
    """

    words: frozenset[str] = frozenset()
    hyphenates: bool = False


def lexicon(lines: Sequence[Line]) -> Lexicon:
    """Learn the words of a document from its lines."""
    words: set[str] = set()
    for line in lines:
        for token in line.tokens[:-1]:
            words.add(_EDGES.sub("", token.text).casefold())
        last = line.tokens[-1].text
        if not last.endswith(_HYPHENS):
            words.add(_EDGES.sub("", last).casefold())
    broken = compounds = 0
    for line, following in pairwise(lines):
        text, hyphen = _parted(line.tokens[-1], last=True)
        if hyphen:
            one, two = _halves(text, following.tokens[0].text)
            compounds += f"{one}-{two}" in words
            broken += f"{one}{two}" in words and f"{one}-{two}" not in words
    return Lexicon(frozenset(words), broken > compounds)


def join_lines(lines: Sequence[Line], known: Lexicon) -> tuple[Word, ...]:
    """The words of consecutive lines, line-end hyphens mended and footnote marks left out."""
    words: list[Word] = []
    open_hyphen = ""
    for line in lines:
        tokens = [token for token in line.tokens if not (token.raised and _MARK.match(token.text))]
        for index, token in enumerate(tokens):
            joined = token.glued and index > 0
            if index == 0 and words and open_hyphen:
                hyphen = _kept(words[-1].text, token.text, open_hyphen, known)
                joined = hyphen is not None
                text = words[-1].text + (open_hyphen_text(open_hyphen) if hyphen is None else hyphen)
                words[-1] = Word(text, words[-1].page, words[-1].box, words[-1].joined)
                open_hyphen = ""
            elif index == 0 and words and _runs_on(words[-1].text, token.text):
                joined = True
            text, hyphen_here = _parted(token, last=index == len(tokens) - 1)
            if text:
                words.append(Word(text, line.page, token.box, joined=joined))
            open_hyphen = hyphen_here
    if open_hyphen and words:
        last = words[-1]
        words[-1] = Word(last.text + open_hyphen_text(open_hyphen), last.page, last.box, last.joined)
    return tuple(words)


def open_hyphen_text(hyphen: str) -> str:
    """How a line-end hyphen is written where nothing follows that it could join."""
    return "" if hyphen == SOFT_HYPHEN else "-"


def _parted(token: Token, *, last: bool) -> tuple[str, str]:
    """A token's text and its line-end hyphen; a dash that stands alone is no hyphen."""
    text = token.text
    hyphen = ""
    if last and len(text) > 1 and text.endswith(_HYPHENS) and text[-2].isalnum():
        hyphen = text[-1]
        text = text[:-1]
    elif text == PDFIUM_HYPHEN:
        text = "-"
    return unicodedata.normalize("NFC", text.translate(_DROPPED)), hyphen


def _kept(left: str, right: str, hyphen: str, known: Lexicon) -> str | None:
    """The hyphen to write between two halves: "" where it only ended the line, None where they are two words."""
    if not right[:1].isalnum():
        return None
    one, two = _halves(left, right)
    if right[0].isdigit() or one[-1:].isdigit() or right[0].isupper():
        return "-"
    if hyphen == SOFT_HYPHEN:
        return ""
    if f"{one}-{two}" in known.words:
        return "-"
    if f"{one}{two}" in known.words:
        return ""
    # Of "decision-mak" / "ing" only the part after the last hyphen is in question.
    stem = one.rsplit("-", 1)[-1]
    if f"{stem}{two}" in known.words:
        return ""
    if not known.hyphenates or f"{stem}-{two}" in known.words or stem in _PREFIXES or "-" in two:
        return "-"
    return "-" if min(len(stem), len(two)) > 2 and {stem, two} <= known.words else ""


def _halves(left: str, right: str) -> tuple[str, str]:
    """The letters on either side of a line-end hyphen, in lower case."""
    tail, head = _TAIL.search(left), _HEAD.search(right)
    one = tail[0].casefold() if tail else ""
    two = head[0].casefold().rstrip("-'’") if head else ""
    return one, two


def _runs_on(left: str, right: str) -> bool:
    """Whether a range such as "2015–" / "16" was broken after its dash."""
    return len(left) > 1 and left[-1] in "–—" and left[-2].isdigit() and right[:1].isdigit()
