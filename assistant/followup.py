"""Make a follow-up question stand alone, without a model server.

A question that leans on the conversation (a pronoun without its noun, "and …", "what about …", "only since 2022", a
correction) takes over the place and the topic of the question before it; one that has its own topic is left alone, so
that a rewrite cannot drift. The method is ellipsis completion by rules: what is missing is taken from the last
question as it was understood, and shown in the asker's view.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

_LEAD = re.compile(
    r"^\s*(?:(?:and|but|so|or|also|same for|any(?:thing)? for|ok(?:ay)?|right|then|well|thanks|thank you)"
    r"\b(?!-)[\s,.]*)*"
    r"(?:(?:what|how) about\b|what of\b|and\b)?[\s,]*",
    re.I,
)
_CORRECTION = re.compile(
    r"^\s*(?:(?:no|wait)\b(?=\s*[,.;:–-]|\s+(?:i|not|sorry|actually)\b|\s*$)|(?:sorry|actually|not that)\b)[\s,.–-]*"
    r"(?:i\s+(?:meant|mean)|i was asking about|make that|rather)?[\s,:]*",
    re.I,
)
_TOPIC_ANAPHOR = re.compile(
    r"\b(?:it|they|them|he|she|him|the (?:same|ones?|others?|other one)|(?:that|this|these|those|such)"
    r"(?=\s*[.,]|\s+(?:for|be|been|is|are|was|were|has|have|had|do|does|did|extend\w*|mean\w*|appl\w*|happen\w*|"
    r"include\w*|work\w*|change\w*|get\w*|lead\w*|help\w*)\b)|"
    r"(?:^|(?<=\b(?:is|do|of|in) )|(?<=\b(?:are|was|did|has|had|for) )|(?<=\b(?:were|does|have|with) )|(?<=\babout ))"
    r"(?:that|this|these|those|such) [a-z]+)\b",
    re.I,
)
_LAST_WORD = re.compile(r"\b(?:that|this|it|them|those|these)\s*\??$", re.I)
_PLACE_ANAPHOR = re.compile(r"\b(?:its|there|here)\b", re.I)
_OWNER_ANAPHOR = re.compile(r"\b(?:their|his|her)\b", re.I)
_ASKS = re.compile(
    r"^(?:what|which|how|why|where|when|who|whose|did|does|do|is|are|was|were|has|have|had|can|could|should|would|will|any|"
    r"tell me|give me|show me|find)\b",
    re.I,
)
_SEEKS_A_PLACE = re.compile(
    r"\b(?:which|what) (?:council|area|authority|report|review|place|borough)\b|\b(?:an|any) example\b", re.I
)
_WHOLE = 4  # content words of a question that names or seeks its own place, from which it needs nothing from before
_LONG = 8  # content words from which a closing "that" stands for something in the question itself
_SUBJECT_PRONOUN = re.compile(r"\b(?:it|they|them|he|she|him|that(?=\s*\??$)|this(?=\s*\??$))\b", re.I)
_OWNER_PRONOUN = re.compile(r"\b(?:its|their|his|her)\b", re.I)
_PERSONAL = frozenset({"he", "she", "him", "his", "her"})
_ANY_PRONOUN = re.compile(r"\b(?:it|its|they|them|their|he|she|him|his|her|that|this|these|those|there)\b", re.I)
_INTRODUCES = re.compile(
    r"^(?:(?:please )?(?:tell|give) me (?:more )?(?:about|on)|(?:what|how) about|what (?:is|are|was|were)|"
    r"who (?:is|was|are|were))\s+(?P<x>(?:(?:a|an|the)\s+)?(?:[\w'’-]+\s*){1,4})[?.]?$",
    re.I,
)
_PROPER = re.compile(r"\b[A-Z][\w-]*(?:\s+[A-Z][\w-]*)*\b")
_JOINTS = re.compile(
    r"[,;:]|\b(?:about|of|for|in|on|to|with|from|by|or|that|who|which|when|are|is|was|were|be|being|been|might|may)\b",
    re.I,
)
_PLAIN = 4  # words of a topic that needs no shortening
_SHORT = 4  # words of a topic that can stand in place of a pronoun
_EARLY = 3  # content words before a pronoun from which it may stand for something in the question itself
_LOCATIVE_THERE = re.compile(
    r"\b(?<!is )(?<!are )(?<!was )(?<!were )there\b(?!\s+(?:is|are|was|were|any|a|an|been|evidence))", re.I
)
_ASKING_SHELL = re.compile(
    r"^\s*(?:(?:can|could|would) you (?:tell me|find|show me)\s+)?(?:tell me about|"
    r"(?:what|which|how|why|where|when|who|did|does|do|is|are|was|were|has|have|had|should|can|could|any)\b"
    r"(?:\s+(?:much|many|good|well|far|quickly|often|is|are|was|were|did|does|do|has|have|had|been|the|an?|of|its|there|any)\b)*"
    r"(?:\s+(?:\w+\s+){0,4}?(?:say|says|said|find|found|report|reported|conclude|think|know|judged?|happen(?:ed)?)\s+"
    r"(?:about|on|to|that|with)?)?)\s*",
    re.I,
)
_REPORT_WORDS = re.compile(
    r"\b(?:in|by|from|for|at|during)?\s*(?:the\s+)?(?:(?:joint|single|multi-agency|targeted|area|serious|case|ofsted|"
    r"local|child|practice|safeguarding)\s+)*(?:inspections?|inspectors?|reports?|reviews?)\b",
    re.I,
)
_YEARS = re.compile(r"\b(?:(?:in|since|from|before|after|until|of|by)\s+)?(?:19|20)\d\d\b")
_DANGLING = re.compile(r"^(?:the )?(?:first|second|later|earlier|latest|other|new),\s*", re.I)
_FUNCTION = frozenset(
    (
        "a an the and or but of in on at to for from with by as is are was were be been being do does did has have "
        "had it its they them their there this that these those what which who whom whose how why when where can "
        "could should would will may might must not no yes any some more most only just also so then than too very "
        "about into out up over if i you we me my our your he she him her his s again still really me tell please "
        "happened happen say said "
    ).split()
)


@dataclass(frozen=True, slots=True)
class Standalone:
    """A question as it is understood in its conversation.

    ``text`` is shown to the asker and searched; ``own`` is the asker's part of it and ``context`` what was taken over
    from the conversation ("" when nothing was). ``inherits`` says whether the earlier constraints still hold.
    ``focus`` is what a later "it" or "they" will stand for; ``subject`` the whole subject of this question, which
    the next one's search leans on as ``lent``.
    """

    text: str
    own: str
    context: str = ""
    inherits: bool = False
    focus: str = ""
    subject: str = ""
    lent: str = ""


def content_words(text: str) -> tuple[str, ...]:
    """Return the words of a text that carry its subject, lower-cased, in order."""
    return tuple(w for w in re.findall(r"[\w&'’-]+", text.lower()) if w.strip("'’-") and w not in _FUNCTION)


def make_standalone(question: str, before: Standalone | None, *, places: tuple[str, ...], own_places: tuple[str, ...],
                    limit_spans: tuple[tuple[int, int], ...] = ()) -> Standalone:  # fmt: skip
    """Complete a question from the one before it.

    ``places`` are the authorities the earlier question was about, ``own_places`` those this question names itself;
    ``limit_spans`` are this question's words that only set limits (years, kinds).
    """
    question = question.strip()
    if before is None:
        return Standalone(
            question, question, focus=_shortened(_topic(question, own_places)), subject=_topic(question, own_places)
        )
    corrected = _CORRECTION.match(question)
    stripped = question[corrected.end() :] if corrected else question
    lead = _LEAD.match(stripped)
    led = bool(lead and lead.group().strip())
    rest = stripped[lead.end() :] if lead else stripped
    if not _has_topic(question, limit_spans, own_places):
        return _limited(question, before, own_places)
    words = content_words(rest)
    if not words:
        return replace(before, inherits=True)
    topical = _points_back(rest, _TOPIC_ANAPHOR) or (len(words) < _LONG and bool(_LAST_WORD.search(rest)))
    fragment = len(words) <= (1 if _ASKS.match(rest) else 3)
    placed = bool(_PLACE_ANAPHOR.search(rest)) or _points_back(rest, _OWNER_ANAPHOR)
    whole = len(words) >= _WHOLE and not (led or corrected) and (bool(own_places) or bool(_SEEKS_A_PLACE.search(rest)))
    if whole or not (corrected or led or topical or placed or fragment):
        focus = _focus(question, before, own_places)
        return Standalone(question, question, focus=focus, subject=_topic(question, own_places))
    # A full question that only points at the place ("Were any of its care leavers put up in hotels?") brings its own
    # topic; the earlier one would pull the search away from it.
    own_topic = not (led or corrected) and not topical and len(words) >= 3 and bool(places)
    return _completed(rest, before, "" if own_places else " and ".join(places), "" if own_topic else before.focus)


def _completed(rest: str, before: Standalone, place: str, topic: str) -> Standalone:
    """Join what was asked to the place and the topic it leans on: in place of its pronoun, else in brackets."""
    focus = _focus(rest, before, ())
    own = _name_the_place(rest, place)
    if set(content_words(topic)) <= set(content_words(own)):
        topic = ""
    joined, put = _in_place_of_pronoun(own, topic)
    where = place if place and place.lower() not in joined.lower() else ""
    context = ", ".join(part for part in ("" if put else topic, where) if part)
    joined = _capital(joined)
    text = f"{joined.rstrip('?. ')} ({context})?" if context else joined
    lent = "" if not topic or set(content_words(before.subject)) <= set(content_words(text)) else before.subject
    given = context or (topic if put else "")
    subject = _topic(rest, ()) or before.subject
    return Standalone(text, joined, given, inherits=True, focus=focus, subject=subject, lent=lent)


def _in_place_of_pronoun(text: str, topic: str) -> tuple[str, bool]:
    """Put a short topic where the pronoun stands that means it."""
    if not topic or len(topic.split()) > _SHORT:
        return text, False
    for pattern, ending in ((_SUBJECT_PRONOUN, ""), (_OWNER_PRONOUN, "'s")):
        found = pattern.search(text)
        if found and len(content_words(text[: found.start()])) < _EARLY:
            meant = _person(topic) if found.group().lower() in _PERSONAL else topic
            return (text[: found.start()] + meant + ending + text[found.end() :], True) if meant else (text, False)
    return text, False


def _person(topic: str) -> str:
    """The one name in a topic that "he" or "she" can stand for; a large letter at its beginning shows no name."""
    names = [m.group() for m in _PROPER.finditer(topic) if m.start() or m.group() == topic]
    return names[0] if len(names) == 1 else ""


def _focus(question: str, before: Standalone, own_places: tuple[str, ...]) -> str:
    """What later pronouns stand for: a subject that this question introduces, else the one that was there before."""
    introduced = _INTRODUCES.match(question.strip())
    if introduced and not _ANY_PRONOUN.search(introduced["x"]) and content_words(introduced["x"]):
        return _shortened(_topic(introduced["x"], own_places))
    named = _PROPER.search(question.strip()[1:])
    if before.focus and not (named and not own_places):
        return before.focus
    return _shortened(_topic(question, own_places)) or before.focus


def _points_back(text: str, anaphor: re.Pattern[str]) -> bool:
    """Whether a pronoun comes so early that what it stands for was said before this question."""
    found = anaphor.search(text)
    return found is not None and len(content_words(text[: found.start()])) < _EARLY


def _has_topic(question: str, spans: tuple[tuple[int, int], ...], own_places: tuple[str, ...]) -> bool:
    kept = question
    for start, end in sorted(spans, reverse=True):
        kept = kept[:start] + " " + kept[end:]
    for place in own_places:
        kept = re.sub(re.escape(place), " ", kept, flags=re.I)
    kept = _REPORT_WORDS.sub(" ", _YEARS.sub(" ", kept))
    return bool(
        set(content_words(kept)) - {"meant", "mean", "sorry", "actually", "council", "ones", "limit", "instead"}
    )


def _capital(text: str) -> str:
    """The text with a large first letter, where it has one ("ß" has none)."""
    first = text[:1].upper()
    return first + text[1:] if len(first) == 1 else text


def _limited(question: str, before: Standalone, own_places: tuple[str, ...]) -> Standalone:
    """Join a follow-up that only changes a limit ("only since 2022", "and in Oldham?") to the question before it."""
    rest = _LEAD.sub("", _CORRECTION.sub("", question)).strip(" ?.,")
    base = before.text.rstrip("?. ")
    if not content_words(rest) and not re.search(r"\d", rest):
        return replace(before, inherits=True)
    if own_places and (before.subject or before.focus):
        topic = before.subject or before.focus
        text = f"{_capital(topic)}: {rest}?"
        return Standalone(text, topic, rest, inherits=True, focus=before.focus, subject=before.subject)
    context = ", ".join(p for p in (before.context, rest) if p)
    return replace(before, text=f"{base} ({rest})?", context=context, inherits=True)


def _name_the_place(text: str, place: str) -> str:
    if not place:
        return text
    named, count = _LOCATIVE_THERE.subn(f"in {place}", text, count=1)
    if count:
        return named
    return re.sub(r"\bits\b", f"{place}'s", text, count=1, flags=re.I)


def _topic(question: str, places: tuple[str, ...]) -> str:
    """Return the subject of a question: its words without the asking, the place, the year and the report."""
    own = _ASKING_SHELL.sub("", question.strip(), count=1)
    for place in places:
        own = re.sub(rf"\b(?:(?:in|for|at|of|by|from)\s+)?{re.escape(place)}\b(?:['’]s)?", " ", own, flags=re.I)
    own = _YEARS.sub(" ", _REPORT_WORDS.sub(" ", own))
    own = re.sub(r"\s+([,.:;?])", r"\1", re.sub(r"\s+", " ", own)).strip(" ?.,:;'’")
    own = re.sub(r"^(?:the )?(?:first|second|later|earlier|latest|other|new),\s*", "", own, flags=re.I)
    return "" if _ANY_PRONOUN.search(own) else own


def _shortened(topic: str) -> str:
    """Keep the name in a long topic, else what stands after its last preposition: long asides only blur a search."""
    if len(topic.split()) <= _PLAIN:
        return topic
    if names := [m.group() for m in _PROPER.finditer(topic) if len(m.group()) > 2]:
        return max(names, key=len)
    parts = [part.strip(" ,;:.–-") for part in _JOINTS.split(topic)]
    ends = [part for part in parts if 1 <= len(content_words(part)) <= _PLAIN]
    return ends[-1] if ends else " ".join(topic.split()[-_PLAIN:])
