"""A small library of invented reviews for demonstration and tests; every page of every one says that it is invented."""

from __future__ import annotations

from pathlib import Path

MARK = "Invented sample — no real person, family or council"


def folder() -> Path:
    """The folder of the built files with their ``manifest.csv``, ready to ingest."""
    return Path(__file__).resolve().parent / "library"


def sources() -> Path:
    """The folder of the structured texts that the files are built from."""
    return Path(__file__).resolve().parent / "sources"


def key() -> Path:
    """The JSON key of every block of every built file: its role, printed number, page, heading path and words."""
    return Path(__file__).resolve().parent / "key.json"


def questions() -> Path:
    """Questions about the samples with their right passages, one JSON object a line, in the gold format."""
    return Path(__file__).resolve().parent / "questions.jsonl"
