"""When nothing was found: how to ask wider, in one press, and what the library does hold."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from assistant.model import Answer
from vectorstore import Filters, ReviewRecord
from web import text
from web.markup import element

_YEARS = re.compile(
    r"(?:^(?:only\s+)?(?:reviews|reports)\s+|[\s,]*\b(?:(?:in|of|from|by)\s+(?:reviews|reports)\s+)?)"
    r"(?:(?:only|published)\s+)*(?:since|in|from|before|after|until|up to|of|by|during)\s+"
    r"(?:the\s+year\s+)?(?:19|20)\d\d(?:\s*(?:to|and|-|–)\s*(?:19|20)\d\d)?(?:\s+(?:onwards|on))?\b",
    re.I,
)
_TICK_NAMES = {
    "kind": "kinds",
    "local_authority": "authorities",
    "published": "years",
    "theme": "themes",
    "review_id": "years",
}


@dataclass(frozen=True, slots=True)
class Wider:
    """A way to ask wider: the words on the button, the question it asks, and the group of ticks it takes away."""

    words: str
    question: str
    untick: str | None = None


def wider(answer: Answer, ticked: Filters) -> tuple[Wider, ...]:
    """Return how the search of an answer can be widened, one limit at a time.

    A limit that was ticked is taken away; one that stands in the question is taken out of its words, where they are
    found there.
    """
    question = answer.standalone_question or answer.question
    ways: dict[str, Wider] = {}
    for key in answer.filters:
        name = "published" if key.startswith("published") else key
        label = text.WIDEN_DROP.get(name)
        if label is None or name in ways:
            continue
        set_by_hand = bool(getattr(ticked, key, None))
        if set_by_hand:
            ways[name] = Wider(label, question, _TICK_NAMES.get(name))
        elif (without := _without(question, name, answer.filters[key])) is not None:
            ways[name] = Wider(label, without)
    return tuple(ways.values())


def widening_html(answer: Answer, ticked: Filters, reviews: Sequence[ReviewRecord]) -> Markup:
    """Return the help under an answer that found nothing."""
    buttons = [
        element(
            "li",
            element(
                "button",
                way.words,
                type="button",
                class_="rl-link",
                data_ask=way.question,
                data_untick=way.untick,
                data_fresh="yes",
            ),
        )
        for way in wider(answer, ticked)
    ]
    return element(
        "section",
        element("h4", text.WIDEN_HEADING, class_="rl-group"),
        element("p", text.WIDEN),
        element("ul", buttons, class_="rl-examples") if buttons else None,
        holdings_html(reviews) if reviews else None,
        class_="rl-widening",
    )


def holdings_html(reviews: Sequence[ReviewRecord]) -> Markup:
    """Return what the library holds: how many reviews of which kinds, authorities and years."""
    kinds = Counter(text.kind_name(r.details.kind) for r in reviews if r.details.kind)
    places = Counter(text.place_name(r.details.local_authority) for r in reviews if r.details.local_authority)
    years = sorted({r.details.published.year for r in reviews if r.details.published})
    rows = (
        (text.HOLDS_KINDS, "; ".join(_counted(kinds))),
        (text.HOLDS_AUTHORITIES, ", ".join(sorted(places))),
        (text.HOLDS_YEARS, ", ".join(str(year) for year in years)),
    )
    pairs = [element("div", element("dt", name), element("dd", words)) for name, words in rows if words]
    summary = element("summary", f"{text.HOLDS} ({text.count_of(len(reviews), 'review')})")
    return element("details", summary, element("dl", pairs, class_="rl-holdings"))


def _counted(counts: Counter[str]) -> Iterator[str]:
    for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield f"{name}: {count}"


def _without(question: str, name: str, value: object) -> str | None:
    """Return the question without the words that limit it, None where they are not found or nothing would be left."""
    if name == "published":
        asked = _YEARS.sub("", question)
    elif name == "local_authority":
        asked = question
        for place in _strings(value):
            spoken = re.escape(text.place_name(place)).replace(r"\ ", r"[\s-]+").replace(r"\-", r"[\s-]+")
            # Without its place a question such as "How did Leeds respond?" still needs somebody who responds.
            asked = re.sub(rf"\b(did|do|should|could|can)\s+{spoken}\b(?![’'])", r"\1 agencies", asked, flags=re.I)
            asked = re.sub(
                rf"\s*\b(?:(?:in|at|of|from|for|by|about)\s+)?(?:the\s+)?{spoken}(?:[’']s)?\b", "", asked, flags=re.I
            )
    else:
        return None
    asked = re.sub(r"\s+([?.,:])", r"\1", " ".join(asked.split())).strip(" ,:;")
    if asked == question or len(asked.split()) < 3:
        return None
    return asked[:1].upper() + asked[1:]


def _strings(value: object) -> Iterable[str]:
    return [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]


def holdings_words(reviews: Sequence[ReviewRecord]) -> str:
    """Say in a line how many reviews there are, and of which years; how to begin where there are none."""
    if not reviews:
        return text.EMPTY_LIBRARY
    years = sorted(r.details.published.year for r in reviews if r.details.published)
    span = f", {years[0]} to {years[-1]}" if years and years[0] != years[-1] else f", {years[0]}" if years else ""
    return f"This library holds {text.count_of(len(reviews), 'review')}{span}."
