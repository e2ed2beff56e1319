"""What a file is, by what stands in it; its name decides only between kinds of text."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

from ingest.errors import UnreadableFile
from ingest.plain import NotTextError, decode_text
from ingest.reading import MAX_TEXT_BYTES
from ingest.sources import MAX_BYTES, TOO_LARGE

Kind = Literal["pdf", "docx", "html", "markdown", "plain"]
MEDIA_TYPES: dict[Kind, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
    "markdown": "text/markdown",
    "plain": "text/plain",
}

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A bitmap's "BM" is followed by its size and four zeros: a text that begins "BMI was not measured" is no picture.
_PICTURE = re.compile(rb"\x89PNG\r\n|\xff\xd8\xff|GIF8[79]a|II\*\x00|MM\x00\*|BM[\s\S]{4}\x00{4}")
_HTML_START = re.compile(r"^(?:\s|<!--.*?-->|<\?xml[^>]*\?>)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_HTML_TAGS = re.compile(r"</?(?:p|div|h[1-6]|ul|li|table|span|br|a|main|article|section)\b[^>]*>", re.I)
_CHARSET = re.compile(
    rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*(iso-8859-\d{1,2}|windows-125\d|cp125\d|latin-?1|macintosh)\b", re.I
)
_AS_PDF = "Open it in the program that made it, save it as PDF or as Word (.docx), and add that file."


@dataclass(frozen=True, slots=True)
class Contents:
    """What was found: the kind of file, its text where it is a kind of text, and a warning where the name says other.

    ``text`` is None for PDF and Word.
    """

    kind: Kind
    text: str | None = None
    warnings: tuple[str, ...] = ()


def find_contents(name: str, content: bytes) -> Contents:
    """Tell what a file is; raises UnreadableFile with reason and remedy for what no reader takes."""
    suffix = PurePath(name).suffix.casefold()
    if not content.strip(b"\x00 \t\r\n"):
        raise UnreadableFile(name, "The file is empty.", "Fetch or save it again; perhaps a download was cut off.")
    if len(content) > MAX_BYTES:
        raise UnreadableFile(name, *TOO_LARGE)
    if b"%PDF-" in content[:1024]:
        return Contents("pdf", warnings=_misnamed(suffix, {".pdf"}, "a PDF"))
    if content.startswith(b"PK"):
        _refuse_other_packages(name, content)
        return Contents("docx", warnings=_misnamed(suffix, {".docx", ".docm"}, "a Word document"))
    _refuse_by_start(name, content)
    return _text_contents(name, suffix, content)


def _misnamed(suffix: str, usual: set[str], what: str) -> tuple[str, ...]:
    return () if suffix in usual else (f"The file's name does not say so, but it is {what} and was read as one.",)


def _refuse_other_packages(name: str, content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = set(package.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise UnreadableFile(
            name, "The file is a damaged or cut-off Word or zip file.", "Fetch or save it again."
        ) from error
    if "word/document.xml" in parts or ("[Content_Types].xml" in parts and any(p.startswith("word/") for p in parts)):
        return
    if any(part.startswith(("xl/", "ppt/")) for part in parts) or "mimetype" in parts:
        raise UnreadableFile(name, "The file is an office document, but not a Word (.docx) one.", _AS_PDF)
    raise UnreadableFile(
        name,
        "The file is a zip archive, not a report.",
        "Unpack it and add the files in it.",
    )


def _refuse_by_start(name: str, content: bytes) -> None:
    if content.startswith(_COMPOUND):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise UnreadableFile(
                name,
                "The Word document is protected by a password.",
                "Open it with its password, save it without one, and add that file.",
            )
        raise UnreadableFile(
            name, "The file is in the format of Word before 2007 (.doc) or of another old program.", _AS_PDF
        )
    if content.startswith(b"{\\rtf"):
        raise UnreadableFile(name, "The file is in Rich Text Format (RTF).", _AS_PDF)
    if _PICTURE.match(content):
        raise UnreadableFile(
            name, "The file is a picture, not a document.", "Put the scanned pages together in one PDF and add that."
        )


def _text_contents(name: str, suffix: str, content: bytes) -> Contents:
    if len(content) > MAX_TEXT_BYTES:
        raise UnreadableFile(name, "The file holds more than 10 MB of text, more than any report.", "Add it in parts.")
    try:
        text = decode_text(content)
    except NotTextError as error:
        raise UnreadableFile(
            name, "The file is not in a format that can be read.", "Add PDF, Word (.docx), HTML, Markdown or text."
        ) from error
    is_html = bool(_HTML_START.match(text[:20_000])) or (
        suffix in {".html", ".htm", ".xhtml", ".pdf", ".docx"} and len(_HTML_TAGS.findall(text[:20_000])) >= 2
    )
    if suffix in {".pdf", ".docx", ".doc"}:
        what = "a web page" if is_html else "plain text"
        raise UnreadableFile(
            name,
            f"The file is named {suffix} but holds {what}, often what a site sends in place of a report.",
            f"Fetch the report again; if {what} is what was meant, end its name in {'.html' if is_html else '.txt'}.",
        )
    if re.match(r"\s*(?:from|mime-version|content-type|subject)\s*:", text[:200], re.I) and "boundary=" in text[:5000]:
        raise UnreadableFile(
            name, "The file is an e-mail or a web archive (MHTML).", "Save the report itself and add that."
        )
    if is_html:
        warnings = _misnamed(suffix, {".html", ".htm", ".xhtml"}, "a web page")
        return Contents("html", _html_text(content, text), warnings)
    if suffix in {".html", ".htm", ".xhtml"}:
        return Contents("html", text)
    return Contents("markdown" if suffix in {".md", ".markdown"} else "plain", text)


def _html_text(content: bytes, text: str) -> str:
    """A page's text in the encoding that it names, where it has no byte order mark and is not UTF-8."""
    named = _CHARSET.search(content[:4096])
    if named is None or content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return text
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return content.decode(named[1].decode("ascii"), errors="replace").replace("\x00", "")
        except (LookupError, ValueError):
            return text
    return text
