"""Judge one written claim: is each quote in the passage it names, and do the quotes bear the claim?

A quote that is found is widened to the sentences it stands in, so that no "not" is cut off before or behind it; those
are what is judged and what the citation carries. The claim passes if every quote of it is found and every sentence of
it is borne.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.claims.blocks import Block
from assistant.claims.locate import compared, locate, word_count
from assistant.claims.written import WrittenClaim, WrittenSource
from assistant.compose import Quote
from assistant.model import Checked
from assistant.scope import is_in_another_script
from assistant.sentences import MAX_QUOTE_WORDS, Span, sentence_spans
from assistant.support import SupportCheck

FEWEST_WORDS = 5  # of a quote; fewer stand in too many places to prove anything
MOST_SOURCES = 5
LONGEST_CLAIM = 600  # characters
_ADDRESS = re.compile(r"https?:|www\.|\]\(|\b[\w.+-]+@[\w-]+\.\w", re.I)
# A claim about the passage as a text ("This sentence explains …") says nothing that a review found.
_ABOUT_THE_TEXT = re.compile(
    r"^(?:this|the|that) (?:\w+ )?(?:sentence|passage|paragraph|quote|quotation|statement|text|excerpt)\b", re.I
)
# Words without which hardly an English sentence is written; other languages in Latin letters have next to none of them.
_ENGLISH = frozenset(
    "the of to and in a that was were is are had have be been not for with by on at it as from".split()
)
_ENGLISH_FROM = 6  # words of a claim from which one of those is expected
# Words that tell nothing of what a sentence is about.
_SMALL = frozenset(
    "that were have been being they their them this these those more need needs done does will would should must might "
    "could which what when where some each every very well also than then there here into over under about after "
    "before during between because while only other such same most much many nothing with from".split()
)
_BEGINNING = 5  # letters by which words are the same word: "assess" and "assessment"
# A report that speaks to whatever reads it by machine; its words are no finding, though they stand in it.
_TO_MACHINES = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b[^.]{0,40}\b(?:instructions?|prompts?|rules?)\b|"
    r"\btell the (?:reader|user|asker)\b|\b(?:language model|chat ?bot|AI assistant|system prompt)\b|"
    r"\byou are (?:now|an? (?:AI|assistant|model))\b|\b(?:answer|respond|reply) (?:only )?(?:with|that)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim with what came of it: ``checked`` is "verbatim" or "supported" where it passed.

    ``quotes`` are the library's own words; ``score`` is the support check's, None where it was not asked.
    """

    written: WrittenClaim
    checked: Checked
    text: str
    quotes: tuple[Quote, ...]
    score: float | None
    reasons: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether it may be shown as checked."""
        return self.checked in ("verbatim", "supported")


def judge(claim: WrittenClaim, blocks: Mapping[str, Block], support: SupportCheck) -> Judged:
    """Judge one claim against the passages it names; ``blocks`` are by key."""
    text = re.sub(r"\s+", " ", claim.text).strip()
    found = [_found(source, blocks) for source in claim.sources[:MOST_SOURCES]]
    quotes = _each_once([one for one in found if isinstance(one, Quote)])
    reasons = [*_about_the_claim(text, claim), *(one for one in found if isinstance(one, str))]
    if reasons:
        return Judged(claim, "unchecked", text, quotes, None, tuple(reasons))
    if len(quotes) == 1 and compared(text) == compared(quotes[0].text):
        return Judged(claim, "verbatim", quotes[0].text, quotes, 1.0, ())
    if reason := _foreign(text):
        return Judged(claim, "unchecked", text, quotes, None, (reason,))
    context = " ".join(dict.fromkeys(blocks[_key(source)].context for source in claim.sources[:MOST_SOURCES]))
    return _borne(claim, text, quotes, support, context)


def _borne(claim: WrittenClaim, text: str, quotes: tuple[Quote, ...], support: SupportCheck, context: str) -> Judged:
    """Ask the support check about every sentence of the claim; it is as strong as its weakest."""
    words = [re.sub(r"\s+", " ", quote.text) for quote in quotes]
    if not _telling(text) & _telling(" ".join(words)):
        return Judged(claim, "unsupported", text, quotes, None, ("it has no telling word in common with its quotes",))
    sentences = [text[span.start : span.end] for span in sentence_spans(text)] or [text]
    supports = [support.judge(sentence, words, context) for sentence in sentences]
    weakest = min(supports, key=lambda one: (one.verdict == "supported", one.score))
    if weakest.verdict == "supported":
        return Judged(claim, "supported", text, quotes, weakest.score, weakest.reasons)
    reasons = weakest.reasons or ("the quoted words do not bear it",)
    return Judged(claim, "unsupported", text, quotes, weakest.score, reasons)


def _telling(text: str) -> set[str]:
    """The beginnings of the words that tell what a text is about."""
    return {word[:_BEGINNING] for word in re.findall(r"[^\W_]{3,}", text.lower()) if word not in _SMALL | _ENGLISH}


def _about_the_claim(text: str, claim: WrittenClaim) -> list[str]:
    reasons = []
    if not text:
        reasons.append("it says nothing")
    if not claim.sources:
        reasons.append("it names no source")
    if len(claim.sources) > MOST_SOURCES:
        reasons.append(f"it has more than {MOST_SOURCES} sources")
    if len(text) > LONGEST_CLAIM:
        reasons.append(f"it is longer than {LONGEST_CLAIM} characters")
    if _ADDRESS.search(text):
        reasons.append("it holds an address")
    if _ABOUT_THE_TEXT.search(text):
        reasons.append("it is about the passage, not about what the passage says")
    return reasons


def _foreign(text: str) -> str:
    """Say that a claim is in another language than the check can read; "" where it is in English."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    english = len(words) < _ENGLISH_FROM or _ENGLISH & set(words)
    return "" if english and not is_in_another_script(text) else "it is not in English"


def _key(source: WrittenSource) -> str:
    return source.key.strip("[]<>() ").upper()


def _found(source: WrittenSource, blocks: Mapping[str, Block]) -> Quote | str:
    """Return the library's words where the quote is in the passage it names, else say what is the matter with it."""
    block = blocks.get(_key(source))
    if block is None:
        return f"it names a source “{source.key[:20]}” that was not given"
    if word_count(source.quote) < FEWEST_WORDS:
        return f"a quote has fewer than {FEWEST_WORDS} words"
    place = locate(source.quote, block.text)
    if place is None:
        return "a quote does not stand in the passage it is said to be from"
    passage = block.ranked.passage
    first = passage.passage.start
    base = block.start - first
    span = _widened(passage.text, Span(base + place.start, base + place.end))
    words = passage.text[span.start : span.end]
    if _TO_MACHINES.search(words):
        return "the quoted words are addressed to whoever reads the report by machine"
    if len(words.split()) > MAX_QUOTE_WORDS and len(sentence_spans(words)) > 1:
        return f"a quote has more than {MAX_QUOTE_WORDS} words"
    return Quote(block.ranked, first + span.start, first + span.end, words, block.ranked.score)


def _widened(text: str, place: Span) -> Span:
    """Return the whole sentences that a place in a text touches."""
    touched = [span for span in sentence_spans(text) if span.start < place.end and place.start < span.end]
    return Span(min(place.start, touched[0].start), max(place.end, touched[-1].end)) if touched else place


def _each_once(quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    return tuple({(one.ranked.passage.passage_id, one.start, one.end): one for one in quotes}.values())
