"""Adding files to the library: one way for the command line and for the page, with a result for every file."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

import samples

if TYPE_CHECKING:
    from ingest import Source
    from ingest.model import Review
    from vectorstore import Added, ReviewRecord

LOG = logging.getLogger("review_lessons")

NOT_FOR_REAL = "This is one of the invented samples, which are never mixed with real reports."


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one file: ``reason`` and ``remedy`` are whole sentences where it failed, else empty.

    ``pages`` and ``passages`` count what was read; None where nothing was.
    """

    file: str
    path: str | None
    outcome: Literal["added", "new version", "unchanged", "failed"]
    review_id: str | None = None
    version: str | None = None
    warnings: tuple[str, ...] = ()
    reason: str = ""
    remedy: str = ""
    pages: int | None = None
    passages: int | None = None


class Watcher(Protocol):
    """Who is told how far the files are."""

    def begin(self, name: str) -> None:
        """A file is being read."""

    def step(self, words: str, done: int, total: int) -> None:
        """So many of its pages, or of its passages, are done."""

    def end(self, result: FileResult) -> None:
        """The file is done."""


class Shelf(Protocol):
    """What adding needs of a library."""

    @property
    def demonstration(self) -> bool:
        """Whether it is one of invented samples."""

    def reviews(self) -> Iterable[ReviewRecord]:
        """The current version of every review."""

    def add(self, review: Review, *, sample: bool = False) -> Added:
        """Take in a review wholly or not at all."""


def add_files(library: Shelf, sources: Iterable[Source], watcher: Watcher) -> Iterator[FileResult]:
    """Read each file and add it to the library; one that fails is a result like any other and never stops the rest.

    Raises LibraryFull, since no later file could fare better.
    """
    from vectorstore import LibraryFull

    for source in sources:
        watcher.begin(source.name)
        try:
            result = _add(library, source, watcher.step)
        except LibraryFull:
            raise
        except Exception as error:
            result = _failed(source, error)
        watcher.end(result)
        yield result


def missing_samples(library: Shelf) -> tuple[Source, ...]:
    """The samples that a demonstration library does not hold yet; none from its second start on."""
    from ingest import find_sources

    held = {review.sha256 for review in library.reviews()}
    found = find_sources([samples.folder()])
    return tuple(source for source in found if source.path and _sha256(source.path) not in held)


def is_sample(source: Source) -> bool:
    """Whether this file is one of the invented samples."""
    try:
        if source.content is not None:
            return hashlib.sha256(source.content).hexdigest() in sample_sums()
        return source.path is not None and _sha256(source.path) in sample_sums()
    except OSError:
        return False  # reading it says what is wrong with it


@cache
def sample_sums() -> frozenset[str]:
    """The SHA-256 of every sample."""
    return frozenset(_sha256(path) for path in samples.folder().iterdir() if path.suffix != ".csv")


def _add(library: Shelf, source: Source, step: Callable[[str, int, int], None]) -> FileResult:
    import ingest

    path = str(source.path) if source.path else None
    sample = is_sample(source)
    if sample and not library.demonstration:
        return FileResult(source.name, path, "failed", reason=NOT_FOR_REAL, remedy="Leave it out.")
    review = ingest.read_review(source, on_progress=step)
    step("Making its passages findable", 0, 1)
    added = library.add(review, sample=sample)
    return FileResult(
        source.name,
        path,
        added.outcome,
        added.review_id,
        added.version,
        added.warnings,
        pages=len(review.pages),
        passages=len(review.passages),
    )


def _failed(source: Source, error: Exception) -> FileResult:
    from ingest import UnreadableFile
    from vectorstore import LibraryError

    path = str(source.path) if source.path else None
    match error:
        case UnreadableFile():
            reason, remedy = error.reason, error.remedy
        case LibraryError():
            reason, remedy = str(error), ""
        case _:
            LOG.exception("%s could not be added", source.name, exc_info=error)
            reason = f"Something unexpected happened while it was read ({type(error).__name__})."
            remedy = "The log says more; please report it with the file."
    return FileResult(source.name, path, "failed", reason=reason, remedy=remedy)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
