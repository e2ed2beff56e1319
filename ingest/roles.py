"""Which part each passage plays: finding, recommendation, good practice, concern, chronology, context, method, matter.

Told from three things, in this order: what the passage itself is unmistakably (an address, a sign-off, a numbered
recommendation); what its section is called; and, where the section is about findings or has no telling name, how far
its sentences praise or blame. Every rule is in ``ingest.role_words``; the measure is in ``tests/ingest/test_roles.py``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest import role_words as words
from ingest.agencies import agencies_of
from ingest.model import Heading, Passage, Role
from ingest.report_kinds import kind_of

# Kinds of report that describe how services work at present; there a plain statement of fact is praise.
INSPECTIONS = frozenset({"jtai", "ilacs", "sif-single-inspection", "ilacs-focused-visit"})
# Share of blame among a passage's judging sentences: at least the first is a concern, less than the second praise.
_MOSTLY_BLAME, _HARDLY_BLAME = 0.62, 0.24
_CASE_BLAME = 0.6
_SENTENCE = re.compile(r"(?<=[.!?])[\"'’”)\]]*\s+(?=[\"'‘“(\[]?[A-Z•])|\n+")
_ENDED = re.compile(r"[.:;!?][\"'’”)\]]*$")
_MAJOR = re.compile(r"^(?:section |chapter |part )?(\d{1,2})(?:[.:)]|\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Polarity:
    """How many of a passage's clauses praise, blame, or do neither."""

    praise: float
    blame: float
    plain: float

    @property
    def blame_share(self) -> float:
        """Blame among praise and blame; a half where there is neither."""
        judging = self.praise + self.blame
        return self.blame / judging if judging else 0.5


def assign_roles(
    passages: Sequence[Passage], text: str, headings: Sequence[Heading], kind: str | None
) -> tuple[Passage, ...]:
    """The passages with their role, and with the agencies that a lesson names.

    ``text`` is the review's text, into which passages and headings point; ``kind`` is the slug of its kind, None
    where that is not known. The kind only decides how to read sentences that neither praise nor blame.
    """
    inspection = kind in INSPECTIONS
    first_heading = min((heading.start for heading in headings), default=0)
    assigned: list[Passage] = []
    for passage in passages:
        body = text[passage.start : passage.end]
        role = _role(passage, body, inspection=inspection, opening=passage.start < first_heading)
        found = replace(passage, role=role)
        assigned.append(replace(found, agencies=agencies_of(body)) if found.is_lesson else found)
    return tuple(assigned)


def _role(passage: Passage, body: str, *, inspection: bool, opening: bool) -> Role:
    plain = body.replace("’", "'").replace("‘", "'")
    if passage.shape == "note" or _is_matter(passage, plain, opening=opening):
        return Role.MATTER
    section = _section(passage)
    if _recommends(plain) and section not in {Role.MATTER, Role.METHOD, Role.CHRONOLOGY}:
        return Role.RECOMMENDATION
    if section is None and words.METHOD_WORDS.search(_start(plain)):
        return Role.METHOD
    if passage.shape in {"list", "table"} and len(words.STATISTICS.findall(plain)) >= 2:
        return Role.CONTEXT
    match section:
        case Role.MATTER:
            return Role.MATTER
        case Role.RECOMMENDATION:
            return _in_recommendations(plain)
        case Role.METHOD:
            return Role.METHOD
        case Role.CONTEXT | Role.CHRONOLOGY:
            return _in_story(plain, section)
    return _judged(plain, section, inspection=inspection)


def _is_matter(passage: Passage, plain: str, *, opening: bool) -> bool:
    if words.BOILERPLATE.search(plain):
        return True
    lines = [line for line in plain.split("\n") if line.strip()]
    sentences = sum(bool(_ENDED.search(line.strip())) and len(line.split()) > 3 for line in lines)
    if passage.shape == "table" and sum(bool(words.GRADE.search(line)) for line in lines) >= 0.5 * len(lines):
        return sentences == 0
    if sentences == 0 and passage.shape != "list" and (len(plain.split()) <= 4 or words.LETTERHEAD.search(plain)):
        return len(plain.split()) < 120
    # Names, posts and addresses before the first heading of a letter.
    return opening and sentences <= 0.34 * len(lines) and len(plain.split()) < 200


def _section(passage: Passage) -> Role | None:
    """What the nearest telling heading says; a boxed case's own heading before those around it."""
    for heading in reversed(passage.heading_path):
        if _of_another_section(heading, passage.paragraph):
            continue
        name = re.sub(r"^[\W\d]+", "", heading.replace("’", "'")).strip()
        if kind_of(name):
            # A report's own title is no section's name, whatever words it has.
            continue
        for role, pattern in words.SECTIONS:
            if pattern.search(name):
                return role
    return None


def _of_another_section(heading: str, paragraph: str | None) -> bool:
    """Whether paragraph 7.1 stands under "6 Good practice", because the reader missed the heading between."""
    major = _MAJOR.match(heading)
    return bool(paragraph and "." in paragraph and major and major[1] != paragraph.split(".")[0])


def _recommends(plain: str) -> bool:
    """Whether the passage is an instruction, or calls itself a recommendation."""
    if words.RECOMMENDATION_LABEL.match(plain):
        return True
    return bool(words.IMPERATIVE.match(plain)) and len(plain.split()) >= 6


def _start(plain: str) -> str:
    return plain[:400]


def _in_recommendations(plain: str) -> Role:
    """A section of recommendations also holds words that lead into them, and judgements that explain them."""
    if words.IMPERATIVE.match(plain) or words.RECOMMENDS.search(plain) or plain.lstrip().startswith("•"):
        return Role.RECOMMENDATION
    if words.METHOD_WORDS.search(plain):
        return Role.METHOD
    return Role.RECOMMENDATION


def _in_story(plain: str, section: Role) -> Role:
    """Chronology and background run into each other: dated events are chronology wherever they stand."""
    if section is Role.CONTEXT and words.DATE_START.match(plain) and _events(plain) >= 2:
        return Role.CHRONOLOGY
    if section is Role.CONTEXT and len(words.METHOD_WORDS.findall(plain)) >= 2:
        return Role.METHOD
    return section


def _events(plain: str) -> int:
    return len({match[0].casefold() for match in words.DATES.finditer(plain)})


def _judged(plain: str, section: Role | None, *, inspection: bool) -> Role:
    polarity = _polarity(plain)
    share = polarity.blame_share
    if inspection and polarity.plain:
        # What an inspection merely describes, it found to be in place.
        judging = polarity.praise + polarity.blame + 0.5 * polarity.plain
        share = polarity.blame / judging
    if section is Role.GOOD_PRACTICE:
        return Role.GOOD_PRACTICE if share < 0.4 or not inspection else Role.FINDING
    if section is Role.CONCERN:
        return Role.CONCERN if share > 0.15 or not inspection else Role.FINDING
    if inspection:
        if share >= _MOSTLY_BLAME:
            return Role.CONCERN
        return Role.GOOD_PRACTICE if share < _HARDLY_BLAME else Role.FINDING
    if section is None:
        return _without_section(plain, polarity)
    if polarity.blame_share >= _CASE_BLAME and (polarity.blame >= 2 or words.SHOULD_HAVE.search(plain)):
        return Role.CONCERN
    return Role.FINDING


def _without_section(plain: str, polarity: _Polarity) -> Role:
    """A case review's passage under no telling heading, by its wording alone."""
    if words.SHOULD.search(plain) and not words.SHOULD_HAVE.search(plain):
        return Role.RECOMMENDATION
    if words.DATE_START.match(plain) or words.LATER_START.match(plain):
        return Role.CHRONOLOGY
    if not polarity.blame and not polarity.praise:
        return Role.CONTEXT
    return Role.FINDING


def _polarity(plain: str) -> _Polarity:
    praise = blame = neutral = 0.0
    for sentence in _SENTENCE.split(plain):
        clauses = [clause for clause in _clauses(sentence) if len(clause.split()) >= 3]
        for clause in clauses:
            weight = 1 / len(clauses)
            cleared = words.NOT_NEGATIVE.sub(" ", clause)
            good, bad = len(words.POSITIVE.findall(clause)), len(words.NEGATIVE.findall(cleared))
            if bad:
                # "Not consistently good" praises nobody.
                blame += weight
            elif good:
                praise += weight
            else:
                neutral += weight
    return _Polarity(praise, blame, neutral)


def _clauses(sentence: str) -> list[str]:
    """A sentence parted where it turns: "While X, Y", "X, although Y", "X, but Y"."""
    if words.CONCEDES.match(sentence) and ", " in sentence:
        return sentence.split(", ", 1)
    return words.CONTRAST.split(sentence)
