"""How far the words of a claim find their bearers among the words of its quotes.

Method: ColBERT's MaxSim (Khattab and Zaharia, 2020) over whole words: a word's vector is the mean of its word pieces',
each word of the claim takes the best cosine it finds in the quotes, and the words are weighed by what they carry.
A word of the same stem counts as met at least as well as ``_SAME_STEM``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.sentences import sentence_spans
from assistant.support.words import Word, words_of
from vectorstore import Encoder

Floats = npt.NDArray[np.float32]

_SAME_STEM = 0.8
_UNMET = 0.45  # below this cosine a word has no bearer


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """A text with its words, a vector of length 1 for each (n, size), and the vector of the whole."""

    text: str
    words: tuple[Word, ...]
    vectors: Floats
    vector: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Agreement:
    """``best`` (n,) the cosine of each claim word's bearer, ``bearers`` (n,) its place among all quote words."""

    claim: Read
    quote_words: tuple[Word, ...]
    best: Floats
    bearers: npt.NDArray[np.int64]
    cosine: float

    @property
    def met(self) -> float:
        """The weighted mean of the best cosines, 0 to 1."""
        weights = self._weights()
        return float(self.best @ weights / max(float(weights.sum()), 1e-9))

    @property
    def unmet(self) -> tuple[Word, ...]:
        """The words that carry meaning and have no bearer."""
        return tuple(w for w, b in zip(self.claim.words, self.best, strict=True) if w.weight == 1 and b < _UNMET)

    @property
    def unmet_share(self) -> float:
        """The weight of the words without a bearer, as a share of all."""
        weights = self._weights()
        return float(weights[self.best < _UNMET].sum() / max(float(weights.sum()), 1e-9))

    def _weights(self) -> Floats:
        return np.array([word.weight for word in self.claim.words], np.float32)


def read(encoder: Encoder, texts: Sequence[str]) -> list[Read]:
    """Encode texts, however long, and give each word its vector."""
    made = []
    for text, windows in zip(texts, encoder.windows([("", text) for text in texts]), strict=True):
        words = words_of(text)
        vectors = np.zeros((len(words), encoder.size), np.float32)
        starts = np.array([word.start for word in words])
        for window in windows:
            if not len(words) or not len(window.tokens):
                continue
            owner = np.searchsorted(starts, window.spans[:, 0], side="right") - 1
            kept = owner >= 0
            np.add.at(vectors, owner[kept], window.tokens[kept])
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
        whole = (
            np.mean([window.vector for window in windows], axis=0) if windows else np.zeros(encoder.size, np.float32)
        )
        made.append(Read(text, words, vectors, whole / max(float(np.linalg.norm(whole)), 1e-9)))
    return made


def agree(claim: Read, quotes: Sequence[Read], context: str = "") -> Agreement:
    """Find each claim word's bearer; words of the context (title, authority, year) need none."""
    words = tuple(word for quote in quotes for word in quote.words)
    if not words or not claim.words:
        nothing = np.zeros(len(claim.words), np.float32)
        return Agreement(claim, words, nothing, np.full(len(claim.words), -1), 0.0)
    cosines = claim.vectors @ np.concatenate([quote.vectors for quote in quotes]).T
    stems = np.array([word.stem for word in words])
    for row, word in enumerate(claim.words):
        same = stems == word.stem
        cosines[row, same] = np.maximum(cosines[row, same], _SAME_STEM)
    given = {word.stem for word in words_of(context)}
    best = cosines.max(axis=1)
    best[[word.stem in given for word in claim.words]] = 1.0
    cosine = max(float(claim.vector @ quote.vector) for quote in quotes)
    return Agreement(claim, words, best.clip(0, 1), cosines.argmax(axis=1), cosine)


def sentences_of(text: str) -> list[str]:
    """The sentences of a quote, or the quote itself where it has none."""
    return [text[span.start : span.end] for span in sentence_spans(text)] or [text]
