"""Sentences said in nearly the same words, by rules that keep what they say: what a careful model would write."""

from __future__ import annotations

import re

_CONNECTIVE = re.compile(
    r"^(?:However|Therefore|In addition|Additionally|Furthermore|Moreover|As a result|Consequently|Similarly|Overall|"
    r"In particular|Nevertheless|Also), "
)
_BRACKET = re.compile(r" \((?![^)]*\b(?:not|except|only)\b)[^()]{1,60}\)")
_SWAPS = (
    ("in order to", "to"), ("prior to", "before"), ("a number of", "several"), ("as a result of", "because of"),
    ("in relation to", "about"), ("with regard to", "about"), ("regarding", "about"),
    ("ensures that", "makes sure that"), ("ensure that", "make sure that"), ("undertaken", "carried out"),
    ("undertake", "carry out"),
    ("individuals", "people"), ("assist", "help"), ("obtain", "get"), ("approximately", "about"),
    ("in a timely manner", "promptly"), ("the majority of", "most"), ("local authority", "council"),
    ("utilise", "use"), ("demonstrate", "show"), ("sufficient", "enough"), ("is not", "isn't"), ("are not", "aren't"),
    ("was not", "wasn't"), ("were not", "weren't"), ("has not", "hasn't"), ("have not", "haven't"),
    ("does not", "doesn't"), ("do not", "don't"), ("did not", "didn't"), ("commenced", "began"), ("whilst", "while"),
    ("children and young people", "young people and children"), ("requires", "needs"), ("therefore", "so"),
    ("additional", "extra"), ("currently", "at present"), ("significant", "marked"), ("swiftly", "quickly"),
    ("appropriate", "suitable"), ("consistently", "in a consistent way"), ("effectively", "in an effective way"),
    ("timely", "prompt"), ("robust", "strong"), ("improved", "got better"), ("frequently", "often"),
)  # fmt: skip
_FIGURES = {
    word: str(number) for number, word in enumerate("two three four five six seven eight nine ten twelve".split(), 2)
} | {"twelve": "12"}
_PLAIN_START = re.compile(
    r"^(The|There|Most|Some|All|Social workers|Children|Young people|Staff|Managers|Partners|Practitioners|Agencies|"
    r"Professionals|Leaders|Senior leaders|Information|Assessments|Plans) "
)


def reworded(sentence: str, place: str | None) -> str | None:
    """The sentence in nearly its own words; None where no rule finds anything to change.

    ``place`` is the authority that its report is about: it may be named where it is known.
    """
    made = _CONNECTIVE.sub("", sentence)
    made = _BRACKET.sub("", made)
    for words, instead in _SWAPS:
        made = re.sub(rf"(?<![\w-]){words}(?![\w-])", instead, made)
    made = re.sub(
        r"\b(" + "|".join(_FIGURES) + r")\b(?= [a-z]+s\b)", lambda found: _FIGURES[found[1].lower()], made, count=1
    )
    if place and (started := _PLAIN_START.match(made)):
        made = f"In {place}, {started[0].lower()}{made[started.end() :]}"
    made = made[:1].upper() + made[1:]
    return made if made != sentence else None
