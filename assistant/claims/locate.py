"""Find a quote in a passage: exactly, after a normalisation that forgets nothing but how words are set.

What does not count: case; which white space and how much of it; which quotation mark, apostrophe or dash; ligatures and
other compatibility forms (Unicode NFKD); soft hyphens and marks without width; a hyphen between two letters, with white
space after it or without, since line ends put them there and take them away; and quotation marks, stops and commas at
the quote's two ends. Everything else must be the same, letter for letter. There is no similarity and no threshold.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from assistant.sentences import Span

_MARKS = "\"'`´«»‹›“”„‟‘’‚‛′″"
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\ufffe"
_UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_ENDS = "'.,;: "


@dataclass(frozen=True, slots=True)
class Normalised:
    """A text as it is compared; ``starts[i]`` is where in the original its character ``i`` comes from."""

    text: str
    starts: tuple[int, ...]


def normalise(text: str) -> Normalised:
    """Return the text as it is compared, each character with its place in the original."""
    characters: list[str] = []
    starts: list[int] = []
    for place, character in enumerate(text):
        for one in _plain(character):
            if one == " " and characters and characters[-1] == " ":
                continue
            characters.append(one)
            starts.append(place)
    return _without_hyphens(characters, starts)


def _plain(character: str) -> str:
    if character in _UNSEEN:
        return ""
    if character.isspace():
        return " "
    if character in _MARKS:
        return "'"
    if character in _DASHES:
        return "-"
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    return re.sub(r"\s+", " ", plain)


def _without_hyphens(characters: list[str], starts: list[int]) -> Normalised:
    """Leave out a hyphen that stands between two letters, and the space that a line's end left after it."""
    out: list[str] = []
    places: list[int] = []
    i = 0
    while i < len(characters):
        if characters[i] == "-" and out and out[-1].isalpha():
            after = i + 2 if characters[i + 1 : i + 2] == [" "] else i + 1
            if after < len(characters) and characters[after].isalpha():
                i = after
                continue
        out.append(characters[i])
        places.append(starts[i])
        i += 1
    return Normalised("".join(out), tuple(places))


def compared(text: str) -> str:
    """Return a text as it is compared, without what does not count at its ends."""
    return normalise(text).text.strip(_ENDS)


def word_count(text: str) -> int:
    """How many words a text has, a compound counting once."""
    return len(re.findall(r"\w+", normalise(text).text))


def locate(quote: str, text: str) -> Span | None:
    """Return where the quote first stands in the text as whole words, or None where it does not stand in it."""
    wanted = compared(quote)
    if not wanted:
        return None
    held = normalise(text)
    at = held.text.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        if not _inside_word(held.text, at) and not _inside_word(held.text, end):
            return Span(held.starts[at], held.starts[end - 1] + 1)
        at = held.text.find(wanted, at + 1)
    return None


def _inside_word(text: str, place: int) -> bool:
    return 0 < place < len(text) and text[place - 1].isalnum() and text[place].isalnum()
