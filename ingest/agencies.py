"""Which agencies a passage speaks to or about, by the names that the field uses for them.

A word counts only in the sense that names an agency: "school" does, "school nurse" is health visiting's neighbour and
counts as school nursing, "police protection" is a power and counts as police all the same, since they use it.
"""

from __future__ import annotations

import re

POLICE = "police"
SOCIAL_CARE = "children's social care"
ADULT_CARE = "adult social care"
HEALTH_VISITING = "health visiting"
SCHOOL_NURSING = "school nursing"
MIDWIFERY = "midwifery"
GPS = "GPs"
HOSPITALS = "hospitals"
MENTAL_HEALTH = "mental health services"
HEALTH = "health services"
SCHOOLS = "schools and colleges"
EARLY_YEARS = "early years settings"
HOUSING = "housing"
PROBATION = "probation"
YOUTH_JUSTICE = "youth justice"
PARTNERSHIP = "safeguarding partnership"
SUBSTANCE_MISUSE = "substance misuse services"
DOMESTIC_ABUSE = "domestic abuse services"
AMBULANCE = "ambulance service"
COURTS = "family courts"
VOLUNTARY = "voluntary sector"

_NAMES: tuple[tuple[str, str], ...] = (
    (
        POLICE,
        r"police|constabulary|police officers?|public protection (?:unit|notices?)|chief constable",
    ),
    (
        SOCIAL_CARE,
        r"children.s social (?:care|work\w*)|children.s services|social workers?|"
        r"social work (?:team|practice|assessment)s?|the local authority|local authorities|mash|"
        r"multi-agency safeguarding hub|early help|lado|designated officer|"
        r"independent reviewing officers?|iros?|personal advisers?|"
        r"child protection (?:chair|conference)s?|edge of care|emergency duty (?:team|service)|"
        r"fostering (?:service|team)|director of children.s services",
    ),
    (
        ADULT_CARE,
        r"adult(?:s.|s)? (?:social care|services)|adult safeguarding",
    ),
    (
        HEALTH_VISITING,
        r"health visit(?:ors?|ing)|family nurses?|family nurse partnership|0[-–]19 (?:service|team)",
    ),
    (
        SCHOOL_NURSING,
        r"school nurs(?:es?|ing)",
    ),
    (
        MIDWIFERY,
        r"midwi(?:fe|ves|fery)|maternity (?:service|staff|unit|care|ward)s?|"
        r"antenatal (?:service|clinic|care)s?",
    ),
    (
        GPS,
        r"gps?|gp.s|general practi(?:ce|ces|tioners?)|primary care|practice nurses?|family doctors?",
    ),
    (
        HOSPITALS,
        r"hospitals?|emergency departments?|accident and emergency|a&e|paediatric(?:ians?|s)?|"
        r"minor injur(?:y|ies) units?|urgent care|acute trusts?|radiologists?",
    ),
    (
        MENTAL_HEALTH,
        r"camhs|mental[- ]health (?:service|trust|team|practitioner|nurse|worker|support|provider)s?|"
        r"psychiatr(?:ists?|y|ic)|community mental health|perinatal mental health|crisis team",
    ),
    (
        HEALTH,
        r"health (?:service|professional|practitioner|provider|partner|staff|trust|economy|team|worker|colleague)s?|"
        r"health (?:agency|agencies)|"
        r"nhs|ccgs?|clinical commissioning groups?|integrated care boards?|icbs?|"
        r"designated (?:nurse|doctor)s?|named (?:nurse|gp|doctor)s?|looked after children.s nurses?|"
        r"sexual health|sarc|sexual assault referral centres?",
    ),
    (
        SCHOOLS,
        r"schools?(?! nurs)|head ?teachers?|teachers?|colleges?|academ(?:y|ies)|"
        r"designated safeguarding leads?|dsls?|"
        r"education (?:service|provider|setting|welfare|staff|partner|team|professional)s?|virtual school|"
        r"elective home education|pupil referral units?",
    ),
    (
        EARLY_YEARS,
        r"nurser(?:y|ies)|early years (?:setting|provider|service)s?|pre-?schools?|childminders?|"
        r"children.s centres?",
    ),
    (
        HOUSING,
        r"housing (?:service|officer|association|provider|department|team|support|staff)s?|landlords?|"
        r"homelessness",
    ),
    (
        PROBATION,
        r"probation|community rehabilitation compan(?:y|ies)|crcs?|national probation service|nps|"
        r"offender managers?|mappa",
    ),
    (
        YOUTH_JUSTICE,
        r"youth (?:offending|justice)(?: (?:team|service)s?)?|yots?|yjs|yos",
    ),
    (
        PARTNERSHIP,
        r"lscbs?|lscp|safeguarding (?:children.?s?|adults?) (?:board|partnership)s?|"
        r"safeguarding partners?(?:hips?)?|"
        r"local safeguarding (?:children )?(?:board|partnership)s?|strategic partners(?:hip)?|"
        r"the partnership|partner agenc(?:y|ies)|multi-agency partnership|the board|"
        r"community safety partnership",
    ),
    (
        SUBSTANCE_MISUSE,
        r""
        r"(?:substance|drug|alcohol)(?:[- ](?:mis)?use)?(?: and alcohol)? (?:service|team|worker|treatment)s?|"
        r"drug and alcohol (?:service|team|worker)s?",
    ),
    (
        DOMESTIC_ABUSE,
        r"idvas?|independent domestic (?:violence|abuse) (?:advis[eo]r|advocate)s?|"
        r"domestic (?:abuse|violence) (?:service|support service|team|charity|worker|specialist)s?|"
        r"women.s aid|refuges?|marac|multi-agency risk assessment conferences?",
    ),
    (
        AMBULANCE,
        r"ambulance(?: service| crew| staff)?s?|paramedics?",
    ),
    (
        COURTS,
        r"cafcass|family courts?|judiciary|public law outline|children.s guardians?|the courts?",
    ),
    (
        VOLUNTARY,
        r"voluntary (?:sector|organisation|agenc(?:y|ie))s?|third sector|charit(?:y|ies)|"
        r"community organisations?",
    ),
)
_PATTERNS = tuple((agency, re.compile(rf"(?<![\w-])(?:{names})(?!\w)", re.IGNORECASE)) for agency, names in _NAMES)


def agencies_of(text: str) -> tuple[str, ...]:
    """The agencies that a text names, in a fixed order, each once; empty where it names none.

    "Nurses" and "professionals" alone name nobody in particular and do not count.
    """
    plain = text.replace("’", "'")
    return tuple(agency for agency, pattern in _PATTERNS if pattern.search(plain))
