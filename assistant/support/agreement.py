"""How far the words of a claim find their bearers among the words of its quotes.

Method: ColBERT's MaxSim (Khattab and Zaharia, 2020) over whole words: a word's vector is the mean of its word pieces',
each word of the claim takes the best cosine that it finds in the quotes, and the words are weighed by how rare they
are (Spärck Jones, 1972). A word of the same stem counts as met at least as well as ``_SAME_STEM``. Of long quotes the
few sentences that bear the claim best are picked out one after another, each for what the others leave unmet.
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
UNMET = 0.45  # below this cosine a word has no bearer
_MOST_BEARERS = 3
_LEAST_GAIN = 0.03


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """A text with its sentences, its words, a vector of length 1 for each word (n, size), and that of the whole.

    ``owner`` (n,) is the sentence that a word belongs to.
    """

    text: str
    words: tuple[Word, ...]
    vectors: Floats
    vector: Floats
    sentences: tuple[tuple[int, int], ...]
    owner: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Agreement:
    """How a claim's words are met.

    ``best`` (n,) is the cosine of each word's bearer in all quotes, ``near`` (n,) the same within ``bearing``, the
    sentences that bear the claim best, in their order; ``alone`` is the weighted mean within the best single sentence.
    ``cosine`` is that of the claim with the nearest quote, ``sentence_cosine`` with the nearest sentence.
    ``lexical`` (n,) tells the words whose stem stands in the quotes or the context; ``bearers`` (n,) the word of the
    bearing sentences that bears each best, with the text that it stands in.
    """

    claim: Read
    weights: Floats
    best: Floats
    near: Floats
    alone: float
    bearing: str
    cosine: float
    sentence_cosine: float
    lexical: npt.NDArray[np.bool_]
    bearers: tuple[tuple[str, Word], ...]

    def mean(self, values: Floats) -> float:
        """The weighted mean over the claim's words."""
        return float(values @ self.weights / max(float(self.weights.sum()), 1e-9))

    @property
    def unmet(self) -> tuple[Word, ...]:
        """The words that carry meaning and have no bearer, the weightiest first."""
        rows = [row for row in np.argsort(-self.weights) if self.near[row] < UNMET and self.claim.words[row].carries]
        return tuple(self.claim.words[row] for row in rows)


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
            np.add.at(vectors, owner[owner >= 0], window.tokens[owner >= 0])
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
        whole = np.sum([window.vector for window in windows], axis=0) if windows else np.zeros(encoder.size, np.float32)
        spans = tuple((span.start, span.end) for span in sentence_spans(text)) or ((0, len(text)),)
        owners = np.searchsorted([start for start, _ in spans], starts, side="right") - 1
        made.append(
            Read(text, words, vectors, _unit(whole), spans, owners.clip(0) if len(words) else owners.astype(np.int64))
        )
    return made


def agree(claim: Read, quotes: Sequence[Read], context: str = "") -> Agreement:
    """Find each claim word's bearer; words of the context (title, authority, year) need none."""
    words = [word for quote in quotes for word in quote.words]
    weights = np.array([word.weight for word in claim.words], np.float32)
    cosine = max((float(claim.vector @ quote.vector) for quote in quotes), default=0.0)
    if not words or not claim.words:
        nothing = np.zeros(len(claim.words), np.float32)
        return Agreement(claim, weights, nothing, nothing, 0.0, "", cosine, cosine, nothing.astype(np.bool_), ())
    vectors = np.concatenate([quote.vectors for quote in quotes])
    cosines = claim.vectors @ vectors.T
    stems = np.array([word.stem for word in words])
    given = {word.stem for word in words_of(context)}
    lexical = np.zeros(len(claim.words), np.bool_)
    for row, word in enumerate(claim.words):
        same = stems == word.stem
        cosines[row, same] = np.maximum(cosines[row, same], _SAME_STEM)
        if word.stem in given:
            cosines[row] = 1.0
        lexical[row] = bool(same.any()) or word.stem in given
    cosines = cosines.clip(0, 1)
    sentences = [(quote, span) for quote in quotes for span in quote.sentences]
    firsts = np.cumsum([0, *(len(quote.sentences) for quote in quotes)])
    owner = np.concatenate([quote.owner + first for quote, first in zip(quotes, firsts[:-1], strict=True)])
    by_sentence = np.zeros((len(claim.words), len(sentences)), np.float32)
    centres = (np.arange(len(sentences))[:, None] == owner).astype(np.float32) @ vectors
    for number in np.unique(owner):
        by_sentence[:, number] = cosines[:, owner == number].max(axis=1)
    chosen, near = _bearers(by_sentence, weights)
    total = max(float(weights.sum()), 1e-9)
    places = np.flatnonzero(np.isin(owner, chosen))
    texts = [quote.text for quote in quotes for _ in quote.words]
    centres /= np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), 1e-9)
    return Agreement(
        claim,
        weights,
        cosines.max(axis=1),
        near,
        float((weights @ by_sentence).max() / total),
        " ".join(sentences[number][0].text[slice(*sentences[number][1])] for number in sorted(chosen)),
        cosine,
        float((centres @ _unit(claim.vectors.sum(axis=0))).max()),
        lexical,
        tuple((texts[places[column]], words[places[column]]) for column in cosines[:, places].argmax(axis=1)),
    )


def _bearers(by_sentence: Floats, weights: Floats) -> tuple[list[int], Floats]:
    """Sentences chosen one after another for what they add to the weighted mean, and what they reach together."""
    total = max(float(weights.sum()), 1e-9)
    reached = np.zeros(len(weights), np.float32)
    chosen: list[int] = []
    while len(chosen) < _MOST_BEARERS:
        together = np.maximum(reached[:, None], by_sentence)
        means = weights @ together / total
        number = int(means.argmax())
        if chosen and float(means[number]) - float(weights @ reached / total) < _LEAST_GAIN:
            break
        chosen.append(number)
        reached = together[:, number]
    return chosen, reached


def _unit(vector: Floats) -> Floats:
    made: Floats = (vector / max(float(np.linalg.norm(vector)), 1e-9)).astype(np.float32)
    return made
