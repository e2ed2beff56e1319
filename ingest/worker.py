"""The process in which files are read: the far end of ``ingest.isolation``.

It takes one file at a time from its standard input and answers with progress and, in the end, a Review or why there
is none. Whatever a hostile file does to PDFium, libxml2 or the OCR engine happens here and not in the program.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from contextlib import suppress
from dataclasses import replace
from typing import BinaryIO

from ingest.errors import UnreadableFile
from ingest.intake import make_review
from ingest.messages import Failed, Message, Progressed, Read, Refused, receive, send
from ingest.sources import Source

MAX_MEMORY = 4 << 30


def serve() -> None:
    """Read files until the asker goes away."""
    # Ctrl-C is for the asker, who then stops us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_memory()
    answers = os.fdopen(os.dup(1), "wb")
    # What libraries print must not come between the messages.
    os.dup2(2, 1)
    with suppress(BrokenPipeError):
        while isinstance(source := receive(sys.stdin.buffer), Source):
            send(answers, _answer(source, answers))


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # not on this system
        return
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (MAX_MEMORY, resource.getrlimit(resource.RLIMIT_DATA)[1]))


def _answer(source: Source, answers: BinaryIO) -> Message:
    def on_progress(step: str, done: int, total: int) -> None:
        send(answers, Progressed(step, done, total))

    content = source.content or b""
    try:
        review = make_review(source, content, on_progress)
    except UnreadableFile as refusal:
        return Refused(refusal.name, refusal.reason, refusal.remedy)
    except MemoryError:
        return Refused(
            source.name,
            "Reading the file takes more memory than a report should.",
            "Save it with smaller pictures, or in parts, and add those.",
        )
    except BrokenPipeError:
        raise
    except Exception as error:
        return Failed(type(error).__name__, traceback.format_exc())
    return Read(replace(review, original=replace(review.original, content=b"")))
