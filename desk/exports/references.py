"""References for other programs: BibTeX and RIS, one entry a review, and CSV, one row a quotation.

Whom a review is about is not always who published it, and the library does not know the publisher. So no author,
institution or publisher is named; the authority stands among the keywords.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from urllib.parse import quote

import rispy
from bibtexparser.entrypoint import write_string
from bibtexparser.library import Library
from bibtexparser.model import Entry, Field

from desk.exports.handout import Handout, Reference, Source

CSV_COLUMNS = (
    "answer",
    "question",
    "source",
    "quote",
    "title",
    "authority",
    "kind",
    "published",
    "page",
    "printed_page",
    "paragraph",
    "checked",
    "notes",
    "url",
    "file",
    "review_id",
    "version",
    "made",
    "library_version",
    "about",
)
# A cell that begins like this is read as a formula by spreadsheets.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
# The pairs of characters that TeX joins into one are held apart.
_TEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{char: f"\\{char}" for char in "&%#_${}"},
}
_TEX_PAIRS = re.compile(r"([-'<>,!?])(?=[-'<>,`])")


def bibtex(handout: Handout) -> str:
    """Write the reviews as BibTeX reports, with each quotation's place in the note."""
    library = Library()
    taken: set[str] = set()
    for reference, sources in handout.references():
        fields = {
            "title": reference.title,
            "type": reference.kind,
            "year": reference.published[:4] if reference.published else None,
            "date": reference.published,
            "url": reference.url,
            "keywords": reference.authority,
            "note": " ".join(_notes(handout, sources)),
        }
        written = {"url": tex_address, "date": _one_line, "year": _one_line}
        held = [Field(name, written.get(name, tex)(value)) for name, value in fields.items() if value]
        library.add(Entry("techreport", _entry_key(reference, taken), held))
    return str(write_string(library))


def tex(words: str) -> str:
    """Write plain words so that TeX sets them as they are; all else is Unicode, as every BibTeX reader takes it.

    BibTeX counts braces also where a backslash stands before them, so those without a partner become parentheses.
    """
    line = _one_line(words)
    if not _balanced(line):
        line = line.translate(str.maketrans("{}", "()"))
    escaped = "".join(_TEX.get(char, char) for char in line)
    return _TEX_PAIRS.sub(r"\1{}", escaped)


def _balanced(words: str) -> bool:
    depth = 0
    for char in words:
        depth += (char == "{") - (char == "}")
        if depth < 0:
            return False
    return depth == 0


def tex_address(url: str) -> str:
    """Write an address, which BibTeX programs read as it is: only what would end the field is percent-encoded."""
    return "".join(quote(char) if char in '{}\\" ' else char for char in _one_line(url))


def ris(handout: Handout) -> str:
    """Write the reviews as RIS reports, with each quotation's place in a note of its own."""
    entries: list[dict[str, object]] = []
    taken: set[str] = set()
    for reference, sources in handout.references():
        entry: dict[str, object] = {
            "type_of_reference": "RPRT",
            "id": _entry_key(reference, taken),
            "title": _one_line(reference.title),
            "notes": [_one_line(note) for note in _notes(handout, sources)],
        }
        if reference.published:
            entry |= {"year": reference.published[:4], "date": reference.published.replace("-", "/")}
        if reference.kind:
            entry["custom3"] = _one_line(reference.kind)
        if reference.authority:
            entry["keywords"] = [_one_line(reference.authority)]
        if reference.url:
            entry["urls"] = [_one_line(reference.url)]
        entries.append(entry)
    return str(rispy.dumps(entries, implementation=_Ris))


class _Ris(rispy.RisWriter):  # type: ignore[misc]  # rispy comes without types
    """Writes nothing before a reference: the format begins each with its type, and rispy would number them."""

    def set_header(self, count: int) -> str:
        """Leave the line before a reference out."""
        return ""


def csv_table(handout: Handout) -> str:
    """Write every quotation as a row. A cell that a spreadsheet would take for a formula gets an apostrophe before it.

    Begins with a byte order mark, without which spreadsheets misread what is not ASCII.
    """
    written = io.StringIO(newline="")
    writer = csv.writer(written, quoting=csv.QUOTE_ALL)  # other locales split at semicolons
    writer.writerow(CSV_COLUMNS)
    about = " ".join(handout.statements)
    for number, answer in enumerate(handout.answers, 1):
        for source in answer.sources:
            reference = source.reference
            row = (
                number,
                answer.question,
                source.n,
                source.quote,
                reference.title,
                reference.authority,
                reference.kind,
                reference.published,
                source.page,
                source.page_label,
                source.paragraph,
                source.checked,
                " ".join(source.notes),
                reference.url,
                reference.file,
                reference.review_id,
                reference.version,
                handout.made.isoformat(timespec="seconds"),
                handout.library_version,
                about,
            )
            writer.writerow([harmless(cell) for cell in row])
    return "\ufeff" + written.getvalue()


def harmless(cell: str | int | None) -> str:
    """Return a cell that no spreadsheet runs."""
    if cell is None:
        return ""
    words = str(cell)
    return f"'{words}" if _FORMULA.match(words) else words


def _notes(handout: Handout, sources: tuple[Source, ...]) -> list[str]:
    quoted = [
        " ".join((f"{(source.place or 'Place not known').capitalize()}.", f"{source.checked}.", *source.notes))
        for source in sources
    ]
    return [*quoted, handout.made_from, *handout.statements]


def _entry_key(reference: Reference, taken: set[str]) -> str:
    """Make a short key of ASCII letters and digits from authority (else title) and year, unique in its file."""
    name = unicodedata.normalize("NFKD", reference.authority or reference.title)
    stem = re.sub(r"[^A-Za-z0-9]", "", name)[:24] or "review"
    base = stem + (reference.published or "")[:4]
    key, count = base, 1
    while key.casefold() in taken:
        count += 1
        key = f"{base}-{count}"
    taken.add(key.casefold())
    return key


def _one_line(words: str) -> str:
    """Leave no line end or control character, which would begin another field or entry."""
    plain = "".join(" " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char for char in words)
    return " ".join(plain.split())
