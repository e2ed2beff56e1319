"""Put candidates in order: one score from meaning, words and late interaction, then folding and spreading.

The score is a weighted sum of named features; the weights stand in ``data/ranking.json`` with where they come from.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Literal, Protocol

from assistant.find import Candidate
from assistant.late import Meeting, Probe, meet
from ingest.model import Role
from vectorstore import Library, StoredPassage

Feature = Literal["dense", "late", "sentence", "two", "three", "lexical", "matter", "wanted_role", "short"]
Scope = Literal["one", "across", "open"]

_SHORT = 90  # characters
_DUPLICATE = 0.6  # share of three-word runs in common above which two passages say the same
_WANTED: tuple[tuple[re.Pattern[str], Role], ...] = (
    (re.compile(r"\brecommend|\bshould\b.*\bdo\b|\btold to\b|\bneeds? to\b|\bactions?\b", re.I), Role.RECOMMENDATION),
    (re.compile(r"\bgood practice\b|\bwork(?:ed|s|ing) well\b|\bstrengths?\b|\bhelped\b", re.I), Role.GOOD_PRACTICE),
    (re.compile(r"\bwrong\b|\bconcern|\bcriti|\bweak|\bproblem|\bfail|\bpoor|\bmiss(?:ed|ing)\b", re.I), Role.CONCERN),
)


class Reranker(Protocol):
    """Anything that says how well each text answers a question, higher is better."""

    def score(self, question: str, texts: Sequence[str]) -> Sequence[float]:
        """Return one score a text."""


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """A candidate with its score, the features that made it, and how it meets the question sentence by sentence."""

    passage: StoredPassage
    score: float
    features: Mapping[Feature, float]
    meeting: Meeting


@cache
def ranking_weights() -> Mapping[Feature, float]:
    """Return the weight of each feature."""
    read = json.loads(files("assistant").joinpath("data/ranking.json").read_text(encoding="utf-8"))
    weights: Mapping[Feature, float] = read["weights"]
    return weights


def score(
    library: Library,
    probes: Sequence[Probe],
    candidates: Sequence[Candidate],
    weights: Mapping[Feature, float] | None = None,
) -> tuple[Ranked, ...]:
    """Score candidates against the question and return them best first."""
    weights = ranking_weights() if weights is None else weights
    stored = [candidate.passage for candidate in candidates]
    rows = library.token_rows([passage.passage_id for passage in stored])
    meetings = meet(probes, stored, [rows.get(passage.passage_id) for passage in stored])
    wanted = {role for pattern, role in _WANTED if pattern.search(probes[0].text)}
    ranked = []
    for candidate, meeting in zip(candidates, meetings, strict=True):
        features = _features(candidate, meeting, wanted)
        total = sum(weights.get(name, 0.0) * value for name, value in features.items())
        ranked.append(Ranked(candidate.passage, total, features, meeting))
    return tuple(sorted(ranked, key=lambda r: (-r.score, r.passage.passage_id)))


def rerank(reranker: Reranker, question: str, ranked: Sequence[Ranked], depth: int = 30) -> tuple[Ranked, ...]:
    """Put the first ``depth`` in the order of a reranker; the scores stay those of ``score``, sorted."""
    head, tail = list(ranked[:depth]), ranked[depth:]
    judged = reranker.score(question, [r.passage.text for r in head])
    order = sorted(range(len(head)), key=lambda i: -judged[i])
    scores = sorted((r.score for r in head), reverse=True)
    moved = [
        Ranked(head[i].passage, value, head[i].features, head[i].meeting)
        for i, value in zip(order, scores, strict=True)
    ]
    return (*moved, *tail)


def lean(ranked: Sequence[Ranked], towards: Sequence[Ranked], share: float) -> tuple[Ranked, ...]:
    """Bring forward what a second question finds too: its score counts by ``share`` of the first's, on the same scale.

    Nothing is added to ``ranked``; what ``towards`` lacks counts as its last.
    """
    if not towards:
        return tuple(ranked)
    other = {one.passage.passage_id: one.score for one in towards}
    least = min(other.values())
    leaned = [
        replace(one, score=(one.score + share * other.get(one.passage.passage_id, least)) / (1 + share))
        for one in ranked
    ]
    return tuple(sorted(leaned, key=lambda r: (-r.score, r.passage.passage_id)))


def fold(ranked: Sequence[Ranked], depth: int = 60) -> tuple[Ranked, ...]:
    """Leave out passages that say in the same words what a better-placed one of the same review or another says."""
    kept: list[tuple[Ranked, frozenset[tuple[str, ...]]]] = []
    for one in ranked[:depth]:
        runs = _runs(one.passage.text)
        if not any(_alike(runs, other) for _, other in kept):
            kept.append((one, runs))
    return tuple(one for one, _ in kept)


def spread(ranked: Sequence[Ranked], scope: Scope, penalty: float) -> tuple[Ranked, ...]:
    """Order for reading: across reviews, each further passage of one review gives way by ``penalty`` of score."""
    if scope != "across":
        return tuple(ranked)
    rest, out, seen = list(ranked), list[Ranked](), dict[str, int]()
    while rest:
        best = max(rest, key=lambda r: r.score - penalty * seen.get(r.passage.review_id, 0))
        rest.remove(best)
        out.append(best)
        seen[best.passage.review_id] = seen.get(best.passage.review_id, 0) + 1
    return tuple(out)


def _features(candidate: Candidate, meeting: Meeting, wanted: set[Role]) -> Mapping[Feature, float]:
    role = candidate.passage.passage.role
    return {
        "dense": candidate.dense,
        "late": meeting.score,
        "sentence": float(meeting.sentence_scores.max(initial=0.0)),
        "two": meeting.two,
        "three": meeting.three,
        "lexical": min(candidate.lexical, 1.5),
        "matter": float(role in (Role.MATTER, Role.METHOD)),
        "wanted_role": float(role in wanted),
        "short": float(len(candidate.passage.text) < _SHORT),
    }


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return frozenset(tuple(words[i : i + 3]) for i in range(max(1, len(words) - 2)))


def _alike(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> bool:
    return len(one & other) >= _DUPLICATE * min(len(one), len(other))
