"""The words by which claims and quotes are compared: who acts, what is good or bad, how many, how certain.

Lists of ours for the prose of review reports. An entry is a word or a phrase, matched whole and without capitals; a
trailing ``*`` stands for any ending.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping


def pattern(entries: Iterable[str]) -> re.Pattern[str]:
    """One pattern for all entries, the longest first."""
    ordered = sorted(entries, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(_spelt, ordered))})(?!\w)", re.IGNORECASE)


def _spelt(entry: str) -> str:
    words = (re.escape(word).replace("'", "['’]").replace(r"\*", r"[\w’'-]*") for word in entry.split())
    return r"\s+".join(words)


def _entries(text: str) -> tuple[str, ...]:
    return tuple(entry.strip() for entry in text.replace("\n", " ").split(",") if entry.strip())


# Who acts. Groups that readers would not mistake for each other; what stands in no group is compared by meaning alone.
ACTORS: Mapping[str, tuple[str, ...]] = {
    "the police": _entries("police, police officer*, officers, constabulary, constable*, sergeant*, detective*"),
    "schools": _entries(
        "school, schools, academy, academies, teacher*, headteacher*, head teacher*, teaching assistant*"
    ),
    "the school nurse": _entries("school nurse*"),
    "the GP": _entries("gp, gps, general practitioner*, family doctor*, gp surgery, gp practice"),
    "the health visitor": _entries("health visitor*, health visiting"),
    "the midwife": _entries("midwife, midwives, midwifery"),
    "the hospital": _entries("hospital*, emergency department*, a&e, ward, paediatrician*"),
    "mental health services": _entries("camhs, mental health service*, mental health team*, psychiatrist*"),
    "social workers": _entries("social worker*, social care, children's services, asye, asyes"),
    "the council": _entries("council, councils, local authority, local authorities"),
    "the tutor": _entries("tutor*"),
    "the partnership": _entries("partnership, safeguarding board, board, lscp, lscb, partner agencies"),
    "probation": _entries("probation, probation officer*, nps, crc"),
    "housing": _entries("housing, landlord*, housing officer*"),
    "the court": _entries("court, courts, judge, judges, cafcass"),
    "the mother": _entries("mother, mothers, mum, mums"),
    "the father": _entries("father, fathers, dad, dads"),
    "the grandmother": _entries("grandmother*, grandparent*, gran"),
    "foster carers": _entries("foster carer*, foster parent*, fostering"),
    "adopters": _entries("adopter*, adoptive parent*"),
    "the IRO": _entries("iro, iros, independent reviewing officer*"),
    "personal advisers": _entries("personal adviser*, pa, pas"),
    "managers": _entries("manager*"),
    "leaders": _entries("leader*"),
    "the neighbour": _entries("neighbour*"),
    "the ambulance service": _entries("ambulance*, paramedic*"),
    "the youth worker": _entries("youth worker*, youth justice, youth offending"),
    "the coroner": _entries("coroner*"),
    "the church": _entries("priest*, church*, imam*, vicar*"),
    "Ofsted": _entries("ofsted"),
}
# Names that may stand for each other in a paraphrase.
KIN_ACTORS: tuple[frozenset[str], ...] = (
    frozenset({"managers", "leaders", "social workers", "the council", "the partnership"}),
    frozenset({"the tutor", "schools"}),
    frozenset({"the school nurse", "schools"}),
    frozenset({"the IRO", "social workers"}),
    frozenset({"personal advisers", "social workers"}),
)

# What is good and what is bad, as reports put it.
GOOD = _entries(
    """good, better, best, strong*, effective*, well, excellent, exceptional, outstanding, robust*, timely, prompt*,
    quick*, swift*, fast, thorough*, improve, improves, improved, improving, improvement*, sufficient*, adequate*,
    appropriate*, clear*, consistent*, success*, valued, comprehensive, skilled, skilful*, sensitive*, secure*,
    positive*, progress*, safe, safely, regular*, regularly, routinely, useful*, helpful*, able, available, known,
    careful*, creative*, innovative, impressive, enough, seamless*, reliable, active, actively, on time, compliant,
    understood, detailed"""
)
BAD = _entries(
    """poor*, worse*, worst, weak*, ineffective*, badly, unacceptabl*, inadequa*, insufficien*, inappropriat*, unclear,
    inconsisten*, patchy, limited, slow*, delay*, drift*, late, gap*, shortfall*, underdeveloped, difficult*,
    fragil*, vulnerab*, unsafe, irregular*, unreliable, unknown, unaware, harmful*, deficien*, fail*, neglected,
    overlook*, miss, missed, misses, missing from the, lack, lacks, lacked, lacking, absence, too few, too little,
    too late, too slow, too long, variable, disappoint*, short of, patchily, sparse, unavailable, superficial,
    overdue, broke, breakdown*, ignored, denied, unable, refus*, blank, under-represented, left out"""
)
DENIALS = _entries(
    """not, no, never, cannot, without, neither, nor, none, nobody, no one, nothing, nowhere, rarely, seldom, hardly,
    scarcely, barely, little evidence, yet to, non, neet, rather than, instead of, unlikely"""
)

# Opposites: a claim on one side, its quote on the other. Within a side words may stand for each other.
OPPOSITES: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (
        _entries("increas*, rise, rises, rose, risen, rising, grew, grow, grows, growing, grown, went up, gone up"),
        _entries("decreas*, reduc*, fall, falls, fell, fallen, falling, drop, drops, dropped, declin*, cut, down from"),
    ),
    (_entries("more, higher, greater, above"), _entries("less, fewer, lower, below")),
    (_entries("before, prior to"), _entries("after, since, following")),
    (_entries("improv*, better, strengthen*"), _entries("worsen*, worse, deteriorat*, weaken*")),
    (
        _entries("open, opens, opened, opening, begin*, began, start*, introduc*, launch*"),
        _entries("clos*, end, ended, stop*, withdr*, abolish*"),
    ),
    (_entries("include*, including"), _entries("exclud*, except*, apart from")),
    (_entries("accept*, agree*, allow*"), _entries("refus*, reject*, declin*, disagree*, forb*")),
    (_entries("quick*, prompt*, swift*, fast, timely, on time, early"), _entries("slow*, late, delay*, overdue")),
    (_entries("older, over the age"), _entries("younger, under the age")),
    (_entries("internal*, inside, within the"), _entries("external*, outside")),
    (_entries("lawful, legal"), _entries("unlawful, illegal, against the law")),
    (_entries("guilty"), _entries("innocent, not guilty")),
    (_entries("temporary, short-term, agency"), _entries("permanent, long-term")),
)  # fmt: skip

# Pairs that a denial does not turn round: "not before May" is not "after May".
NEVER_TURNED = frozenset({2})

# How much: from none to all.
AMOUNTS: tuple[tuple[float, tuple[str, ...]], ...] = (
    (0.0, _entries("none, nobody, no one, never, not any")),
    (
        1.0,
        _entries("few, rarely, seldom, hardly ever, a minority, small minority, small number, occasional*, isolated"),
    ),
    (
        2.0,
        _entries(
            """some, sometimes, several, not all, not every, not always, in places, at times, a number of, not yet all,
            others, not consistently, not everyone"""
        ),
    ),
    (2.5, _entries("many, often, frequent*, commonly, a large number")),
    (3.0, _entries("most, mostly, usually, generally, majority, largely, mainly, typically")),
    (3.5, _entries("almost all, almost always, nearly all, nearly every, virtually all, vast majority, almost every")),
    (4.0, _entries("all, always, every, everyone, everybody, entirely, invariably, without exception, fully")),
)

# How certain: what ought to be, what may be, what is meant to be.
OUGHT = _entries(
    """should, must, ought to, need to, needs to, needed to, recommend, recommends,
    recommended, required to, has to, have to, advis* that,
    is told to, are told to, are advised, is advised, be considered, it is important that, it is essential that,
    more to do, more needs, is to, are to, area for improvement, further work, more work"""
)
MAYBE = _entries(
    """may, might, could, possibl*, perhaps, potential*, suggest*, appear*, seem*, likely, risk of, would have,
    unlikely, probabl*"""
)
MEANT = _entries("will, plan, plans, planned, planning, intend*, meant to, aim*, going to, about to, soon to, hope*")
# Verbs with which a recommendation opens when it gives an order.
ORDERS = _entries(
    """ensure, improve, strengthen, develop, increase, continue, consider, take, make, provide, establish,
    agree, reduce, monitor, extend, embed, secure, undertake, implement, raise, promote, complete"""
)
