"""The first step: some questions are not searched. Urgent danger, nothing to read, far too much to read."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

MAX_CHARACTERS = 2_000
Outcome = Literal["search", "urgent", "empty", "too_long"]

_NOW = (
    r"\b(?:right now|at this (?:very )?moment|as we speak|this minute|now|tonight|just (?:now|told|found|seen|heard)|"
    r"(?:has|have|he['’]s|she['’]s|they['’]ve|i['’]ve|we['’]ve) just|"
    r"(?:is|isn['’]t|he['’]s|she['’]s) (?:not )?breathing|currently|happening|immediately|"
    r"won['’]t wake|please help|help me|"
    r"(?:hurting|hitting|beating|attacking|strangling|threatening|killing) (?:me|us))\b"
)
_DANGER = (
    r"(?:being (?:hurt|hit|beaten|abused|attacked|strangled|raped|held)|(?:is|are|'s|’s) (?:hurting|hitting|beating|"
    r"attacking|strangling|threatening|killing|holding)|(?:not|isn['’]t) breathing|stopped breathing|unconscious|"
    r"bleeding|"
    r"(?:going|threatening|threatened|trying|about) to (?:kill|hurt|harm|stab|take (?:his|her|their|my) own life)|"
    r"has (?:a|got a) (?:knife|gun|weapon)|taken an overdose|in (?:immediate |serious )?danger|"
    r"(?:can|could) hear (?:her|him|them|a child|screaming)|"
    r"kill(?:ing)? (?:myself|himself|herself|themselves)|end(?:ing)? my life)"
)
_SOMEONE = (
    r"(?:\b(?:i|i'm|i’m|i've|i’ve|my|me|we|next door|neighbou?r|he|she|they|"
    r"(?:a|the|this) (?:child|baby|girl|boy|kid|toddler|teenager|family|woman|mum|mother|dad|father|pupil|student))\b)"
)
_STUDY = re.compile(
    r"\b(?:reviews?|reports?|inspections?|inspectors|findings?|lessons?|recommend\w*|research|"
    r"what (?:do(?! i\b)|did|does|have|has)|how (?:do|did|does|well|good|often|many))\b",
    re.I,
)
_URGENT = tuple(re.compile(part, re.I) for part in (_SOMEONE, _DANGER, _NOW))
_OWN_DANGER = re.compile(
    r"\b(?:i(?: want| am going|['’]m going| plan| need) to (?:die|kill myself|end my life|hurt myself)|"
    r"i(?:['’]m| am) suicidal|"
    r"my (?:\w+ ){1,3}(?:hits|hurts|beats|touches|rapes|abuses|is (?:abusing|touching|raping)) me)\b",
    re.I,
)
_NINES = re.compile(r"\b(?:should i|do i|shall i) (?:call|ring|phone|dial) (?:999|the police|an ambulance)\b", re.I)


@dataclass(frozen=True, slots=True)
class Gate:
    """What becomes of a question, and the question without control characters and white space at its ends."""

    outcome: Outcome
    question: str


def gate(question: str, *, search_anyway: bool = False) -> Gate:
    """Decide whether a question is searched; ``search_anyway`` passes over the urgent gate at the asker's word."""
    clean = "".join(c for c in question if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs", "Co", "Cn"))
    clean = re.sub(r"\s+", " ", clean).strip()
    if not any(c.isalnum() for c in clean):
        return Gate("empty", clean)
    if len(clean) > MAX_CHARACTERS:
        return Gate("too_long", clean[:200])
    if not search_anyway and is_urgent(clean):
        return Gate("urgent", clean)
    return Gate("search", clean)


def is_urgent(question: str) -> bool:
    """Whether a question tells of somebody in danger now, rather than asking what reviews say about danger."""
    if _OWN_DANGER.search(question) or _NINES.search(question):
        return True
    return all(part.search(question) for part in _URGENT) and not _STUDY.search(question)
