"""The numbers of the insights page: what the lessons of a library are about, and which citations are relied on."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.model import Citation
from desk.check_report import Checked
from desk.lessons import Lesson
from ingest.model import Role
from vectorstore import ReviewRecord

Place = tuple[str, str, int]  # review, version, and where in its text a passage starts
THIN = 3  # a theme that fewer reviews speak of lacks coverage


@dataclass(frozen=True, slots=True)
class Grid:
    """How many of something each value has in each year; ``names`` in the order shown, years ascending."""

    names: tuple[str, ...]
    years: tuple[int, ...]
    counts: Counter[tuple[str, int]]

    def total(self, name: str) -> int:
        """All years together."""
        return sum(self.counts[name, year] for year in self.years)


@dataclass(frozen=True, slots=True)
class Coverage:
    """In how many reviews a theme has lessons, and in how many of them a recommendation."""

    theme: str
    reviews: int
    recommending: int

    @property
    def thin(self) -> bool:
        """Whether the theme lacks coverage."""
        return self.reviews < THIN


@dataclass(frozen=True, slots=True)
class Relied:
    """A passage that kept answers cite: in how many answers, and in how many of these trainers or readers dispute it.

    ``citation`` is the words of it that are cited most.
    """

    citation: Citation
    cited: int
    disputed: int


def themes_by_year(lessons: Iterable[Lesson], order: Sequence[str]) -> Grid:
    """Lessons by theme and year of publication; undated ones are left out."""
    counts = Counter((theme, one.year) for one in lessons if one.year for theme in one.themes)
    return _grid(counts, lambda name, _: order.index(name) if name in order else len(order))


def reviews_by_year(reviews: Iterable[ReviewRecord], value: Callable[[ReviewRecord], str | None]) -> Grid:
    """Dated reviews by year and what ``value`` says of them, the most frequent first."""
    counts = Counter((name, one.published.year) for one in reviews if one.published and (name := value(one)))
    return _grid(counts, lambda _, total: -total)


def agencies(lessons: Iterable[Lesson]) -> tuple[tuple[str, int], ...]:
    """How many recommendations address each agency, the most addressed first."""
    found = Counter(
        agency
        for one in lessons
        if one.stored.passage.role is Role.RECOMMENDATION
        for agency in one.stored.passage.agencies
    )
    return tuple(sorted(found.items(), key=lambda one: (-one[1], one[0])))


def coverage(lessons: Iterable[Lesson], themes: Iterable[str]) -> tuple[Coverage, ...]:
    """How well each theme is covered, the least covered first; a theme of which nothing is said counts 0."""
    said: dict[str, set[str]] = defaultdict(set)
    recommended: dict[str, set[str]] = defaultdict(set)
    for one in lessons:
        for theme in one.themes:
            said[theme].add(one.record.review_id)
            if one.stored.passage.role is Role.RECOMMENDATION:
                recommended[theme].add(one.record.review_id)
    made = [Coverage(theme, len(said[theme]), len(recommended[theme])) for theme in themes]
    return tuple(sorted(made, key=lambda one: (one.reviews, one.recommending)))


def relied_on(answers: Iterable[Checked], passage_of: Callable[[Citation], Place]) -> tuple[Relied, ...]:
    """The passages that kept answers cite, the most cited first; ``passage_of`` tells where a citation's passage is.

    A passage counts once for each answer, and as disputed there when any citation of it is (``CheckStatus``).
    """
    cited: Counter[Place] = Counter()
    disputed: Counter[Place] = Counter()
    words: dict[Place, Counter[Citation]] = defaultdict(Counter)
    for one in answers:
        places = {citation.n: passage_of(citation) for citation in one.citations}
        cited.update(set(places.values()))
        disputed.update({places[citation.n] for citation in one.citations if one.status(citation.n).disputed})
        for citation in one.citations:
            words[places[citation.n]][replace(citation, n=0)] += 1
    return tuple(
        Relied(words[place].most_common(1)[0][0], count, disputed[place])
        for place, count in sorted(cited.items(), key=lambda one: (-one[1], one[0]))
    )


def _grid(counts: Counter[tuple[str, int]], order: Callable[[str, int], int]) -> Grid:
    totals: Counter[str] = Counter()
    for (name, _), count in counts.items():
        totals[name] += count
    names = sorted(totals, key=lambda name: (order(name, totals[name]), name))
    years = [year for _, year in counts]
    return Grid(tuple(names), tuple(range(min(years), max(years) + 1)) if years else (), counts)
