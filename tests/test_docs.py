"""The documents are true: their examples run, and their tables name what there is."""

from __future__ import annotations

import io
import re
import shlex
import shutil
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import cli
import samples
from settings import KEYS
from vectorstore import CLI_KEYS

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
EXAMPLE = re.compile(r"```console\n(.*?)```", re.DOTALL)
PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")


def examples(page: Path) -> list[tuple[str, list[str], int]]:
    """Each command of a page with the output that the page promises and the exit code."""
    found: list[tuple[str, list[str], int]] = []
    for block in EXAMPLE.findall(page.read_text(encoding="utf-8")):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], [], 0))
            elif ended := re.fullmatch(r"\[ends with (\d+)\]", line):
                found[-1] = (*found[-1][:2], int(ended[1]))
            else:
                found[-1][1].append(line)
    return found


@pytest.fixture(scope="module")
def desk(demonstration_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as the documents suppose: a library, a folder of reports, a file of questions."""
    folder = tmp_path_factory.mktemp("documents")
    shutil.copytree(demonstration_home, folder / "home")
    shutil.copytree(demonstration_home, folder / "changed")
    (folder / "reports").mkdir()
    (folder / "reports" / "one.md").write_text("# A review\n\n1. One finding of the review.\n", encoding="utf-8")
    shutil.copy(samples.questions(), folder / "all.jsonl")
    lines = (folder / "all.jsonl").read_text(encoding="utf-8").splitlines()[:3]
    (folder / "questions.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("command", "promised", "code"),
    [pytest.param(*example, id=f"{page.name}: {example[0]}") for page in PAGES for example in examples(page)],
)
def test_every_example_runs_as_it_stands(
    command: str,
    promised: list[str],
    code: int,
    desk: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for key in KEYS:
        monkeypatch.delenv(f"REVIEW_LESSONS_{key.upper()}", raising=False)
    program, *words = shlex.split(command)
    assert program == "review-lessons"
    # What makes a library works on a small one of one's own, what changes reviews on a copy of the demonstration that
    # keeps the changes for the next example; the others look at the demonstration.
    own = words[0] == "ingest" or words[-1] == "rebuild"
    changing = words[0] == "library" and words[1] in ("edit", "withdraw", "erase")
    monkeypatch.setenv(
        "REVIEW_LESSONS_HOME", str(tmp_path / "own" if own else desk / ("changed" if changing else "home"))
    )
    monkeypatch.setattr("sys.stdin", io.StringIO("a password long enough\n"))
    monkeypatch.chdir(desk)
    if words[-1] == "rebuild":
        with pytest.raises(SystemExit):
            cli.main(["ingest", "reports"])
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    captured = capsys.readouterr()
    shown = captured.out + captured.err
    assert ended.value.code == code, shown
    for line in promised:
        assert re.search(re.escape(line).replace("…", ".*"), shown), f"{line!r} is not in {shown!r}"


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(code, id=f"{page.name} {number}")
        for page in PAGES
        for number, code in enumerate(PYTHON.findall(page.read_text(encoding="utf-8")), 1)
    ],
)
def test_every_python_example_prints_what_stands_beside_it(
    code: str, desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for key in KEYS:
        monkeypatch.delenv(f"REVIEW_LESSONS_{key.upper()}", raising=False)
    monkeypatch.setenv("REVIEW_LESSONS_HOME", str(desk / "home"))
    monkeypatch.chdir(desk)
    example = compile(code, "example", "exec", dont_inherit=True)
    # In a thread of its own: the browser's tests may leave a running loop in this one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(exec, example, {"__name__": "__example__"}).result()
    promised = re.findall(r"print\(.*\)  # (.+)", code)
    assert promised
    assert capsys.readouterr().out.splitlines() == promised


def test_there_are_examples_to_run() -> None:
    assert sum(len(examples(page)) for page in PAGES) >= 10


@pytest.mark.parametrize("document", PAGES, ids=lambda document: document.name)
def test_every_link_leads_somewhere(document: Path) -> None:
    for target in LINK.findall(document.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (document.parent / target).exists(), f"{document.name} links to {target}"


def first_column(page: str) -> list[str]:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return re.findall(r"^\| `([^`]+)`", text, flags=re.MULTILINE)


def test_the_operators_table_names_every_setting() -> None:
    assert tuple(first_column("operator.md")) == KEYS
    text = (ROOT / "docs" / "operator.md").read_text(encoding="utf-8")
    for key in KEYS:
        assert f"`REVIEW_LESSONS_{key.upper()}`" in text


def test_the_users_table_names_every_filter() -> None:
    assert set(CLI_KEYS) <= set(first_column("user.md"))


def test_every_dependency_has_its_line_with_a_reason_and_a_licence() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = [re.split(r"[><=~!\[ ]", requirement)[0] for requirement in wanted]
    assert sorted(first_column("dependencies.md")) == sorted(names)
