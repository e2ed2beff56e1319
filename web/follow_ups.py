"""What could be asked next: questions made from the passages an answer rests on, each tried before it is offered."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from assistant.model import Answer, Status
from desk.lessons import Lesson, Lessons
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
    """What an answer rested on: the passages, those of them that teach, and the spans of its citations."""

    passages: tuple[Passage, ...]
    texts: tuple[str, ...]
    reviews: tuple[str, ...]
    lessons: tuple[Lesson, ...]
    spans: frozenset[tuple[str, int]]


def follow_ups(
    library: LibraryFace, assistant: AssistantFace, lessons: Lessons | None, fields: Mapping[str, object]
) -> dict[str, str]:
    """Return the questions to offer under an answer, as HTML; "" where there are none.

    ``fields`` are what the browser knows: the question as understood and the places of its citations. A question is
    offered only when it was answered, in a trial, with something that the answer before did not cite. Without
    ``lessons`` no themes are known.
    """
    question = str(fields.get("question", ""))[:2_000]
    evidence = read_evidence(library, lessons, fields.get("cited"))
    kept: list[str] = []
    until = time.monotonic() + SECONDS
    for candidate in list(candidates(question, evidence, lessons))[:TRIED]:
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


def read_evidence(library: LibraryFace, lessons: Lessons | None, cited: object) -> Evidence:
    """Find the passages behind the citations that a browser names; what is not in the library is left out."""
    passages: list[Passage] = []
    texts: list[str] = []
    reviews: list[str] = []
    taught: list[Lesson] = []
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
            lesson = lessons.find(address.review_id, at.passage.start) if lessons else None
            taught += [lesson] if lesson and lesson.record.version == address.version else []
    return Evidence(tuple(passages), tuple(texts), tuple(reviews), tuple(taught), frozenset(spans))


def candidates(question: str, evidence: Evidence, lessons: Lessons | None) -> Iterator[str]:
    """Yield questions worth a trial, by turns: the evidence's themes, what it speaks of, what was not asked of it."""
    asked = question.casefold()
    own = next((subject for subject in SUBJECTS if subject in asked), None)
    known = _asked_themes(question, lessons)
    themes = [(name, f"What do reviews say about {name}?") for name in _themes(evidence, lessons, known)]
    others = [one for one in _spoken(evidence) if one != own and not _asked_themes(one, lessons) & known][:3]
    spoken = [(_named(one), f"What do reviews say about {_named(one)}?") for one in others]
    headings = [(one, f"What do reviews say about {one}?") for one in _headings(evidence.passages, asked)]
    columns: tuple[Sequence[tuple[str, str]], ...] = (themes, spoken, _not_asked(own, asked, evidence), headings)
    seen: list[str] = []
    for place in range(3):
        for column in columns:
            if place < len(column):
                subject, candidate = column[place]
                if not any(subject.casefold() in one or one in subject.casefold() for one in seen):
                    seen.append(subject.casefold())
                    yield candidate


def _not_asked(own: str | None, asked: str, evidence: Evidence) -> list[tuple[str, str]]:
    """What was recommended and what worked well, where the answer says nothing of that; each stands for itself."""
    roles = {passage.role for passage in evidence.passages}
    found = []
    if own and Role.RECOMMENDATION not in roles and "recommend" not in asked:
        found.append(f"What was recommended about {_named(own)}?")
    if own and Role.GOOD_PRACTICE not in roles and "good practice" not in asked and "work" not in asked:
        found.append(f"What worked well with {_named(own)}?")
    return [(question, question) for question in found]


def _asked_themes(words: str, lessons: Lessons | None) -> frozenset[str]:
    """The themes (ids) that a question or subject names: by cues that are sure, or failing these by any."""
    if lessons is None:
        return frozenset()
    taxonomy = lessons.themes.taxonomy
    named = list(zip(taxonomy.themes, taxonomy.named(words), strict=True))
    sure = frozenset(theme.id for theme, cues in named if cues.strong)
    return sure or frozenset(theme.id for theme, cues in named if cues.weak)


def _spoken(evidence: Evidence) -> list[str]:
    """The subjects that the passages found name, those of most reviews first."""
    pairs = set(zip(evidence.texts, evidence.reviews, strict=True))
    named = {(subject, review) for words, review in pairs for subject in SUBJECTS if subject in words.lower()}
    counts = Counter(subject for subject, _ in named)
    return sorted(counts, key=lambda one: (-counts[one], SUBJECTS.index(one)))


def _themes(evidence: Evidence, lessons: Lessons | None, asked: frozenset[str]) -> list[str]:
    """The themes that most lessons found share, as a question names them: not asked yet, and spoken of elsewhere."""
    if lessons is None:
        return []
    counts = Counter(theme for lesson in evidence.lessons for theme in lesson.themes if theme not in asked)
    found = {lesson.key for lesson in evidence.lessons}
    elsewhere = {theme for lesson in lessons.all() if lesson.key not in found for theme in lesson.themes}
    names = lessons.themes.taxonomy.by_id
    return [text.in_a_sentence(names[one].name) for one, _ in counts.most_common() if one in elsewhere]


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
        lowered = text.in_a_sentence(heading)
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
