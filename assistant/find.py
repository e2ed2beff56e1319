"""Find candidates: the nearest passages by meaning and by words, from the reviews that the filters admit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.late import Probe
from vectorstore import Filters, Library, StoredPassage

BREADTH = 60  # candidates from each side; together they hold a right passage for nearly every question
_DENSE_DEPTH = 240  # looked at by meaning, so that a passage found by its words has its cosine too


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that may answer.

    ``dense`` is the cosine of its best window with the question. ``lexical`` is its BM25 score as a share of what a
    passage with every word of the question would get, from 0 to about 1.
    """

    passage: StoredPassage
    dense: float
    lexical: float


def find(
    library: Library, probes: Sequence[Probe], words: str, filters: Filters, *, breadth: int = BREADTH
) -> tuple[Candidate, ...]:
    """Return the passages nearest to the question, by meaning (each wording) or by words, in no order.

    ``words`` is what the lexical side looks for: the question's own words and the field's other words for them.
    ``breadth`` is how many each side brings.
    """
    dense: dict[int, float] = {}
    chosen: dict[int, None] = {}
    for probe in probes:
        hits = library.dense(probe.vector, max(breadth, _DENSE_DEPTH), filters)
        chosen.update(dict.fromkeys(hit.passage_id for hit in hits[:breadth]))
        for hit in hits:
            dense[hit.passage_id] = max(dense.get(hit.passage_id, -1.0), hit.score)
    lexical = {hit.passage_id: hit.score for hit in library.lexical(words, breadth, filters)}
    chosen.update(dict.fromkeys(lexical))
    floor = min(dense.values(), default=0.0)
    most = attainable(library, probes[0].text)
    stored = library.get_passages(tuple(chosen))
    return tuple(
        Candidate(stored[i], dense.get(i, floor), lexical.get(i, 0.0) / most if most else 0.0)
        for i in chosen
        if i in stored
    )


def attainable(library: Library, question: str) -> float:
    """Return about the BM25 score of a passage that has every word of the question once."""
    total = len(library)
    frequencies = [library.document_frequency(word) for word in set(question.split())]
    return sum(math.log(1 + (total - n + 0.5) / (n + 0.5)) for n in frequencies if n)
