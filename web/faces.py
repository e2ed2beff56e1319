"""What the pages need of the library, the assistant and the settings; the real ones and those of the tests fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, Protocol

from assistant.model import Answer, Progress, Turn
from desk.lessons import LessonLibrary
from ingest.model import Heading, Page, Segment, WordBox
from vectorstore import Filters, ReviewRecord, StoredPassage


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


class AssistantFace(Protocol):
    """The assistant as the ask page uses it."""

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        *,
        search_anyway: bool = False,
    ) -> Iterator[Progress | Answer]:
        """Yield steps, then answers that grow; the last one is final."""


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
