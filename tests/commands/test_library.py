"""The commands that change the library by hand, take it away, and look after accounts."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import cli
from settings import KEYS

NOTE = "# Learning review: {place}\n\n## Findings\n\n1. In {place} the health visitor did not ask who the father was.\n"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for key in KEYS:
        monkeypatch.delenv(f"REVIEW_LESSONS_{key.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    def command(*words: object, typed: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        with pytest.raises(SystemExit) as ended:
            cli.main([str(word) for word in words])
        captured = capfd.readouterr()
        return int(ended.value.code or 0), captured.out, captured.err

    return command


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of two small reports, made once."""
    folder = tmp_path_factory.mktemp("made")
    for place in ("Sandmere", "Otherton"):
        (folder / f"{place.lower()}.md").write_text(NOTE.format(place=place), encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        cli.main(["ingest", str(folder), "--home", str(folder / "home")])
    assert not ended.value.code
    return folder / "home"


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "home"))


def test_edit_changes_what_is_given_and_keeps_the_rest(run: Run, home: Path) -> None:
    words = ["library", "edit", "sandmere.md", "--kind", "cspr", "--published", "30 January 2022", "--themes", "a; b"]
    code, out, _ = run(*words, "--home", home, "--json")
    shown = json.loads(out)
    assert code == 0
    assert (shown["kind"], shown["published"], shown["themes"]) == ("cspr", "2022-01-30", ["a", "b"])
    assert shown["title"] == "Learning review: Sandmere"
    assert shown["details_from"]["kind"] == "librarian"
    _, out, _ = run("library", "show", "sandmere", "--home", home, "--json")
    changes = json.loads(out)["changes"]
    assert {change["field"] for change in changes} == {"kind", "published", "themes"}
    code, _, err = run("library", "edit", "sandmere", "--url", "ftp://x", "--published", "soon", "--home", home)
    assert code == 2
    assert "https://" in err
    assert "30 January 2022" in err
    assert run("library", "edit", "sandmere", "--kind", "", "--home", home)[0] == 0
    assert json.loads(run("library", "show", "sandmere", "--home", home, "--json")[1])["kind"] is None


def test_withdraw_and_bring_back(run: Run, home: Path) -> None:
    assert run("library", "withdraw", "sandmere.md", "--reason", "It was asked for.", "--home", home)[0] == 0
    listed = json.loads(run("library", "list", "--json", "--home", home)[1])
    assert [record["file"] for record in listed] == ["otherton.md"]
    assert "withdrawn" in run("library", "list", "--withdrawn", "--home", home)[1]
    assert json.loads(run("library", "show", "sandmere.md", "--json", "--home", home)[1])["withdrawn"] is True
    assert run("library", "withdraw", "sandmere", "--home", home)[0] == 1
    assert run("library", "withdraw", "sandmere", "--undo", "--home", home)[0] == 0
    assert len(json.loads(run("library", "list", "--json", "--home", home)[1])) == 2


def test_erase_asks_first_and_proves(run: Run, home: Path) -> None:
    assert run("library", "erase", "sandmere", "--home", home)[0] == 2
    code, out, _ = run("library", "erase", "sandmere", "--yes", "--json", "--home", home)
    proof = json.loads(out)
    assert (code, proof["clean"], proof["problems"]) == (0, True, [])
    assert proof["phrases"] >= 1
    assert run("library", "show", "sandmere", "--home", home)[0] == 1
    assert run("library", "verify", "--home", home)[0] == 0
    held = [path for path in home.rglob("*") if path.is_file() and b"In Sandmere the health" in path.read_bytes()]
    assert held == []


def test_an_export_makes_the_same_library_again(run: Run, home: Path, tmp_path: Path) -> None:
    run("library", "edit", "otherton", "--title", 'A "quoted", title; =1+1', "--themes", "x; y", "--home", home)
    before = json.loads(run("library", "list", "--json", "--home", home)[1])
    code, out, _ = run("library", "export", tmp_path / "away", "--home", home)
    assert (code, out.startswith("2 reports")) == (0, True)
    assert run("library", "export", tmp_path / "away", "--home", home)[0] == 2
    assert run("ingest", tmp_path / "away", "--home", tmp_path / "second")[0] == 0
    after = json.loads(run("library", "list", "--json", "--home", tmp_path / "second")[1])
    same = ("review_id", "version", "file", "sha256", "title", "kind", "local_authority", "published", "url", "themes")
    assert [[one[key] for key in same] for one in before] == [[one[key] for key in same] for one in after]


def test_the_list_for_spreadsheets_holds_no_formula() -> None:
    from dataclasses import replace

    from desk.exporting import list_csv
    from ingest.model import Details
    from tests.web.fakes import _record

    record = _record("=cmd", "text", Details(title="=HYPERLINK(1)", themes=("@x",)), pages=0, media_type="text/html")
    rows = list(csv.reader(io.StringIO(list_csv([replace(record, warnings=("-1",))]))))
    assert not [cell for cell in rows[1] if cell.startswith(("=", "+", "-", "@"))]
    assert "'=HYPERLINK(1)" in rows[1]


# Accounts


def test_accounts_are_added_listed_and_removed(run: Run, home: Path) -> None:
    code, out, err = run("user", "add", "Lena", "--role", "librarian", "--home", home, typed="a long password\n")
    assert (code, out) == (0, "Lena may sign in as librarian.\n")
    assert "first account" in err
    assert run("user", "add", "lena", "--role", "trainer", "--home", home, typed="a long password\n")[0] == 2
    assert run("user", "add", "Tom", "--role", "king", "--home", home, typed="a long password\n")[0] == 2
    assert run("user", "add", "Tom", "--role", "trainer", "--home", home, typed="short\n")[0] == 2
    listed = json.loads(run("user", "list", "--json", "--home", home)[1])
    assert [(one["name"], one["role"]) for one in listed] == [("Lena", "librarian")]
    assert b"a long password" not in b"".join(path.read_bytes() for path in home.glob("desk.sqlite3*"))
    assert run("user", "remove", "nobody", "--home", home)[0] == 2
    assert run("user", "remove", "LENA", "--home", home)[0] == 0
    assert "open to everybody" in run("user", "list", "--home", home)[2]


def test_accounts_need_not_wait_for_who_holds_the_library(run: Run, home: Path) -> None:
    from vectorstore import Library

    with Library.open(home):
        assert run("user", "list", "--home", home)[0] == 0
        assert run("library", "list", "--home", home)[0] == 3


def test_other_machines_may_only_come_where_there_are_accounts(run: Run, home: Path) -> None:
    code, _, err = run("serve", "--host", "0.0.0.0", "--home", home)
    assert code == 2
    assert "no accounts yet" in err
    assert "user add" in err
