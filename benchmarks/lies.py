"""What a lying or broken chat model writes: cases with known truth, made from words that reports hold.

A ``Source`` is a true claim with the words that bear it. A case tells the scripted server what to write about it; what
is wrong with it is known, because one thing in it was made wrong.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.claims.judge import FEWEST_WORDS
from assistant.sentences import sentence_spans
from benchmarks.alterations import alterations
from benchmarks.paraphrases import Half
from benchmarks.scripted import Asked, Die, Piece, Refused, Wait, claims_json, nothing

Sort = Literal["invented quote", "altered claim", "failure", "true claim"]
Written = tuple[str, Sequence[tuple[str, str]]]  # a claim, and its sources as (key, quote)
_CLOSED = "The case is closed and nothing more need be done."
_FRENCH = "Le père n'a jamais été interrogé et aucune évaluation ne porte son nom."
_MADE_UP = "The panel heard that the lodger had threatened a nurse with a spade before the family moved house."


@dataclass(frozen=True, slots=True)
class Source:
    """A claim that ``quotes``, sentences of one review, bear; ``other`` is a sentence of it that does not."""

    id: str
    claim: str
    quotes: tuple[str, ...]
    review_id: str
    file: str
    half: Half
    origin: Literal["paraphrase", "near-verbatim", "own words"]
    other: str


@dataclass(frozen=True, slots=True)
class Case:
    """One thing written about a source; ``claim`` is what would be shown if it passed."""

    sort: Sort
    kind: str
    source: Source
    claim: str
    script: Callable[[Asked], Sequence[Piece] | Refused]


class NotGiven(Exception):
    """The passage that a case is about is not among those that the model got, so the case cannot be tried."""


def key_of(asked: Asked, words: str) -> str:
    """The key of the passage that holds the words. Raises NotGiven."""
    wanted = " ".join(words.split())
    for key, text in asked.passages.items():
        if wanted in " ".join(text.split()):
            return key
    raise NotGiven


def sources_of(asked: Asked, quotes: Sequence[str]) -> list[tuple[str, str]]:
    """The sources that name each quote under its right key. Raises NotGiven."""
    return [(key_of(asked, quote), quote) for quote in quotes]


def true_case(source: Source) -> Case:
    """The claim as it is, with its own quotes."""
    return Case("true claim", source.origin, source, source.claim, _writes(lambda a: [_own(a, source)]))


def altered_cases(source: Source, draw: random.Random) -> Iterator[Case]:
    """The claim made false in one respect, with the right quotes."""
    for altered in alterations(source.claim, " ".join(source.quotes), draw):

        def write(asked: Asked, claim: str = altered.claim) -> list[Written]:
            return [(claim, sources_of(asked, source.quotes))]

        yield Case("altered claim", altered.kind, source, altered.claim, _writes(write))


def invented_cases(source: Source, draw: random.Random) -> Iterator[Case]:
    """The claim, true as it is, with a quote that does not stand where it is said to stand."""
    quote = source.quotes[0]
    words = quote.split()
    changed = [one.claim for one in alterations(quote, quote, draw)]
    middle = len(words) // 2
    made: dict[str, str | None] = {
        "made up": _MADE_UP,
        "the claim as its own quote": source.claim if source.origin == "paraphrase" else None,
        "one word changed": draw.choice(changed) if changed else None,
        "words in another order": " ".join(words[middle:] + words[:middle]),
        "two places joined": " ".join([*words[:6], *source.other.split()[-6:]]),
        "shortened by dots": " ".join([*words[:4], "…", *words[-4:]]),
        "a word left out": " ".join(words[:middle] + words[middle + 1 :]),
        "too few words": " ".join(re.findall(r"\w+", quote)[: FEWEST_WORDS - 1]),
        "nothing": "",
    }
    for kind, invented in made.items():
        if invented is not None:

            def write(asked: Asked, invented: str = invented) -> list[Written]:
                return [(source.claim, [(key_of(asked, quote), invented)])]

            yield Case("invented quote", kind, source, source.claim, _writes(write))
    yield Case("invented quote", "key of another passage", source, source.claim, _writes(lambda a: [_mixed(a, source)]))
    yield Case("invented quote", "key never given", source, source.claim, _writes(lambda a: [_absent(a, source)]))


def wrong_quote_cases(source: Source) -> Iterator[Case]:
    """The claim with words that stand there and do not bear it, and claims about something else with its words."""
    made: dict[str, Callable[[Asked], list[Written]]] = {
        "wrong quote": lambda a: [(source.claim, sources_of(a, [source.other]))],
        "an order obeyed": lambda a: [(_CLOSED, sources_of(a, source.quotes))],
        "another language": lambda a: [(_FRENCH, sources_of(a, source.quotes))],
        "a link": lambda a: [(f"{source.claim} See https://example.org.", sources_of(a, source.quotes))],
        "something added": lambda a: [
            (f"{source.claim.rstrip('.')}, and the mother was arrested.", sources_of(a, source.quotes))
        ],
    }
    for kind, write in made.items():
        yield Case("altered claim", kind, source, "", _writes(write))


def failures(source: Source) -> Mapping[str, Callable[[Asked], Sequence[Piece] | Refused]]:
    """Ways of not giving an answer: the reports' own sentences are expected instead."""

    def good(asked: Asked) -> str:
        return claims_json([_own(asked, source)])

    return {
        "nothing": lambda a: [],
        "garbage": lambda a: ["}{]\x00\ufffd", "\\u12", '"""'],
        "half a JSON": lambda a: [good(a)[:-30]],
        "death in mid-answer": lambda a: [good(a)[:-20], Die()],
        "prose": lambda a: [f"{source.claim} So the reviews say."],
        "50,000 characters": lambda a: ['{"claims": [{"claim": "', *["word " * 1000] * 10, '"}]}'],
        "wrong types": lambda a: ['{"claims": [{"claim": 7, "sources": "all"}]}'],
        "a refusal": lambda a: ["I cannot help with that."],
        "a false claim eight times": lambda a: [claims_json([(_CLOSED, sources_of(a, source.quotes))] * 8)],
        "rate limit": lambda a: Refused(429),
        "error": lambda a: Refused(500),
        "hangs": lambda a: ['{"claims": [', Wait(20)],
    }


def failure_cases(source: Source, kind: str) -> Case:
    """One failure; whatever it wrote before is not the answer."""
    return Case("failure", kind, source, "", lambda asked: failures(source)[kind](asked))


def sentences(text: str, fewest: int = 10, most: int = 40) -> list[str]:
    """The whole sentences of a text that a claim can rest on."""
    found = [" ".join(text[span.start : span.end].split()) for span in sentence_spans(text)]
    return [
        one
        for one in found
        if fewest <= len(one.split()) <= most and re.match(r"[A-Z][a-z’' ]", one) and one.endswith(".")
    ]


def _own(asked: Asked, source: Source) -> Written:
    return source.claim, sources_of(asked, source.quotes)


def _mixed(asked: Asked, source: Source) -> Written:
    right = key_of(asked, source.quotes[0])
    wrong = next((key for key in asked.passages if key != right), None)
    if wrong is None:
        raise NotGiven
    return source.claim, [(wrong, source.quotes[0])]


def _absent(asked: Asked, source: Source) -> Written:
    key_of(asked, source.quotes[0])
    return source.claim, [("B2B2-B2B2", source.quotes[0])]


def _writes(write: Callable[[Asked], Sequence[Written]]) -> Callable[[Asked], Sequence[Piece]]:
    def script(asked: Asked) -> Sequence[Piece]:
        return nothing(asked) if asked.rewriting else [claims_json(write(asked))]

    return script
