"""What is measured of a claim and its quotes, each measure with the words that say what speaks against the claim."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.reading import Reading
from assistant.support.actors import ActorsRead, compare_actors
from assistant.support.agreement import UNMET, Agreement
from assistant.support.numbers import NumbersRead, compare_numbers
from assistant.support.polarity import Polarity, compare_polarity
from assistant.support.stance import Stance, stance

_NAMED_WORDS = 3
_AMOUNT_WORDS = ("none", "few", "some", "most", "all")
_EXTREME = 4.0


@dataclass(frozen=True, slots=True)
class Measured:
    """The measures by name, and for some of them the reason to give when they weigh against the claim."""

    values: Mapping[str, float]
    reasons: Mapping[str, str]


def measure(agreement: Agreement, reading: Reading, claim: str, quotes: Sequence[str], context: str) -> Measured:
    """Take every measure."""
    bearing = agreement.bearing or " ".join(quotes)
    values: dict[str, float] = {}
    reasons: dict[str, str] = {}
    _joint(reading, claim, values, reasons)
    _meaning(agreement, quotes, values, reasons)
    _numbers(compare_numbers(claim, quotes, context), values, reasons)
    _polarity(compare_polarity(agreement), values, reasons)
    _stances(stance(claim), stance(bearing), values, reasons)
    _actors(compare_actors(claim, bearing, f"{context} {' '.join(quotes)}"), values, reasons)
    return Measured(values, reasons)


def _joint(reading: Reading, claim: str, values: dict[str, float], reasons: dict[str, str]) -> None:
    values["joint"] = reading.whole
    values["unborne"] = reading.worst
    reasons["joint"] = "read beside the quote, the claim does not follow from it"
    if reading.unborne:
        named = " … ".join(claim[start:end] for start, end in reading.unborne[:_NAMED_WORDS])
        reasons["joint"] = reasons["unborne"] = f"the quote does not bear these words: {named}"


def _meaning(agreement: Agreement, quotes: Sequence[str], values: dict[str, float], reasons: dict[str, str]) -> None:
    near, weights = agreement.near, agreement.weights
    carrying = near[[word.carries for word in agreement.claim.words]]
    lowest = np.sort(carrying)[: max(1, len(carrying) // 3)]
    names = np.array([word.name for word in agreement.claim.words], np.bool_)
    own = float(weights[names].sum())
    values["met"] = agreement.mean(agreement.best)
    values["near"] = agreement.mean(near)
    values["alone"] = agreement.alone
    values["unmet"] = agreement.mean((near < UNMET).astype(np.float32))
    values["worst"] = float(lowest.mean()) if len(lowest) else 0.0
    values["cosine"] = agreement.cosine
    values["sentence"] = agreement.sentence_cosine
    values["lexical"] = agreement.mean(agreement.lexical.astype(np.float32))
    values["names"] = float(weights[names & ~agreement.lexical].sum()) / own if own else 0.0
    values["length"] = math.log1p(len(carrying))
    values["quoted"] = math.log1p(sum(len(quote.split()) for quote in quotes))
    if agreement.unmet:
        missing = ", ".join(dict.fromkeys(word.text for word in agreement.unmet[:_NAMED_WORDS]))
        reasons["unmet"] = f"the quote says nothing of: {missing}"
    if values["names"]:
        lost = [
            w.text for w, found in zip(agreement.claim.words, agreement.lexical, strict=True) if w.name and not found
        ]
        reasons["names"] = f"the quote does not name: {', '.join(dict.fromkeys(lost))}"


def _numbers(numbers: NumbersRead, values: dict[str, float], reasons: dict[str, str]) -> None:
    values["number_conflict"] = float(bool(numbers.conflicts))
    values["number_absent"] = float(bool(numbers.absent))
    if numbers.conflicts:
        reasons["number_conflict"] = numbers.conflicts[0]
    if numbers.absent:
        reasons["number_absent"] = numbers.absent[0]


def _polarity(polarity: Polarity, values: dict[str, float], reasons: dict[str, str]) -> None:
    values["polarity"] = polarity.share
    values["denial_added"] = polarity.added
    values["denial_lost"] = polarity.lost
    # In a claim that keeps the quote's words, a denial more or less is no matter of wording.
    values["verbatim_denial"] = max(polarity.added, polarity.lost) * values["lexical"] ** 2
    if polarity.words:
        named = ", ".join(dict.fromkeys(polarity.words[:_NAMED_WORDS]))
        for name in ("polarity", "denial_added", "denial_lost", "verbatim_denial"):
            reasons[name] = f"only one of claim and quote denies this: {named}"


def _stances(mine: Stance, theirs: Stance, values: dict[str, float], reasons: dict[str, str]) -> None:
    values["opposed"] = float(mine.valence * theirs.valence == -1)
    values["one_sided"] = float(mine.valence * theirs.valence == 0 and mine.valence != theirs.valence)
    values["denial"] = float(bool(mine.denials) != bool(theirs.denials) and mine.valence != theirs.valence)
    values["no_added"] = float(bool(mine.denying) and not theirs.denying and not theirs.lacking)
    values["no_lost"] = float(bool(theirs.denying) and not mine.denying and not mine.lacking)
    values["no_for_bad"] = float(bool(mine.denying) and not theirs.denying and bool(theirs.lacking))
    values["bad_for_no"] = float(bool(theirs.denying) and not mine.denying and bool(mine.lacking))
    values["bad_added"] = float(bool(mine.lacking) and not theirs.lacking and not theirs.denying)
    values["bad_lost"] = float(bool(theirs.lacking) and not mine.lacking and not mine.denying)
    reasons["no_added"] = "the claim denies something, the quote denies nothing"
    reasons["no_lost"] = "the quote denies something, the claim denies nothing"
    reasons["bad_added"] = "the claim finds something wanting, the quote does not"
    reasons["bad_lost"] = "the quote finds something wanting, the claim does not"
    for name in ("opposed", "denial"):
        if values[name]:
            good, bad = ("the quote", "the claim") if theirs.valence > mine.valence else ("the claim", "the quote")
            reasons[name] = f"{bad} says this was lacking or poor, {good} does not"
    values["ought_added"] = float("ought" in mine.certainty and "ought" not in theirs.certainty)
    values["ought_dropped"] = float("ought" in theirs.certainty and "ought" not in mine.certainty)
    values["doubt_added"] = float("maybe" in mine.certainty and theirs.certainty == {"fact"})
    values["doubt_dropped"] = float("maybe" in theirs.certainty and mine.certainty == {"fact"})
    values["plan_added"] = float("meant" in mine.certainty and not {"meant", "ought"} & theirs.certainty)
    values["plan_dropped"] = float("meant" in theirs.certainty and mine.certainty == {"fact"})
    reasons["ought_added"] = "the claim says what should be done, the quote what is or was"
    reasons["ought_dropped"] = "the quote says what should be done, the claim what is or was"
    reasons["doubt_dropped"] = "the quote says this may be so, the claim says that it is"
    reasons["plan_added"] = "the claim says what is planned, the quote what is or was"
    reasons["plan_dropped"] = "the quote says what is planned, the claim what is or was"
    gap = max((min((abs(a - b) for b in theirs.amounts), default=0.0) for a in mine.amounts), default=0.0)
    values["amount"] = max(0.0, gap - 0.5)
    values["overstated"] = float(
        max(mine.amounts, default=0.0) == _EXTREME and max(theirs.amounts, default=0.0) < _EXTREME - 0.5
    )
    if mine.amounts and theirs.amounts:
        said, claimed = (_AMOUNT_WORDS[round(max(one.amounts))] for one in (theirs, mine))
        if said != claimed:
            reasons["amount"] = reasons["overstated"] = f"the quote speaks of {said}, the claim of {claimed}"
    reasons.setdefault("overstated", "the claim says this of all, the quote does not")
    crossed = {
        number
        for number, side in mine.sides
        if (number, 1 - side) in theirs.sides and (number, side) not in theirs.sides
    }
    values["opposite"] = float(bool(crossed))
    reasons["opposite"] = "the claim says the opposite of a word of the quote"


def _actors(actors: ActorsRead, values: dict[str, float], reasons: dict[str, str]) -> None:
    values["stranger"] = float(bool(actors.strangers))
    values["replaced"] = float(bool(actors.strangers) and bool(actors.unnamed))
    values["turned"] = float(actors.turned)
    if actors.strangers:
        reasons["stranger"] = f"the quote does not name {actors.strangers[0]}"
    if actors.strangers and actors.unnamed:
        reasons["replaced"] = f"the quote names {actors.unnamed[0]}, the claim {actors.strangers[0]}"
    reasons["turned"] = "the claim turns round who did this to whom"
