"""A folder's manifest: every usable detail taken, everything else named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.manifest import parse_manifest, read_manifest, tidy

HEADER = "file,title,kind,local_authority,published,url,themes,review_id\n"


def test_takes_every_column() -> None:
    manifest = parse_manifest(
        (
            HEADER
            + 'a.pdf,"Child Q, a review",cspr,Hackney,2022-03-14,https://example.org/q,neglect; race ;neglect,q-1\n'
        ).encode()
    )
    row = manifest.row("a.pdf")
    assert row is not None
    assert (row.title, row.kind, row.local_authority) == ("Child Q, a review", "cspr", "Hackney")
    assert row.published == date(2022, 3, 14)
    assert (row.url, row.themes, row.review_id) == ("https://example.org/q", ("neglect", "race"), "q-1")
    assert row.warnings == ()
    assert manifest.warnings == ()


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbffile,kind\na.pdf,scr\n",
        "file,kind\r\na.pdf,scr\r\n".encode("utf-16"),
        b"pages;file;kind\n3;a.pdf;scr\n",
        b"FILE\tKind \na.pdf\tscr\n",
        b"\nfile,kind,extra,bytes\n\na.pdf,scr,x\n",
    ],
)
def test_reads_what_spreadsheets_write(content: bytes) -> None:
    row = parse_manifest(content).row("A.PDF")
    assert row is not None
    assert row.kind == "scr"


def test_reads_windows_letters() -> None:
    row = parse_manifest("file,title\na.pdf,Ch\xe2teau \x96 review\n".encode("latin-1")).row("a.pdf")
    assert row is not None
    assert row.title == "Château – review"


@pytest.mark.parametrize("day", ["12/08/2022", "2022-13-01", "2022-02-30", "August 2022", "20220812", "0000-00-00"])
def test_a_date_that_is_none_is_named_and_left_out(day: str) -> None:
    row = parse_manifest(f"file,published\na.pdf,{day}\n".encode()).row("a.pdf")
    assert row is not None
    assert row.published is None
    assert len(row.warnings) == 1
    assert day in row.warnings[0]
    assert "line 2" in row.warnings[0]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "example.org/a", "https://", "http://a b"]
)
def test_only_web_addresses_become_links(url: str) -> None:
    row = parse_manifest(f"file,url\na.pdf,{url}\n".encode()).row("a.pdf")
    assert row is not None
    assert row.url is None
    assert "url" in row.warnings[0]


def test_names_doubles_lines_without_a_file_and_overlong_fields() -> None:
    manifest = parse_manifest(f"file,kind,title\na.pdf,scr,\na.pdf,dhr,\n,scr,\nb.pdf,,{'x' * 600}\n".encode())
    first, second = manifest.row("a.pdf"), manifest.row("b.pdf")
    assert first is not None
    assert second is not None
    assert first.kind == "scr"
    assert second.title is None
    assert "title" in second.warnings[0]
    assert ["listed twice" in manifest.warnings[0], "no file" in manifest.warnings[1]] == [True, True]


def test_a_list_without_the_column_file_is_not_used() -> None:
    manifest = parse_manifest(b"name,kind\na.pdf,scr\n")
    assert not manifest.rows
    assert '"file"' in manifest.warnings[0]


def test_a_folder_without_a_manifest_has_none(tmp_path: Path) -> None:
    assert read_manifest(tmp_path) is None


@given(st.binary(max_size=400))
def test_no_bytes_break_it(content: bytes) -> None:
    parse_manifest(b"file,published,url\n" + content)
    parse_manifest(content)


@given(st.text(max_size=60))
def test_tidied_text_is_one_visible_line_and_stays_as_it_is(text: str) -> None:
    once = tidy(text)
    assert once == tidy(once)
    assert "\n" not in once
    assert once == once.strip()
