"""Reading in a process of its own, so that no file can hang or bring down the program, or use up its memory.

PDFium, libxml2 and the OCR engine are native code that reads what strangers wrote, and PDFium must not be used by two
threads at once. The process is started with the first file, kept for the next ones, and replaced when it dies.
"""

from __future__ import annotations

import atexit
import logging
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import IO

from ingest.errors import UnreadableFile
from ingest.messages import Failed, Message, Progressed, Read, Refused, receive, send
from ingest.model import Review
from ingest.sources import Source

LOG = logging.getLogger(__name__)
# The longest that one page, or one file without pages, may take; and one file in all.
QUIET_SECONDS = 180.0
TOTAL_SECONDS = 7200.0

OnProgress = Callable[[str, int, int], None]


def read_apart(source: Source, content: bytes, on_progress: OnProgress) -> Review:
    """Read these bytes in the reading process; raises UnreadableFile, also where the reading dies or takes too long."""
    with _lock:
        worker = _current()
        try:
            return _read(worker, source, content, on_progress)
        except UnreadableFile:
            raise
        except BaseException:
            # Interrupted half-way: what the process still has to say belongs to no later file.
            worker.stop()
            raise


class _Worker:
    """One reading process and the queue of what it has said."""

    def __init__(self) -> None:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path)}
        self.owner = os.getpid()
        self.process = subprocess.Popen(
            [sys.executable, "-c", "from ingest.worker import serve; serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
        )
        self.said: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        threading.Thread(target=self._listen, args=(self.process.stdout,), name="reading", daemon=True).start()

    @property
    def alive(self) -> bool:
        return self.process.poll() is None and self.owner == os.getpid()

    def _listen(self, stream: IO[bytes]) -> None:
        try:
            while (message := receive(stream)) is not None:
                self.said.put(message)
        except Exception:
            # Whatever it said last was cut off by its death, which is all that matters.
            LOG.debug("the reading process broke off", exc_info=True)
        self.said.put(None)

    def tell(self, source: Source) -> None:
        if self.process.stdin is not None:
            send(self.process.stdin, source)

    def stop(self) -> None:
        if self.owner != os.getpid():
            return
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:
                    continue


_lock = threading.Lock()
_worker: _Worker | None = None


def _current() -> _Worker:
    global _worker
    if _worker is None or not _worker.alive:
        if _worker is not None:
            _worker.stop()
        _worker = _Worker()
    return _worker


def _read(worker: _Worker, source: Source, content: bytes, on_progress: OnProgress) -> Review:
    try:
        worker.tell(replace(source, content=content))
    except OSError as error:
        worker.stop()
        raise _died(source) from error
    deadline = time.monotonic() + TOTAL_SECONDS
    while True:
        try:
            message = worker.said.get(timeout=max(0.0, min(QUIET_SECONDS, deadline - time.monotonic())))
        except queue.Empty as error:
            worker.stop()
            raise UnreadableFile(
                source.name,
                "Reading the file took far too long and was given up.",
                "Save it afresh as PDF, or in parts, and add those.",
            ) from error
        match message:
            case Progressed(step, done, total):
                on_progress(step, done, total)
            case Read(review):
                return replace(review, original=replace(review.original, content=content))
            case Refused(name, reason, remedy):
                raise UnreadableFile(name, reason, remedy)
            case Failed(kind, trace):
                LOG.error("%s could not be read:\n%s", source.name, trace)
                raise UnreadableFile(
                    source.name,
                    f"Something in the file was not understood ({kind}).",
                    "Save it afresh as PDF and add that; the log says more.",
                )
            case _:
                worker.stop()
                raise _died(source)


def _died(source: Source) -> UnreadableFile:
    return UnreadableFile(
        source.name,
        "The program that reads files broke down over this one: it is damaged, or takes too much memory.",
        "Save it afresh as PDF, with smaller pictures if it has any, and add that.",
    )


@atexit.register
def _stop() -> None:
    if _worker is not None:
        _worker.stop()
