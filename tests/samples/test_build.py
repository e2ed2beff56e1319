"""The committed files are what the sources say, and every page of them says that it is invented."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageChops, ImageStat

import samples
from samples.answer_key import letters, page_letters
from samples.pdf import make_pdf
from samples.source import Source

MARK = letters(samples.MARK)
COMMITTED = sorted(path.name for path in samples.folder().iterdir())
PDFS = [name for name in COMMITTED if name.endswith(".pdf")]
WORDS = [name for name in COMMITTED if name.endswith(".docx")]
MOST_BYTES = 4 * 1024 * 1024


def pictures(path: Path) -> list[Image.Image]:
    """Small grey pictures of the pages, blurred enough to forgive another version's edges."""
    document = pdfium.PdfDocument(path)
    found = [document[index].render(scale=0.4).to_pil().convert("L").reduce(2) for index in range(len(document))]
    document.close()
    return found


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_folder_holds_exactly_what_the_sources_name(sources: list[Source]) -> None:
    assert {*COMMITTED} == {"manifest.csv", *(source.file for source in sources)}


def test_kinds_formats_and_themes_are_many_enough(sources: list[Source]) -> None:
    formats = [source.format for source in sources]
    assert len(formats) >= 12
    assert (formats.count("docx"), formats.count("html"), formats.count("scan")) == (2, 1, 1)
    assert sum(source.details["kind"] in {"scr", "cspr", "cpr", "susr", "learning-review"} for source in sources) >= 8
    themes = [theme for source in sources for theme in source.details["themes"].split("; ")]
    assert len({*themes}) == 12
    assert all(themes.count(theme) >= 3 for theme in themes)
    authorities = [source.details["authority"] for source in sources]
    assert len({*authorities}) < len(authorities)


@pytest.mark.parametrize("name", PDFS)
def test_pdf_has_four_to_ten_pages(name: str) -> None:
    document = pdfium.PdfDocument(samples.folder() / name)
    assert 4 <= len(document) <= 10
    document.close()


def test_every_pdf_page_bears_the_mark(sources: list[Source]) -> None:
    for source in sources:
        if source.format == "pdf":
            pages = page_letters((samples.folder() / source.file).read_bytes())
            assert all(MARK in page for page in pages), source.file


def test_scan_has_no_words_and_shows_the_pages_that_bear_the_mark(sources: list[Source], tmp_path: Path) -> None:
    (source,) = (source for source in sources if source.format == "scan")
    assert not any(page_letters((samples.folder() / source.file).read_bytes()))
    typed = tmp_path / "typed.pdf"
    typed.write_bytes(make_pdf(source))
    assert all(MARK in page for page in page_letters(typed.read_bytes()))
    scanned, printed = pictures(samples.folder() / source.file), pictures(typed)
    assert len(scanned) == len(printed)
    for number, picture in enumerate(scanned):
        foot = (0, int(picture.height * 0.92), picture.width // 2, picture.height)
        darkest, lightest = ImageStat.Stat(picture.crop(foot)).extrema[0]
        assert lightest - darkest > 25, f"the foot of page {number + 1} is empty"
        own, other = (difference(picture, printed[at]) for at in (number, (number + 1) % len(printed)))
        assert own < other, f"page {number + 1} is not the page that the source sets there"


def difference(one: Image.Image, other: Image.Image) -> float:
    return ImageStat.Stat(ImageChops.difference(one, other.resize(one.size))).mean[0]


@pytest.mark.parametrize("name", WORDS)
def test_word_file_bears_the_mark_at_head_and_foot(name: str) -> None:
    held = {
        part: letters(content.decode()) for part, content in parts(samples.folder() / name).items() if "word/" in part
    }
    for place in ("header", "footer"):
        assert any(MARK in text for part, text in held.items() if place in part)


def test_web_page_bears_the_mark_at_head_and_foot() -> None:
    (page,) = samples.folder().glob("*.html")
    assert page.read_text(encoding="utf-8").count(samples.MARK) == 2


def test_length_of_every_review(sources: list[Source]) -> None:
    for source in sources:
        count = sum(len(line.split()) for block in source.blocks for line in block.lines)
        assert 1_700 <= count <= 4_500, f"{source.name}: {count} words"


def test_library_is_small() -> None:
    assert sum(path.stat().st_size for path in samples.folder().iterdir()) < MOST_BYTES


@pytest.mark.parametrize("name", PDFS)
def test_pdf_rebuilds_to_the_same_pages(name: str, fresh: Path) -> None:
    committed, built = samples.folder() / name, fresh / "library" / name
    assert page_letters(committed.read_bytes()) == page_letters(built.read_bytes())
    for old, new in zip(pictures(committed), pictures(built), strict=True):
        assert difference(old, new) < 2


@pytest.mark.parametrize("name", WORDS)
def test_word_file_rebuilds_to_the_same_parts(name: str, fresh: Path) -> None:
    assert parts(samples.folder() / name) == parts(fresh / "library" / name)


def test_the_rest_rebuilds_to_the_byte(fresh: Path) -> None:
    home = samples.folder().parent
    names = ["key.json", "questions.jsonl", "library/manifest.csv"]
    names += [f"library/{name}" for name in COMMITTED if name.endswith(".html")]
    for name in names:
        assert (home / name).read_bytes() == (fresh / name).read_bytes(), f"{name}: run python -m samples.build"


def test_manifest_has_every_detail_of_every_file() -> None:
    with (samples.folder() / "manifest.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["file"] for row in rows} == {*COMMITTED} - {"manifest.csv"}
    assert all(all(row.values()) for row in rows)
    assert all(row["url"].startswith("https://example.invalid/") for row in rows)
    assert {row["published"][:4] for row in rows} <= {str(year) for year in range(2014, 2026)}
