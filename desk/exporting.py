"""Taking a library's reports away: the original files with a manifest, from which another home can add them."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterable
from io import StringIO
from pathlib import Path
from typing import Protocol

from desk.details_form import FIELDS, written_details
from ingest.manifest import MANIFEST_NAME
from vectorstore import ReviewRecord

COLUMNS = ("file", "review_id", *FIELDS)
# A cell that begins with one of these is read as a formula by spreadsheets.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class ExportError(Exception):
    """The reports cannot be written there; the message says why and where to write instead."""


class Shelf(Protocol):
    """What an export needs of a library."""

    def reviews(self) -> Iterable[ReviewRecord]:
        """The current version of every review."""

    def original_path(self, review_id: str, version: str | None = None) -> Path:
        """The original file of one version."""


def export_reports(library: Shelf, folder: Path, on_file: Callable[[str], None]) -> int:
    """Copy the current version of every review to a new or empty folder, with a manifest; how many there were.

    Raises ExportError. A manifest that stands there is a whole export: it is written last.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ExportError(f"{folder} is not an empty folder, so nothing was written. Name a new one.")
    folder.mkdir(parents=True, exist_ok=True)
    records = tuple(library.reviews())
    for record in records:
        shutil.copyfile(library.original_path(record.review_id), folder / record.file)
        on_file(record.file)
    rows = ([record.file, record.review_id, *written_details(record.details).values()] for record in records)
    (folder / MANIFEST_NAME).write_text(_csv(COLUMNS, rows), encoding="utf-8", newline="")
    return len(records)


def list_csv(records: Iterable[ReviewRecord]) -> str:
    """The list of reviews as CSV for a spreadsheet; what would be read as a formula there is marked as text."""
    columns = (*COLUMNS, "version", "added", "pages", "passages", "pages_read_by_ocr", "withdrawn", "warnings")
    rows = (
        [
            record.file,
            record.review_id,
            *written_details(record.details).values(),
            record.version,
            record.added_at.date().isoformat(),
            str(record.pages or ""),
            str(record.passages),
            str(record.ocr_pages),
            "yes" if record.withdrawn else "no",
            " ".join(record.warnings),
        ]
        for record in records
    )
    return _csv(columns, ([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row] for row in rows))


def _csv(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()
