"""Builds the samples from their sources: ``python -m samples.build``; needs the ``dev`` extra.

Writes the files and ``manifest.csv`` into the library folder, the key of their blocks, and the questions with the pages
of their quotes. ``--to FOLDER`` builds elsewhere, which is how the tests see that the committed files are what the
sources say.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
from dataclasses import dataclass
from pathlib import Path

import samples
from samples.answer_key import Entry, entries, letters, page_letters
from samples.pdf import make_pdf
from samples.scan import make_scan
from samples.source import Source, SourceError, plain, read_source, typographic
from samples.web_page import make_html
from samples.word import make_docx

COLUMNS = ("file", "review_id", "title", "kind", "local_authority", "published", "url", "themes")


@dataclass(frozen=True, slots=True)
class Built:
    """One finished file with its key; ``pages`` are the letters of its pages, None where it has none."""

    source: Source
    content: bytes
    key: list[Entry]
    pages: list[str] | None


def build_one(source: Source) -> Built:
    """Make the file that the source asks for."""
    if source.format == "docx":
        return Built(source, make_docx(source), entries(source, None), None)
    if source.format == "html":
        return Built(source, make_html(source), entries(source, None), None)
    pdf = make_pdf(source)
    pages = page_letters(pdf)
    content = make_scan(pdf, source.details["title"]) if source.format == "scan" else pdf
    return Built(source, content, entries(source, pages), pages)


def manifest(sources: list[Source]) -> str:
    """The details of every file as CSV, themes parted by semicolons."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for source in sources:
        values = source.details | {"file": source.file, "review_id": source.name}
        values["local_authority"] = values["authority"]
        writer.writerow([values[column] for column in COLUMNS])
    return out.getvalue()


def questions(text: str, built: dict[str, Built]) -> str:
    """The questions with each quote's page and paragraph filled in; raises SourceError for a quote that is nowhere."""
    lines = []
    for line in filter(None, text.splitlines()):
        question = json.loads(line)
        question["gold"] = [_gold(gold["file"], gold["quote"], built, question["id"]) for gold in question["gold"]]
        lines.append(json.dumps(question, ensure_ascii=False))
    return "\n".join(lines) + "\n"


def _gold(file: str, quote: str, built: dict[str, Built], name: str) -> dict[str, str | int | None]:
    quote, review = typographic(quote), built[file]
    blocks = [block for block in review.source.blocks if any(quote in plain(line) for line in block.lines)]
    if len(blocks) != 1:
        raise SourceError(f"{name}: {quote[:50]!r} stands in {len(blocks)} blocks of {file}, not in one")
    on = [index for index, page in enumerate(review.pages or [], 1) if letters(quote) in page]
    if review.pages is not None and len(on) != 1:
        raise SourceError(f"{name}: {quote[:50]!r} stands on pages {on} of {file}; take words from one page")
    return {"file": file, "page": on[0] if on else None, "paragraph": blocks[0].number, "quote": quote}


def build(to: Path) -> int:
    """Build everything into a folder; returns the number of files."""
    found = [read_source(path) for path in sorted(samples.sources().glob("*.md"))]
    built = {source.file: build_one(source) for source in found}
    library = to / "library"
    library.mkdir(parents=True, exist_ok=True)
    for file, one in built.items():
        (library / file).write_bytes(one.content)
    (library / "manifest.csv").write_text(manifest(found), encoding="utf-8")
    rows = [json.dumps(entry, ensure_ascii=False) for one in built.values() for entry in one.key]
    (to / "key.json").write_text("[\n" + ",\n".join(rows) + "\n]\n", encoding="utf-8")
    asked = (samples.sources() / "questions.jsonl").read_text(encoding="utf-8")
    (to / "questions.jsonl").write_text(questions(asked, built), encoding="utf-8")
    return len(built)


def main() -> None:
    """Build from the command line."""
    parser = argparse.ArgumentParser(prog="python -m samples.build", description="Build the invented sample reviews.")
    parser.add_argument("--to", type=Path, default=Path(samples.__file__).parent, help="folder to build into")
    build(parser.parse_args().to)


if __name__ == "__main__":
    main()
