"""The librarian's list of a folder: ``manifest.csv``, one row a file.

Columns: ``file`` (path below the folder), and any of ``title``, ``kind``, ``local_authority``, ``published`` (ISO
date), ``url``, ``themes`` (separated by semicolons) and ``review_id``; other columns are ignored. What cannot be used
is left out with a warning that names the row and the column: a wrong detail is worse than none.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

MANIFEST_NAME = "manifest.csv"
MAX_BYTES = 10_000_000
MAX_FIELD = 500
COLUMNS = ("file", "title", "kind", "local_authority", "published", "url", "themes", "review_id")


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """What a manifest says about one file; ``warnings`` says what of it could not be used."""

    file: str
    title: str | None = None
    kind: str | None = None
    local_authority: str | None = None
    published: date | None = None
    url: str | None = None
    themes: tuple[str, ...] = ()
    review_id: str | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """A folder's rows by file, and the warnings about the list as a whole."""

    rows: Mapping[str, ManifestRow] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    def row(self, file: str) -> ManifestRow | None:
        """The row for a file, by its path below the manifest's folder; case does not matter."""
        return self.rows.get(_key(file))


def read_manifest(folder: Path) -> Manifest | None:
    """Read the ``manifest.csv`` of a folder; None where there is none."""
    path = folder / MANIFEST_NAME
    if not path.is_file():
        return None
    try:
        if path.stat().st_size > MAX_BYTES:
            return Manifest(warnings=(f"{MANIFEST_NAME} is larger than 10 MB and was not used; split the folder.",))
        content = path.read_bytes()
    except OSError as error:
        return Manifest(warnings=(f"{MANIFEST_NAME} could not be opened ({error.strerror}) and was not used.",))
    return parse_manifest(content)


def parse_manifest(content: bytes) -> Manifest:
    """Read the bytes of a manifest: UTF-8 with or without a byte order mark, UTF-16, or Windows-1252 as Excel saves it.

    Never fails: what cannot be read is left out and named in the warnings.
    """
    text = _decode(content)
    delimiter = _delimiter(text)
    if delimiter is None:
        return Manifest(warnings=(f'{MANIFEST_NAME} has no column "file" in its first line and was not used.',))
    rows: dict[str, ManifestRow] = {}
    warnings: list[str] = []
    try:
        for number, cells in _records(text, delimiter):
            row = _row(number, cells)
            if row is None:
                warnings.append(f"{MANIFEST_NAME} line {number}: no file named; the line was left out.")
            elif _key(row.file) in rows:
                warnings.append(f"{MANIFEST_NAME} line {number}: {row.file} is listed twice; the first row was used.")
            else:
                rows[_key(row.file)] = row
    except csv.Error as error:
        warnings.append(f"{MANIFEST_NAME} is damaged ({error}); the rows before the damage were used.")
    return Manifest(rows, tuple(warnings))


def _decode(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str | None:
    """Excel writes semicolons or tabs in some countries: take what makes "file" a column of the first line."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    for delimiter in (",", ";", "\t"):
        if "file" in {_column(name) for name in next(csv.reader([first], delimiter=delimiter), [])}:
            return delimiter
    return None


def _records(text: str, delimiter: str) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    columns: list[str] | None = None
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        if columns is None:
            columns = [_column(name) for name in cells]
            continue
        known = {name: cell for name, cell in zip(columns, cells, strict=False) if name in COLUMNS}
        yield reader.line_num, known


def _column(name: str) -> str:
    return re.sub(r"[\s-]+", "_", name.strip().casefold())


def _row(number: int, cells: Mapping[str, str]) -> ManifestRow | None:
    warnings: list[str] = []

    def value(column: str) -> str | None:
        text = tidy(cells.get(column, ""))
        if len(text) > MAX_FIELD:
            warnings.append(f"{MANIFEST_NAME} line {number}: {column} is longer than {MAX_FIELD} characters; not used.")
            return None
        return text or None

    file = value("file")
    if file is None:
        return None
    published, url = value("published"), value("url")
    day = _iso_date(published)
    if published and day is None:
        warnings.append(
            f'{MANIFEST_NAME} line {number}: published "{published}" is not a date such as 2022-08-12; not used.'
        )
    if url and not is_web_address(url):
        warnings.append(f"{MANIFEST_NAME} line {number}: the url does not begin with https:// or http://; not used.")
        url = None
    themes = tuple(dict.fromkeys(theme for part in (value("themes") or "").split(";") if (theme := part.strip())))
    return ManifestRow(
        file=file,
        title=value("title"),
        kind=value("kind"),
        local_authority=value("local_authority"),
        published=day,
        url=url,
        themes=themes,
        review_id=value("review_id"),
        warnings=tuple(warnings),
    )


def tidy(text: str) -> str:
    """One line: control and formatting characters out, white space as single spaces, Unicode NFC."""
    visible = "".join(
        " " if char.isspace() or unicodedata.category(char) in {"Cc", "Zl", "Zp"} else char
        for char in unicodedata.normalize("NFC", text)
        if unicodedata.category(char) not in {"Cf", "Cs"}
    )
    return " ".join(visible.split())


def is_web_address(url: str) -> bool:
    """Whether this is an http or https address with a host: nothing else may become a link on the page."""
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and not any(char.isspace() for char in url)
    except ValueError:
        return False


def _iso_date(text: str | None) -> date | None:
    if text is None or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _key(file: str) -> str:
    return str(PurePosixPath(unicodedata.normalize("NFC", file).replace("\\", "/"))).casefold()
