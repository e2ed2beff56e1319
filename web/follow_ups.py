"""What could be asked next: questions made from the passages an answer rests on, each tried before it is offered."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from assistant.model import Answer, Status
from ingest.model import Passage, Role
from vectorstore import NotInLibrary
from web import text
from web.examples import NAMES, SUBJECTS
from web.faces import AssistantFace, LibraryFace
from web.markup import element
from web.source_address import AddressError, read_address

OFFERED = 3
TRIED = 6
SECONDS = 3.0
MOST_CITED = 40

# Headings that say what a part of a report is for, not what it is about.
_GENERAL = re.compile(
    r"\b(?:findings?|case stud|areas? for|priority action|introduction|recommendations?|inspection|the local authority|"
    r"next steps|strengths?|progress of|requires improvement|inadequate|outstanding|appendix|summary|context|"
    r"background|conclusions?|method|scope|judgements?|information about|executive|terms of reference|is|are|"
    r"was|were|that)\b|\d",
    re.I,
)
_STOP = frozenset(
    "a an and are as at be by do did for from how in is of on or say that the their to was were what when with".split()
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an answer rested on: the passages, and the spans of its citations."""

    passages: tuple[Passage, ...]
    texts: tuple[str, ...]
    reviews: tuple[str, ...]
    spans: frozenset[tuple[str, int]]


def follow_ups(library: LibraryFace, assistant: AssistantFace, fields: Mapping[str, object]) -> dict[str, str]:
    """Return the questions to offer under an answer, as HTML; "" where there are none.

    ``fields`` are what the browser knows: the question as understood and the places of its citations. A question is
    offered only when it was answered, in a trial, with something that the answer before did not cite.
    """
    question = str(fields.get("question", ""))[:2_000]
    evidence = read_evidence(library, fields.get("cited"))
    kept: list[str] = []
    until = time.monotonic() + SECONDS
    for candidate in list(candidates(library, question, evidence))[:TRIED]:
        if len(kept) == OFFERED or time.monotonic() > until:
            break
        if _is_answered_anew(assistant, candidate, evidence):
            kept.append(candidate)
    return {"html": str(follow_ups_html(kept)) if kept else ""}


def follow_ups_html(questions: Iterable[str]) -> Markup:
    """Return the offered questions as buttons."""
    items = [
        element("li", element("button", one, type="button", class_="rl-link", data_ask=one, data_fresh="yes"))
        for one in questions
    ]
    return element("section", element("h4", text.NEXT, class_="rl-group"), element("ul", items, class_="rl-examples"))


def read_evidence(library: LibraryFace, cited: object) -> Evidence:
    """Find the passages behind the citations that a browser names; what is not in the library is left out."""
    passages: list[Passage] = []
    texts: list[str] = []
    reviews: list[str] = []
    spans = set()
    for item in cited[:MOST_CITED] if isinstance(cited, list) else []:
        try:
            address = read_address(item if isinstance(item, Mapping) else {})
            stored = library.passages(address.review_id, address.version)
        except (AddressError, NotInLibrary):
            continue
        spans.add((address.review_id, address.start))
        at = next((one for one in stored if one.passage.start <= address.start < one.passage.end), None)
        if at is not None:
            passages.append(at.passage)
            texts.append(at.text)
            reviews.append(address.review_id)
    return Evidence(tuple(passages), tuple(texts), tuple(reviews), frozenset(spans))


def candidates(library: LibraryFace, question: str, evidence: Evidence) -> Iterator[str]:
    """Yield questions worth a trial, by turns: what was not asked of the same subject, what the passages speak of."""
    asked = question.casefold()
    own = next((subject for subject in SUBJECTS if subject in asked), None)
    roles = {passage.role for passage in evidence.passages}
    first: list[str] = []
    if own and Role.RECOMMENDATION not in roles and "recommend" not in asked:
        first.append(f"What was recommended about {_named(own)}?")
    if own and Role.GOOD_PRACTICE not in roles and "good practice" not in asked:
        first.append(f"What worked well with {_named(own)}?")
    spoken = Counter(
        subject
        for subject in SUBJECTS
        for review_id in set(evidence.reviews)
        if subject != own
        and any(subject in t.lower() for t, r in zip(evidence.texts, evidence.reviews, strict=True) if r == review_id)
    )
    subjects = [f"What do reviews say about {_named(subject)}?" for subject, _ in spoken.most_common(3)]
    themes = [f"What do reviews say about {theme}?" for theme in _themes(library, evidence.reviews, asked)]
    headings = [f"What do reviews say about {heading}?" for heading in _headings(evidence.passages, asked)]
    seen: set[str] = set()
    columns: tuple[Sequence[str], ...] = (subjects, headings, first, themes)
    for place in range(3):
        for column in columns:
            if place < len(column) and column[place].casefold() not in seen:
                seen.add(column[place].casefold())
                yield column[place]


def _themes(library: LibraryFace, reviews: Iterable[str], asked: str) -> list[str]:
    counts: Counter[str] = Counter()
    for review_id in set(reviews):
        counts.update(text.theme_name(theme).lower() for theme in library.review(review_id).details.themes)
    return [theme for theme, _ in counts.most_common(4) if theme not in asked]


def _headings(passages: Iterable[Passage], asked: str) -> list[str]:
    """Headings that read as a subject, and of which the question did not already speak."""
    words_asked = set(re.findall(r"[a-z]+", asked)) - _STOP
    found: list[str] = []
    for passage in passages:
        heading = " ".join(passage.heading_path[-1].split()) if passage.heading_path else ""
        words = heading.split()
        if not 2 <= len(words) <= 8 or not heading[0].isupper() or heading[-1] in ".?!:;," or _GENERAL.search(heading):
            continue
        if heading.isupper() or words_asked & set(re.findall(r"[a-z]+", heading.casefold())) - _STOP:
            continue
        lowered = heading if words[0][1:2].isupper() else heading[0].lower() + heading[1:]
        if lowered not in found:
            found.append(lowered)
    return found


def _named(subject: str) -> str:
    return NAMES.get(subject, subject)


def _is_answered_anew(assistant: AssistantFace, question: str, evidence: Evidence) -> bool:
    *_, last = assistant.stream(question)
    if not isinstance(last, Answer) or last.status is not Status.ANSWERED:
        return False
    return any((c.review_id, c.start) not in evidence.spans for c in last.citations)
