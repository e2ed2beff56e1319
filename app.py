"""Builds the settings, the library, the assistant and the page.

The heavy rooms are imported where they are needed, so that a command that only refuses does so at once.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

import samples

if TYPE_CHECKING:
    from assistant import Assistant
    from ingest import Source
    from settings import Settings
    from vectorstore import Library

LOG = logging.getLogger("review_lessons")

# Nothing that is asked leaves this machine, also where somebody traces other programs of theirs. The libraries read
# these when they are first imported, which this module is before any of them.
os.environ.update(dict.fromkeys(("LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2", "LANGSMITH_TRACING"), "false"))
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"

NOT_FOR_REAL = "This is one of the invented samples, which are never mixed with real reports."


class NoLibrary(Exception):
    """There is no library where one was to be opened; the message says how to start one."""


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one file: ``reason`` and ``remedy`` are whole sentences where it failed, else empty."""

    file: str
    path: str | None
    outcome: Literal["added", "new version", "unchanged", "failed"]
    review_id: str | None = None
    version: str | None = None
    warnings: tuple[str, ...] = ()
    reason: str = ""
    remedy: str = ""


class Watcher(Protocol):
    """Who is told how far the files are."""

    def begin(self, name: str) -> None:
        """A file is being read."""

    def step(self, words: str, done: int, total: int) -> None:
        """So many of its pages, or of its passages, are done."""

    def end(self, result: FileResult) -> None:
        """The file is done."""


def holds_library(home: Path) -> bool:
    """Whether a folder holds a library, told without opening it."""
    from vectorstore.database import DATABASE_FILE

    return (home / DATABASE_FILE).is_file()


def find_home(settings: Settings) -> Path:
    """The library that is read: one's own where there is one, else the demonstration. Raises NoLibrary."""
    for home in (settings.home, settings.demonstration):
        if holds_library(home):
            return home
    raise NoLibrary(
        f"There is no library in {settings.home} yet. Start your own: review-lessons ingest FOLDER. "
        "Or look at one of invented reviews: review-lessons serve."
    )


def open_library(settings: Settings, home: Path, *, rebuilding: bool = False) -> Library:
    """Open the library in ``home``; a new one in the demonstration's folder is made for the samples only."""
    from vectorstore import Library

    demonstration = home == settings.demonstration
    return Library.open(
        home,
        encoder=settings.encoder,
        demonstration=demonstration,
        samples=sample_sums() if demonstration else (),
        rebuilding=rebuilding,
    )


def add_files(library: Library, sources: Sequence[Source], watcher: Watcher) -> Iterator[FileResult]:
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


def missing_samples(library: Library) -> tuple[Source, ...]:
    """The samples that a demonstration library does not hold yet; none from its second start on."""
    from ingest import find_sources

    held = {review.sha256 for review in library.reviews()}
    found = find_sources([samples.folder()])
    return tuple(source for source in found if source.path and _sha256(source.path) not in held)


def build_assistant(settings: Settings, library: Library) -> Assistant:
    """The assistant over a library, as the settings want it. Raises RerankerMissing."""
    from assistant import Assistant
    from assistant.cross_encoder import CrossEncoderReranker

    reranker = CrossEncoderReranker(settings.reranker) if settings.reranker else None
    return Assistant(library, signposting=settings.urgent_signposting, reranker=reranker)


def serve(settings: Settings, library: Library, announce: Callable[[str], None]) -> None:
    """Build the page over a library and its assistant and serve it until stopped. Raises WebError."""
    from desk.database import Desk
    from web import launch

    examples = sample_questions() if library.demonstration else ()
    with closing(Desk.open(Path(library.home))) as desk:
        launch(
            library,
            build_assistant(settings, library),
            settings,
            desk=desk,
            host=settings.host,
            port=settings.port,
            examples=examples,
            announce=announce,
        )


def sample_questions() -> tuple[str, ...]:
    """Questions that the samples were written to answer: first those that several of them speak to."""
    asked = [json.loads(line) for line in samples.questions().read_text(encoding="utf-8").splitlines()]
    return tuple(str(q["question"]) for kind in ("theme", "single") for q in asked if q["kind"] == kind)


def _add(library: Library, source: Source, step: Callable[[str, int, int], None]) -> FileResult:
    from ingest import read_review

    path = str(source.path) if source.path else None
    sample = is_sample(source)
    if sample and not library.demonstration:
        return FileResult(source.name, path, "failed", reason=NOT_FOR_REAL, remedy="Leave it out.")
    added = library.add(read_review(source, on_progress=step), sample=sample)
    return FileResult(source.name, path, added.outcome, added.review_id, added.version, added.warnings)


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


def is_sample(source: Source) -> bool:
    """Whether this file is one of the invented samples."""
    try:
        return source.path is not None and _sha256(source.path) in sample_sums()
    except OSError:
        return False  # reading it says what is wrong with it


@cache
def sample_sums() -> frozenset[str]:
    """The SHA-256 of every sample."""
    return frozenset(_sha256(path) for path in samples.folder().iterdir() if path.suffix != ".csv")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main() -> None:
    """Serve the page; the same as ``review-lessons serve``."""
    from cli import main as commands

    commands(["serve", *sys.argv[1:]])


if __name__ == "__main__":
    main()
