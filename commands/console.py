"""How the commands speak: results on standard output, progress on standard error, tracebacks in the log only."""

from __future__ import annotations

import json
import logging
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Self

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

if TYPE_CHECKING:
    from desk.adding import FileResult


FAILED, USAGE, BUSY, STOPPED = 1, 2, 3, 130
LOG = "review_lessons"
LOG_FILE = "review-lessons.log"
LOG_BYTES = 1_000_000
LOG_FILES = 3


def show(words: str = "") -> None:
    """Write a line of the result."""
    typer.echo(words)


def show_json(value: object) -> None:
    """Write the result as JSON."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def say(words: str) -> None:
    """Tell the person something that is not the result."""
    typer.echo(words, err=True)


def count_of(number: int, noun: str) -> str:
    """A count with its noun: "1 review", "2 reviews"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


class Progressing:
    """A progress bar where the files go; plain lines, one a file, where nobody watches a terminal."""

    def __init__(self, title: str, total: int) -> None:
        self._console = Console(stderr=True)
        self._total = total
        self._done = 0
        self._bar = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        self._all = self._bar.add_task(title, total=total)
        self._one = self._bar.add_task("", total=None, visible=False)
        self._name = ""

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._bar.stop()

    def begin(self, name: str) -> None:
        """A file is being read."""
        self._name = name
        self._bar.reset(self._one, total=None, visible=True, description=f"  {name}")

    def step(self, words: str, done: int, total: int) -> None:
        """So many of its pages, or of its passages, are done; ``words`` say of what."""
        self._bar.update(self._one, description=f"  {self._name}: {words}", completed=done, total=total)

    def advance(self) -> None:
        """One more is done."""
        self._done += 1
        self._bar.update(self._all, completed=self._done)

    def count(self, done: int, total: int, words: str) -> None:
        """So many of all are done; ``words`` name the one that is worked on."""
        self._bar.update(self._all, completed=done, total=total)
        self._bar.update(self._one, description=f"  {words}", visible=True)

    def end(self, result: FileResult) -> None:
        """The file is done."""
        self.advance()
        said = f"[{self._done}/{self._total}] {result.file}: {result.outcome}"
        if self._bar.disable:
            say(said)
        else:
            self._console.print(said, markup=False, highlight=False)


@contextmanager
def stopping_between() -> Iterator[Callable[[], bool]]:
    """Heed Ctrl-C between two reports, not in the middle of one; what is yielded says whether it was pressed.

    An exception raised wherever the program happens to be can be swallowed by a library's callback, or leave a
    thread of it waiting for ever. Pressed a second time, it stops at once.
    """
    pressed: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        if pressed:
            raise KeyboardInterrupt
        pressed.append(number)
        say("Stopping after the report in hand. Press Ctrl-C again to stop at once.")

    before = signal.signal(signal.SIGINT, note)
    try:
        yield lambda: bool(pressed)
    finally:
        signal.signal(signal.SIGINT, before)


class LogFile(RotatingFileHandler):
    """The log's file, which is made with its folder only when there is something to write, and never in the way."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / LOG_FILE, maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8", delay=True)
        self.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        self.setLevel(logging.WARNING)

    def _open(self) -> TextIOWrapper:
        Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True)
        return super()._open()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name is logging's
        """Let it be: a full disk is told by whatever needed the room, not by its log."""


def open_log(folder: Path) -> None:
    """Write warnings and tracebacks to a file in ``folder`` from now on; questions are never logged."""
    root = logging.getLogger()
    for handler in _log_files():
        root.removeHandler(handler)
        handler.close()
    root.addHandler(LogFile(folder))
    logging.captureWarnings(True)


def _log_files() -> list[LogFile]:
    return [handler for handler in logging.getLogger().handlers if isinstance(handler, LogFile)]


def explain(error: Exception) -> int:
    """Tell what went wrong in words for the person at the keyboard; the exit code that goes with it."""
    for kinds, code in _TOLD:
        if isinstance(error, _known(kinds)):
            say(str(error))
            return code
    if isinstance(error, OSError) and isinstance(error.filename, str):
        say(f"{error.filename} cannot be used: {error.strerror}. Check that it is there and who may read and write it.")
        return FAILED
    where = " ".join(f"The log says more: {file.baseFilename}" for file in _log_files())
    logging.getLogger(LOG).error("The command ended unexpectedly", exc_info=error)
    say(f"Something unexpected happened ({type(error).__name__}), and the command stopped. {where}")
    return FAILED


# Errors whose words are fit to be shown, with the exit code of each, as "module:name"; the first that fits counts.
_TOLD = (
    (("settings:SettingsError", "vectorstore.errors:FilterError", "assistant.cross_encoder:RerankerMissing"), USAGE),
    (("assistant.claims.opening:ChatModelMissing", "assistant.support.nli:SupportModelMissing"), USAGE),
    (("assistant.telemetry:TelemetryMissing",), USAGE),
    (("desk.gold:GoldError", "commands.measure:NothingToMeasure", "assistant.vocabulary:VocabularyError"), USAGE),
    (("desk.taxonomy:TaxonomyError",), USAGE),
    (("desk.accounts:AccountError", "desk.details_form:DetailsError", "desk.exporting:ExportError"), USAGE),
    (("vectorstore.errors:LibraryBusy",), BUSY),
    (("vectorstore.errors:LibraryError", "ingest.errors:IngestError", "app:NoLibrary"), FAILED),
)


def _known(kinds: Sequence[str]) -> tuple[type[Exception], ...]:
    """The named types as far as their modules are loaded: one that is not cannot have raised anything.

    Importing them all would make a refusal wait for rooms that have nothing to do with it.
    """
    parted = [kind.partition(":") for kind in kinds]
    found = [getattr(sys.modules[module], name) for module, _, name in parted if module in sys.modules]
    return tuple(kind for kind in found if issubclass(kind, Exception))


def end(code: int) -> None:
    """End the command with an exit code, if it is not 0."""
    sys.stdout.flush()
    if code:
        raise typer.Exit(code)
