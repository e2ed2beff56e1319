"""Adding uploaded files one after the other in the background, with a report that can be looked at meanwhile."""

from __future__ import annotations

import logging
import secrets
import shutil
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock, Thread

from desk.adding import FileResult, add_files
from ingest import Source, uploaded
from ingest.manifest import ManifestRow
from vectorstore import LibraryFull
from web import library_words as words
from web.faces import LibraryFace

logger = logging.getLogger(__name__)

KEPT = 20


@dataclass(slots=True)
class Job:
    """One upload: ``results`` in the order of ``names``; ``step`` says how far the file after them is.

    ``replaces`` is the review that the file is to be a new version of. ``note`` says why the rest was not tried.
    """

    key: str
    names: tuple[str, ...]
    replaces: str | None = None
    results: list[FileResult] = field(default_factory=list)
    step: str = ""
    note: str = ""
    finished: bool = False


class _Told:
    """Tells a job how far its files are."""

    def __init__(self, job: Job) -> None:
        self._job = job

    def begin(self, name: str) -> None:
        """A file is being read."""
        self._job.step = words.READING

    def step(self, said: str, done: int, total: int) -> None:
        """So many of its pages are done."""
        self._job.step = f"{said}: {done} of {total}" if total > 1 else said

    def end(self, result: FileResult) -> None:
        """The file is done."""
        self._job.step = ""


class Uploads:
    """The uploads of a running server: worked on one at a time, the latest remembered until it stops."""

    def __init__(self, library: LibraryFace, changed: Callable[[], None]) -> None:
        """Uploads into a library; ``changed`` is called after those that changed it."""
        self._library = library
        self._changed = changed
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._turn = Lock()
        self._stopping = Event()

    def get(self, key: str) -> Job | None:
        """The upload of this key, if it is remembered."""
        return self._jobs.get(key)

    def start(self, folder: Path, files: Sequence[tuple[Path, str]], replaces: str | None = None) -> Job:
        """Begin to add files that lie in a folder under names of ours; the folder is removed when all is done."""
        job = Job(secrets.token_urlsafe(12), tuple(uploaded(name, b"").name for _, name in files), replaces)
        self._jobs[job.key] = job
        while len(self._jobs) > KEPT:
            self._jobs.popitem(last=False)
        Thread(target=self._work, args=(job, folder, files), name="adding uploads", daemon=True).start()
        return job

    def stop(self) -> None:
        """Begin no further file; the one that is being added is finished or undone whole."""
        self._stopping.set()

    def _work(self, job: Job, folder: Path, files: Sequence[tuple[Path, str]]) -> None:
        try:
            with self._turn:
                for result in add_files(self._library, self._sources(job, files), _Told(job)):
                    job.results.append(result)
        except LibraryFull as error:
            job.note = str(error)
        except Exception:
            logger.exception("an upload broke off")
            job.note = words.BROKEN
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            self._tell(job)
            job.finished = True

    def _tell(self, job: Job) -> None:
        """Let what is made from the library follow it before the page says that all is done."""
        if not any(result.outcome in ("added", "new version") for result in job.results):
            return
        try:
            self._changed()
        except Exception:
            logger.exception("what is made from the library could not follow an upload")

    def _sources(self, job: Job, files: Sequence[tuple[Path, str]]) -> Iterator[Source]:
        row = ManifestRow(files[0][1], review_id=job.replaces) if job.replaces else None
        for path, name in files:
            if self._stopping.is_set():
                job.note = words.STOPPED
                return
            yield uploaded(name, path.read_bytes(), row)
