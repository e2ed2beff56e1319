"""Claims made false on purpose: a number, a denial, an actor, the certainty or the amount changed, by rule.

Every alteration starts from a claim that its quote bears and changes one thing that the quote settles, so the result
is known not to be borne. Where a rule finds nothing to change it makes nothing.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple, get_args

from assistant.support.actors import actors_of
from assistant.support.numbers import Number, numbers_of

Kind = Literal[
    "number", "negation", "actor", "modality", "amount", "direction", "half borne", "wrong quote", "wrong place"
]
KINDS: tuple[Kind, ...] = get_args(Kind)
FOUR: tuple[Kind, ...] = ("number", "negation", "actor", "modality")  # those that the target for altered claims names

_NUMBER_WORDS = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen".split()
)
_SHARES = ("a quarter", "a third", "half", "two thirds", "three quarters")
_MONTHS = "January February March April May June July August September October November December".split()
# Who may stand in another's place, by sort, so that the altered claim still reads like one.
_PLACES: tuple[tuple[str, ...], ...] = (
    ("police", "probation", "housing officers", "school nurses", "paramedics"),
    ("Police", "Probation", "Housing officers", "School nurses", "Paramedics"),
    ("social workers", "police officers", "teachers", "midwives", "health visitors"),
    ("Social workers", "Police officers", "Teachers", "Midwives", "Health visitors"),
    ("social worker", "police officer", "teacher", "midwife", "health visitor", "youth worker", "psychiatrist"),
    ("personal advisers", "psychiatrists", "teachers", "midwives"),
    ("Personal advisers", "Psychiatrists", "Teachers", "Midwives"),
    ("managers", "teachers", "police officers", "foster carers"),
    ("Managers", "Teachers", "Police officers", "Foster carers"),
    ("leaders", "teachers", "police officers", "judges"),
    ("Leaders", "Teachers", "Police officers", "Judges"),
    ("mother", "father", "grandmother", "teacher"),
    ("children's social care", "the police", "the probation service", "the hospital"),
    ("social care", "probation", "midwifery", "the police"),
    ("council", "hospital", "police force", "court"),
    ("school", "hospital", "court", "police force"),
    ("schools", "hospitals", "courts", "landlords"),
    ("IROs", "Midwives", "Landlords", "Psychiatrists"),
    ("adopters", "landlords", "teachers", "midwives"),
    ("foster carers", "teachers", "police officers", "landlords"),
    ("GP", "midwife", "headteacher", "police officer"),
    ("tutor", "midwife", "police officer", "landlord"),
    ("Police", "Teachers", "Midwives"),
)
_PLAIN_VERBS = (
    "get know hear help work see make turn hold bring gain stay benefit understand struggle share miss look record act "
    "use go want back come arrive put win need visit keep"
)
_PRESENT_VERBS = (
    "gets knows hears helps works sees makes turns holds brings gains stays benefits understands shares misses looks "
    "records acts uses goes wants backs comes puts wins needs keeps serves means"
)
_PAST_VERBS = (
    "went got took gave told heard noted recorded asked opened started worked wrote found saw kept died rated began "
    "spotted interviewed answered lost ate made knew fell looked called came copied treated"
)
_DENY = (
    (r"\b(is|are|was|were|has been|have been|had been|should|must|can|could|will|would|may) (?!not\b)", r"\1 not "),
    (r"\b(has|have|had) (?=\w+(?:ed|en|wn|ught|lt|pt|ld)\b)", r"\1 not "),
    (
        rf"\b(\w+s|they|[Pp]olice|[Pp]eople|[Cc]hildren|staff) ({_PLAIN_VERBS.replace(' ', '|')})\b",
        r"\1 do not \2",
    ),
    (rf"\b(\w+) ({_PRESENT_VERBS.replace(' ', '|')})\b", None),
    (rf"\b(\w+) ({_PAST_VERBS.replace(' ', '|')})\b", None),
)
_BASE = {
    "went": "go", "got": "get", "took": "take", "gave": "give", "told": "tell", "heard": "hear", "wrote": "write",
    "found": "find", "saw": "see", "kept": "keep", "died": "die", "began": "begin", "lost": "lose", "ate": "eat",
    "made": "make", "knew": "know", "fell": "fall", "came": "come", "spotted": "spot", "copied": "copy",
    "noted": "note", "rated": "rate", "goes": "go",
}  # fmt: skip
_AFFIRM = (
    (r"\b(do|does) not (always |yet |regularly )?", ""),
    (r"\bdid not ", ""),
    (
        r"\b(is|are|was|were|has|have|had|should|must|can|could|will) not (always |yet |regularly |consistently )?",
        r"\1 ",
    ),
    (r"\b(Nobody|No one)\b", "Everybody"),
    (r"\bno (?=\w+)", "many "),
    (r"\bwithout\b", "with"),
    (r"\bnever\b", "always"),
    (r"\btoo little\b", "plenty of"),
    (r"\b(seldom|rarely)\b", "nearly always"),
    (r"\bnothing\b", "a great deal"),
    (r"\bnone\b", "all"),
)
_OUGHT = (
    (r"\b(should|must|need to|needs to|ought to|has to|have to) be\b", "are already"),
    (r"\b(should|must|need to|needs to|ought to|has to|have to) not\b", "do not"),
    (r"\b(should|must|need to|needs to|ought to|has to|have to) ", ""),
    (r"\b(is|are) (told|advised) to ", "now manage to "),
    (r"\b(may|might|could) (?!have)", "certainly "),
)
_FACT = (
    (r"\b(is|are|was|were) (?!to\b|told\b|advised\b)", "should be "),
    (r"\b(has|have|had) (?=\w+(?:ed|en|wn|ught|lt|pt|ld)\b)", "should have "),
)
_AMOUNT = (
    (r"\b[Nn]ot all\b", "all"), (r"\bnot always\b", "never"), (r"\bsometimes\b", "always"), (r"\b[Ss]ome\b", "all"),
    (r"\b[Mm]ost\b", "few"), (r"\b[Mm]any\b", "hardly any"), (r"\b[Nn]early all\b", "few"), (r"\b[Aa]ll\b", "few"),
    (r"\b[Ee]very\b", "hardly any"), (r"\balways\b", "rarely"), (r"\boften\b", "never"), (r"\b[Aa] few\b", "all"),
    (r"\b[Ee]ach\b", "hardly any"), (r"\ba lot\b", "next to nothing"), (r"\bregularly\b", "hardly ever"),
    (r"\busually\b", "never"), (r"\b[Aa] number of\b", "all"), (r"\balmost every\b", "hardly any"),
)  # fmt: skip
_TURN = (
    ("before", "after"), ("increase", "reduce"), ("increased", "fell"), ("better", "worse"), ("more", "fewer"),
    ("opened", "closed"), ("strong", "weak"), ("good", "poor"), ("quickly", "slowly"), ("higher", "lower"),
    ("improved", "worsened"), ("improve", "weaken"), ("well", "badly"), ("fast", "slowly"),
    ("less", "more"), ("below", "above"), ("older", "younger"), ("on time", "late"), ("strongly", "feebly"),
    ("thorough", "superficial"), ("stronger", "weaker"), ("longer", "shorter"), ("started", "stopped"),
    ("skilled", "unskilled"), ("widened", "narrowed"), ("deeper", "smaller"), ("lawful", "unlawful"),
)  # fmt: skip


class Altered(NamedTuple):
    """A false claim and what was done to it."""

    kind: Kind
    claim: str


def alterations(claim: str, quote: str, draw: random.Random) -> Iterator[Altered]:
    """Every alteration that the rules find for a claim and the quote that bears it; at most two of a kind."""
    for number in numbers_of(claim)[:2]:
        if changed := _other_number(number, f"{claim} {quote}", draw):
            yield Altered("number", claim[: number.start] + changed + claim[number.end :])
    yield from _one("negation", _negated(claim), claim)
    yield from _one("actor", _acted(claim, quote, draw), claim)
    yield from _one("modality", _first(claim, _OUGHT) or _should(claim), claim)
    yield from _one("amount", _first(claim, _AMOUNT), claim)
    yield from _one("direction", _turned(claim), claim)


def joined(claim: str, other: str) -> str:
    """A claim with another's content added, of which the quote bears only the first."""
    first = other if other.split()[0].isupper() or other.split()[0].endswith("'s") else other[0].lower() + other[1:]
    return f"{claim.rstrip('.')}, and {first}"


def _one(kind: Kind, changed: str | None, claim: str) -> Iterator[Altered]:
    if changed and changed != claim:
        yield Altered(kind, changed[0].upper() + changed[1:])


def _first(claim: str, rules: tuple[tuple[str, str], ...]) -> str | None:
    for wanted, instead in rules:
        if re.search(wanted, claim):
            return re.sub(wanted, instead, claim, count=1)
    return None


def _negated(claim: str) -> str | None:
    if affirmed := _first(claim, _AFFIRM):
        return affirmed
    found = sorted(
        (match.start(), number) for number, (wanted, _) in enumerate(_DENY) if (match := re.search(wanted, claim))
    )
    if not found:
        return None
    wanted, instead = _DENY[found[0][1]]
    if instead:
        return re.sub(wanted, instead, claim, count=1)
    return re.sub(wanted, lambda m: f"{m[1]} did not {_base(m[2])}", claim, count=1)


def _base(verb: str) -> str:
    if verb in _BASE:
        return _BASE[verb]
    if verb.endswith("ed"):
        return verb[:-2]
    return verb[:-2] if verb.endswith("sses") else verb.removesuffix("s")


def _should(claim: str) -> str | None:
    if re.search(r"\b(should|must|may|might|could|need|plan\w*)\b", claim):
        return None
    return _first(claim, _FACT) or f"It is recommended that {claim[0].lower()}{claim[1:]}"


def _acted(claim: str, quote: str, draw: random.Random) -> str | None:
    named = {**actors_of(claim), **actors_of(quote)}
    for row in sorted(_PLACES, key=lambda row: -len(row[0])):
        found = re.search(rf"(?<![\w'’-]){row[0]}(?![\w'’-])", claim)
        free = [other for other in row[1:] if not set(actors_of(other)) & set(named)]
        if found and free:
            return claim[: found.start()] + draw.choice(free) + claim[found.end() :]
    return None


def _turned(claim: str) -> str | None:
    for one, other in _TURN:
        for word, instead in ((one, other), (other, one)):
            found = re.search(rf"\b{word}\b", claim)
            if found and not re.search(rf"\b(?:no|not|as) (?:\w+ )?{word}\b|\bas well\b|\b{word} as\b", claim):
                return claim[: found.start()] + instead + claim[found.end() :]
    return None


def _other_number(number: Number, held: str, draw: random.Random) -> str | None:
    taken = {one.value for one in numbers_of(held)}
    text = number.text
    if number.kind == "share" and not text[0].isdigit():
        free = [share for share in _SHARES if numbers_of(share + " of")[0].value not in taken]
        return draw.choice(free) if free else None
    if number.kind == "day":
        return f"{(int(number.value) % 100 + draw.randint(2, 9)) % 28 + 1} {draw.choice(_MONTHS)}" + (
            f" {number.other:.0f}" if number.other else ""
        )
    if number.kind == "order":
        return None
    figures = re.search(r"\d[\d,]*(?:\.\d+)?", text)
    if figures is None:
        free_words = [word for word in _NUMBER_WORDS if numbers_of(word)[0].value not in taken]
        return draw.choice(free_words) if free_words and " " not in text else None
    value = float(figures.group().replace(",", ""))
    step = draw.choice((1, 2, 3)) if number.kind == "year" else max(1, round(value * draw.choice((0.2, 0.3, 0.5))))
    made = value - step if value - step > 1 and draw.random() < 0.5 else value + step
    if made in taken or made / 100 in taken:
        made = value + step * 2 + 1
    shown = f"{made:.1f}" if "." in figures.group() else f"{made:,.0f}" if "," in figures.group() else f"{made:.0f}"
    return text[: figures.start()] + shown + text[figures.end() :]
