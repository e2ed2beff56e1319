"""Ingest: a file becomes a Review with text, structure and details."""

from ingest.errors import IngestError, UnreadableFile
from ingest.sources import Source, find_sources, uploaded

__all__ = ["IngestError", "Source", "UnreadableFile", "find_sources", "uploaded"]
