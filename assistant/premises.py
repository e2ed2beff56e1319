"""What a question takes for granted, held against the texts searched: its topics, names, judgements and numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from assistant.vocabulary import Vocabulary

Texts = Callable[[], Iterable[str]]

_NAME = re.compile(r"\b[A-ZÀ-Þ][a-zà-ÿ’']+(?:[ -][A-ZÀ-Þ][a-zà-ÿ]+)+\b")
_OPENING = frozenset(
    (
        "what which who whose how why where when did does do is are was were has have had can could should would any "
        "the a an in on at for from and but if tell give show find only since before after between across north south "
        "east west central mid greater upper lower"
    ).split()
)
_NOT_NAMES = frozenset(
    (
        "Child Children Young Family Social Care Safeguarding Board Partnership Police Service Services Act Early Help "
        "Local Authority Health Joint Targeted Area Inspection Serious Case Review Practice Domestic Abuse Mental"
    ).split()
)
_JUDGING = re.compile(r"\b(?:graded?|judged?|rated?|ratings?|judgements?)\b", re.I)
_JUDGEMENT = re.compile(r"\b(?:outstanding|inadequate|requires improvement)\b", re.I)
_ASKS_NUMBER = re.compile(
    r"\b(?:how many|how much|what (?:percentage|proportion|number|share|rate)|how long|numbers? of|percentage)\b", re.I
)
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|half|thirds?|quarters?|hundreds?|"
    r"majority|most|all|none|few)\b",
    re.I,
)


def absent_topics(question: str, vocabulary: Vocabulary, texts: Texts) -> tuple[str, ...]:
    """Return the topics of a question that no text names by any of the field's terms for them.

    A topic is an entry that the vocabulary marks as one: a report that never says "FGM" or "female genital mutilation"
    has nothing to say of it.
    """
    missing = []
    for match in vocabulary.matches(question):
        if not match.topic:
            continue
        term = question[match.start : match.end]
        pattern = re.compile("|".join(rf"(?<!\w){_any_form(t)}" for t in (term, *match.others)), re.I)
        if not any(pattern.search(text) for text in texts()):
            missing.append(term)
    return tuple(dict.fromkeys(missing))


def missing_name(question: str, texts: Texts) -> str | None:
    """Return the first person's or place's name in a question that stands in no text.

    A question that is written like a headline, nearly every word with a capital, shows no names.
    """
    large = re.findall(r"\b[A-Z]", question)
    if len(large) > 4 and len(large) > 0.6 * len(re.findall(r"\b[^\W\d_]", question)):
        return None
    for match in _NAME.finditer(question):
        name = match.group()
        parts = re.split(r"[ -]", name)
        if set(parts) & _NOT_NAMES or parts[0].lower() in _OPENING:
            continue
        # Whoever is known by another first name, or is spoken of as "Ms Hobson", is not missing.
        pattern = re.compile(rf"\b{re.escape(parts[-1])}\b", re.I)
        if not any(pattern.search(text) for text in texts()):
            return name
    return None


def missing_judgement(question: str, texts: Texts) -> str | None:
    """Return the inspection judgement that a question takes as given and no text has; "good" is too common to tell."""
    stated = _JUDGEMENT.search(question)
    if stated is None or not _JUDGING.search(question):
        return None
    judgement = stated.group().lower()
    return None if any(judgement in text.lower() for text in texts()) else judgement


def lacks_number(question: str, passage: str) -> bool:
    """Whether a question asks for a number and the best passage has none, in figures or in words."""
    return bool(_ASKS_NUMBER.search(question)) and not _NUMBER.search(passage)


def _any_form(term: str) -> str:
    stem = term[:-1] if term.endswith("s") and len(term) > 4 else term
    return r"[\s-]+".join(re.escape(word) for word in re.split(r"[\s-]+", stem))
