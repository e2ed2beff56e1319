"""What the pages need of the library, the assistant and the settings; the real ones and those of the tests fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, Protocol

from assistant.claims.personal import Noticed
from assistant.model import Answer, FoundPassage, Progress, Turn
from desk.lessons import LessonLibrary
from ingest.model import Details, Heading, Page, Review, Segment, WordBox
from vectorstore import Added, Change, Erased, Filters, ReviewRecord, StoredPassage, Traces


class LibraryFace(LessonLibrary, Protocol):
    """The library as the pages read it; every reader raises ``NotInLibrary`` for what is not there."""

    @property
    def demonstration(self) -> bool:
        """Whether every review in it is invented."""

    def reviews(self) -> Sequence[ReviewRecord]:
        """The current version of every review."""

    def review(self, review_id: str, version: str | None = None) -> ReviewRecord:
        """One version of a review, the current one unless named."""

    def text(self, review_id: str, version: str | None = None) -> str:
        """The text of a version."""

    def passages(self, review_id: str, version: str | None = None) -> Sequence[StoredPassage]:
        """Its passages in text order."""

    def headings(self, review_id: str, version: str | None = None) -> Sequence[Heading]:
        """Its headings in text order."""

    def segments(self, review_id: str, version: str | None = None) -> Sequence[Segment]:
        """Which stretch of its text stands on which page, in text order."""

    def pages(self, review_id: str, version: str | None = None) -> Sequence[Page]:
        """Its pages in order; none where the format has no pages."""

    def words(self, review_id: str, version: str | None, page: int) -> Sequence[WordBox]:
        """Where the words of one page stand."""

    def original_path(self, review_id: str, version: str | None = None) -> Path:
        """The file as it came."""

    def withdrawn(self) -> Sequence[ReviewRecord]:
        """The withdrawn reviews, each as the version that was searched until then."""

    def versions(self, review_id: str) -> Sequence[ReviewRecord]:
        """Every version of a review, the first one first; none where there is no such review."""

    def changes(self, review_id: str) -> Sequence[Change]:
        """What was changed of a review by hand, the latest first."""

    def add(self, review: Review, *, sample: bool = False) -> Added:
        """Take a review in wholly or not at all."""

    def edit(self, review_id: str, details: Details, *, by: str | None = None) -> None:
        """Change a review's details to these."""

    def withdraw(self, review_id: str, reason: str | None = None, *, by: str | None = None) -> None:
        """Take a review out of search and lists."""

    def restore(self, review_id: str, reason: str | None = None, *, by: str | None = None) -> None:
        """Make a withdrawn review one that is searched again."""

    def erase(self, review_id: str) -> Traces:
        """Take a review out for good; what to prove it by."""

    def prove_erased(self, traces: Traces) -> Erased:
        """Look for an erased review's words in every file of the home."""


class AssistantFace(Protocol):
    """The assistant as the ask page uses it."""

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        *,
        search_anyway: bool = False,
        as_typed: bool = False,
    ) -> Iterator[Progress | Answer]:
        """Yield steps, then answers that grow; the last one is final."""

    @property
    def quoting(self) -> AssistantFace:
        """The same without a chat model."""

    def search(self, question: str, filters: Filters | None = None, k: int = 10) -> Sequence[FoundPassage]:
        """The best passages, best first."""

    def noticed(self, question: str) -> Noticed | None:
        """The personal details in a question that would leave this machine."""

    @property
    def asks_first(self) -> bool:
        """Whether the asker chooses how such details are sent."""

    @property
    def sends_to(self) -> str | None:
        """The chat model on another machine that questions are sent to."""


class SettingsFace(Protocol):
    """The settings that the pages obey."""

    @property
    def concurrency(self) -> int:
        """How many people are answered at once."""

    @property
    def keep(self) -> Literal["none", "consented", "all"]:
        """Which conversations are kept."""

    @property
    def keep_days(self) -> int:
        """After how many days a kept conversation ends."""
