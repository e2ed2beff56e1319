"""Questions to begin with: about subjects that the library's own lessons speak of, and that are answered from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import zip_longest

from assistant.model import Answer, Status
from vectorstore import ReviewRecord
from web import text
from web.faces import AssistantFace, LibraryFace

SHOWN = 4
REVIEWS_READ = 12
ENOUGH_REVIEWS = 3

# What practitioners ask about, as reports write it; a subject is only offered where lessons in the library name it.
SUBJECTS = (
    "strategy discussions",
    "bruises on babies",
    "male carers",
    "private fostering",
    "return home interviews",
    "professional curiosity",
    "missed appointments",
    "home education",
    "parental mental health",
    "management oversight",
    "domestic abuse",
    "information sharing",
    "pre-birth",
    "out of hours",
    "care leavers",
    "child sexual exploitation",
    "neglect",
    "early help",
    "supervision",
    "disabled children",
    "children missing education",
    "thresholds",
)
NAMES = {"pre-birth": "pre-birth assessments", "out of hours": "work out of hours"}


def example_questions(library: LibraryFace, limit: int = 3 * SHOWN) -> tuple[str, ...]:
    """Ask about subjects that lessons in the library name: by turns of all reviews, and of one by place and year."""
    dated = sorted(
        (r for r in library.reviews() if r.details.published and r.details.local_authority),
        key=lambda r: str(r.details.published),
        reverse=True,
    )
    read = dated[:: max(1, len(dated) // REVIEWS_READ)][:REVIEWS_READ]
    named = {r.review_id: _named_in(library, r) for r in read}
    within = dict(_within(read, named))
    across = [
        f"What do reviews say about {NAMES.get(subject, subject)}?"
        for subject in SUBJECTS
        if subject not in within and sum(subject in counts for counts in named.values()) >= ENOUGH_REVIEWS
    ]
    turns = [question for pair in zip_longest(across, within.values()) for question in pair if question]
    return tuple(turns[:limit])


def answered(assistant: AssistantFace, questions: Iterable[str], limit: int = SHOWN) -> tuple[str, ...]:
    """Keep the first questions that the assistant does answer: an example that leads to nothing teaches mistrust."""
    kept: list[str] = []
    for question in questions:
        if len(kept) == limit:
            break
        *_, last = assistant.stream(question)
        if isinstance(last, Answer) and last.status is Status.ANSWERED:
            kept.append(question)
    return tuple(kept)


def _named_in(library: LibraryFace, review: ReviewRecord) -> Counter[str]:
    """Count the lessons of a review that name each subject."""
    counts: Counter[str] = Counter()
    for stored in library.passages(review.review_id):
        if stored.passage.is_lesson:
            words = stored.text.lower()
            counts.update(subject for subject in SUBJECTS if subject in words)
    return counts


def _within(reviews: Iterable[ReviewRecord], named: dict[str, Counter[str]]) -> Iterator[tuple[str, str]]:
    """Ask each review about what few others speak of; yields subjects, none twice, with the questions."""
    spread = Counter(subject for counts in named.values() for subject in counts)
    used: set[str] = set()
    for review in reviews:
        details, counts = review.details, named[review.review_id]
        rare = (s for s in counts if s not in used and spread[s] < ENOUGH_REVIEWS)
        free = sorted(rare, key=lambda s: (spread[s], -counts[s], SUBJECTS.index(s)))
        if free and details.local_authority and details.published:
            used.add(free[0])
            subject = NAMES.get(free[0], free[0])
            year = details.published.year
            yield (
                free[0],
                f"What did the {text.place_name(details.local_authority)} {year} review find about {subject}?",
            )
