"""Ingest: a file becomes a Review with text, structure and details.

``find_sources`` lists the files to read, ``read_review`` reads one of them, ``uploaded`` makes a source of bytes that
came over the page. A file that cannot become a Review raises UnreadableFile with its name, the reason and the remedy.
"""

from ingest.errors import IngestError, UnreadableFile
from ingest.isolation import OnProgress, read_apart
from ingest.model import Review
from ingest.sources import Source, content_of, find_sources, uploaded

__all__ = ["IngestError", "OnProgress", "Source", "UnreadableFile", "find_sources", "read_review", "uploaded"]


def read_review(source: Source, *, on_progress: OnProgress | None = None) -> Review:
    """Read one file into a Review, in a process of its own; raises UnreadableFile where that cannot be done.

    ``on_progress(step, done, total)`` is told in words what is being done and how far it has come.
    """
    return read_apart(source, content_of(source), on_progress or _silent)


def _silent(step: str, done: int, total: int) -> None:
    """Nobody wanted to know."""
