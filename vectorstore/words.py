"""How words are counted as the same word, in the texts and in the questions alike."""

from __future__ import annotations

import re
from functools import lru_cache

import tantivy

ANALYSER = "review_english"

# Plurals that the English stemmer leaves apart from their singular, in a field that speaks of little else.
_IRREGULAR = {"children": "child", "men": "man", "women": "woman", "babies": "baby", "lives": "life", "wives": "wife"}
_IRREGULAR_WORD = re.compile(rf"\b({'|'.join(_IRREGULAR)})(?=\b)", re.IGNORECASE)
_COMPOUND = re.compile(r"\b[^\W\d_]+(?:-[^\W\d_]+)+\b")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "‐": "-", "‑": "-", "\u00ad": None, "\u0000": " "})

STOPWORDS = frozenset(
    """a about after again all also am an and any are as at be because been before being both but by can could did do
    does doing done during each ever every few for from further get give given go had has have having he her here hers
    him himself his how i if in into is it its itself just let like made make many may me might more most much must my
    no nor not now of off on once one only or other our ours out over own per please put said same say says shall she
    should so some such take tell than that the their theirs them themselves then there these they this those through
    thus to too under up upon us very was we well were what when where which while who whom whose why will with within
    without would you your yours""".split()
)


def prepare(text: str) -> str:
    """A text as it goes to the analyser: one apostrophe, regular plurals, and compounds also as one word.

    Reports lose hyphens across line ends, so "inter-agency" is also counted as "interagency".
    """
    plain = text.translate(_QUOTES)
    plain = _IRREGULAR_WORD.sub(lambda found: _IRREGULAR[found[1].lower()], plain)
    return _COMPOUND.sub(lambda found: f"{found[0]} {found[0].replace('-', '')}", plain)


@lru_cache(maxsize=1)
def analyser() -> tantivy.TextAnalyzer:
    """Words and numbers ("4.12" is one) in lower case without accents, stemmed for English."""
    pattern = r"\p{N}+(?:\.\p{N}+)+|[\p{L}\p{N}]+(?:'[\p{L}\p{N}]+)*"
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.regex(pattern))
        .filter(tantivy.Filter.remove_long(60))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )


def stems(text: str) -> tuple[str, ...]:
    """The stems of a text in order, as the index counts them, the commonest words included."""
    return tuple(analyser().analyze(prepare(text)))


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    return frozenset(stem for word in STOPWORDS for stem in stems(word)) | {"s", "t"}


def query_stems(text: str, limit: int) -> tuple[str, ...]:
    """The first ``limit`` distinct stems of a question without the commonest words, unless it has no others."""
    found = tuple(dict.fromkeys(stems(text)))
    telling = tuple(stem for stem in found if stem not in _common())
    return (telling or found)[:limit]
