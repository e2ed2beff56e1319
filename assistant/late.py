"""Late interaction: how well each word of a question is met by the word pieces of a passage and of its sentences.

Method: ColBERT's MaxSim (Khattab and Zaharia, 2020) with the encoder as it is, each question word weighted by its
inverse document frequency in the library, so that "the report found" weighs little and "bruising" much.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt
from threadpoolctl import ThreadpoolController

from assistant.sentences import Span, sentence_spans
from vectorstore import Encoded, StoredPassage, TokenRows

Floats = npt.NDArray[np.float32]

_WORD = re.compile(r"[^\W_]+(?:['’&-][^\W_]+)*&?")
_ASKING = frozenset(
    (
        "what which who whom whose how why when where does did do is are was were has have had can could should would "
        "say says said saying find finds found finding report reports reported review reviews inspection inspections "
        "inspector inspectors tell told know example examples case cases across any there they about area areas "
        "council councils authority authorities read reading learn learned lesson lessons "
        "much many often going keep keeps"
    ).split()
)
_ASKING_SHARE = 0.25
_UNWEIGHED = 0.02  # for words that the lexical index leaves out ("the"), so that no question is without weight


@dataclass(frozen=True, slots=True, eq=False)
class Probe:
    """A question ready to be held against passages: its vector, its word pieces (n, size) of length 1, their weights.

    ``weights`` (n,) sum to 1 over the words that carry the question. ``words`` names the word each piece belongs to.
    """

    text: str
    vector: Floats
    tokens: Floats
    weights: Floats
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Meeting:
    """How a passage meets a probe: ``score`` its weighted mean of best cosines, ``words`` (n,) the best cosine each.

    ``sentences`` are the passage's sentences (offsets in its own text) and ``sentence_scores`` the same mean for each;
    ``two`` and ``three`` the highest such mean of so many sentences that stand together: an answer is often given in
    one sentence and explained in the next.
    """

    score: float
    words: Floats
    sentences: tuple[Span, ...]
    sentence_scores: Floats
    two: float
    three: float


def make_probe(
    encoded: Encoded,
    text: str,
    frequency: Callable[[str], int | None],
    passages: int,
    *,
    ignored: Sequence[Span] = (),
    faint: Sequence[Span] = (),
) -> Probe:
    """Weigh the word pieces of a question.

    ``frequency`` gives the number of passages that hold a word, None for words that are not counted. Words in
    ``ignored`` (places and years that already filter) weigh nothing, words in ``faint`` (taken over from the
    conversation) half.
    """
    bounds = [(m.start(), m.end(), m.group()) for m in _WORD.finditer(text)]
    words: list[str] = []
    weights = np.zeros(len(encoded.spans), np.float32)
    for row, (start, _) in enumerate(encoded.spans):
        word = next((w for a, b, w in bounds if a <= start < b), "")
        words.append(word)
        if not word or any(span.start <= start < span.end for span in ignored):
            continue
        weight = _weight(word, frequency(word), passages)
        weights[row] = weight * (0.5 if any(span.start <= start < span.end for span in faint) else 1.0)
    total = float(weights.sum())
    if total <= 0:
        weights = np.ones(len(encoded.spans), np.float32)
        total = float(weights.sum()) or 1.0
    lengths = np.maximum(np.linalg.norm(encoded.tokens, axis=1, keepdims=True), 1e-9)
    return Probe(text, encoded.vector, encoded.tokens / lengths, weights / total, tuple(words))


def _weight(word: str, frequency: int | None, passages: int) -> float:
    if frequency is None:
        return _UNWEIGHED
    weight = math.log(1 + (passages - frequency + 0.5) / (frequency + 0.5))
    return max(weight, _UNWEIGHED) * (_ASKING_SHARE if word.lower() in _ASKING else 1.0)


def meet(
    probes: Sequence[Probe], passages: Sequence[StoredPassage], rows: Sequence[TokenRows | None]
) -> tuple[Meeting, ...]:
    """Hold the first probe against passages; the others are the same question in other words of the field.

    For each word piece of the first probe the best cosine counts; where another wording meets a whole passage better,
    that wording's score stands in for it.
    """
    with _pools().limit(limits=1, user_api="blas"):
        return tuple(_meet_one(probes, passage, own) for passage, own in zip(passages, rows, strict=True))


@cache
def _pools() -> ThreadpoolController:
    """The thread pools of linear algebra; these products are so small that on a busy machine threads only wait."""
    return ThreadpoolController()


def _meet_one(probes: Sequence[Probe], passage: StoredPassage, rows: TokenRows | None) -> Meeting:
    sentences = cached_sentences(passage.text)
    count = len(probes[0].weights)
    if rows is None or not len(rows.vectors) or not sentences:
        return Meeting(0.0, np.zeros(count, np.float32), sentences, np.zeros(len(sentences), np.float32), 0.0, 0.0)
    starts = np.array([s.start for s in sentences])
    owner = np.clip(np.searchsorted(starts, rows.spans[:, 0], side="right") - 1, 0, len(starts) - 1)
    order = np.argsort(owner, kind="stable")
    present, first = np.unique(owner[order], return_index=True)
    vectors = rows.vectors[order]
    found: list[tuple[float, Floats, Floats]] = []
    together: list[tuple[float, float]] = []
    for probe in probes:
        cosines = probe.tokens @ vectors.T
        by_sentence = np.maximum.reduceat(cosines, first, axis=1)
        words = by_sentence.max(axis=1)
        score = float(words @ probe.weights)
        scores = np.zeros(len(sentences), np.float32)
        scores[present] = probe.weights @ by_sentence
        found.append((score, words, scores))
        together.append((_together(by_sentence, probe.weights, 2), _together(by_sentence, probe.weights, 3)))
    return Meeting(
        max(score for score, _, _ in found),
        found[0][1],
        sentences,
        np.max([scores for _, _, scores in found], axis=0),
        max(two for two, _ in together),
        max(three for _, three in together),
    )


def _together(by_sentence: Floats, weights: Floats, count: int) -> float:
    """The highest weighted mean of ``count`` neighbouring sentences; of all of them where there are fewer."""
    joined = by_sentence
    for _ in range(min(count, by_sentence.shape[1]) - 1):
        joined = np.maximum(joined[:, :-1], by_sentence[:, by_sentence.shape[1] - joined.shape[1] + 1 :])
    return float((weights @ joined).max())


@lru_cache(maxsize=20_000)
def cached_sentences(text: str) -> tuple[Span, ...]:
    """The sentences of a passage; kept, since the same passages are met again and again."""
    return sentence_spans(text)
