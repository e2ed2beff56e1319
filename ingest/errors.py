"""What can go wrong while a file becomes a Review, said for the person who gave us the file."""

from __future__ import annotations


class IngestError(Exception):
    """Anything that ingest refuses to do; its words are fit to be shown as they are."""


class UnreadableFile(IngestError):
    """One file could not become a Review.

    ``name`` is the file's base name, ``reason`` says what is the matter with it and ``remedy`` what to do; both are
    whole sentences.
    """

    def __init__(self, name: str, reason: str, remedy: str) -> None:
        """Say what is the matter with the file and what to do about it."""
        super().__init__(name, reason, remedy)
        self.name = name
        self.reason = reason
        self.remedy = remedy

    def __str__(self) -> str:
        """Name, reason and remedy in one line."""
        return f"{self.name}: {self.reason} {self.remedy}"
