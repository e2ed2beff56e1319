"""Finding files: all of them, once, with their row; nothing hidden, nothing outside."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import find_sources
from ingest.sources import base_name, uploaded


def make(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("words")


def test_folders_are_searched_to_the_bottom_in_order(tmp_path: Path) -> None:
    make(tmp_path, "b.pdf", "a.txt", "c/d.md", "c/old.doc", ".hidden.pdf", ".git/e.pdf", "~$b.docx", "pic.png", "noend")
    notes: list[str] = []
    found = find_sources([tmp_path], on_note=notes.append)
    assert [source.name for source in found] == ["a.txt", "b.pdf", "d.md", "old.doc"]
    assert sorted(note.split(": ")[1] for note in notes) == [
        "1 file left out (.png).",
        "1 file left out (no ending).",
        "2 files left out (hidden or temporary).",
    ]


def test_the_same_file_comes_once(tmp_path: Path) -> None:
    make(tmp_path, "a.pdf")
    (tmp_path / "again.pdf").symlink_to(tmp_path / "a.pdf")
    (tmp_path / "loop").symlink_to(tmp_path)
    assert len(find_sources([tmp_path / "a.pdf", tmp_path, tmp_path])) == 1


def test_a_named_file_is_a_source_whatever_it_is(tmp_path: Path) -> None:
    make(tmp_path, "report.xyz")
    found = find_sources([tmp_path / "report.xyz", tmp_path / "absent.pdf"])
    assert [source.name for source in found] == ["report.xyz", "absent.pdf"]


def test_rows_reach_files_below_and_missing_files_are_named(tmp_path: Path) -> None:
    make(tmp_path, "a.pdf", "sub/b.pdf", "sub/c.pdf", "odd.xyz")
    (tmp_path / "manifest.csv").write_text("file,kind\na.pdf,scr\nsub/b.pdf,dhr\nodd.xyz,sar\ngone.pdf,scr\n")
    (tmp_path / "sub" / "manifest.csv").write_text("file,kind\nc.pdf,cspr\n")
    notes: list[str] = []
    found = find_sources([tmp_path], on_note=notes.append)
    kinds = {source.name: source.row.kind if source.row else None for source in found}
    assert kinds == {"a.pdf": "scr", "b.pdf": "dhr", "c.pdf": "cspr", "odd.xyz": "sar"}
    assert notes == [f"{tmp_path.name}: manifest.csv lists gone.pdf, which is not there."]


def test_a_file_named_alone_has_the_row_of_its_own_folder(tmp_path: Path) -> None:
    make(tmp_path, "a.pdf")
    (tmp_path / "manifest.csv").write_text("file,kind\na.pdf,scr\nother.pdf,scr\n")
    (source,) = find_sources([tmp_path / "a.pdf"])
    assert source.row is not None
    assert source.row.kind == "scr"


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../x.pdf", "x.pdf"),
        ("C:\\reports\\x.pdf", "x.pdf"),
        ("/etc/passwd", "passwd"),
        ("..", "unnamed"),
        ("", "unnamed"),
        ("a\x00b\n.pdf", "a b .pdf"),
        ("\u202efdp.exe", "fdp.exe"),
    ],
)
def test_names_are_reduced_to_their_last_part(given_name: str, kept: str) -> None:
    assert uploaded(given_name, b"").name == kept


@given(st.text(max_size=400))
def test_a_name_never_leaves_its_folder(name: str) -> None:
    safe = base_name(name)
    assert safe
    assert "/" not in safe
    assert "\\" not in safe
    assert safe not in {".", ".."}
    assert len(safe) <= 200
