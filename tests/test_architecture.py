"""The rules of the house, read from the code itself: who may import whom, how long a module may be, who may print."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("assistant", "ingest", "vectorstore", "desk", "web", "commands", "samples")
MODULES = ("app", "cli", "settings")
LONGEST = 400
SPEAKING = {"cli", "commands", "samples"}

# Which of our own rooms and modules each one may import. ``samples`` is data with the script that makes it.
MAY_KNOW: dict[str, frozenset[str]] = {
    "ingest": frozenset(),
    "vectorstore": frozenset({"ingest.model"}),
    "assistant": frozenset({"ingest.model", "vectorstore"}),
    "desk": frozenset({"ingest", "vectorstore", "assistant.model", "samples"}),
    "samples": frozenset(),
    "settings": frozenset(),
    "web": frozenset({"ingest", "vectorstore", "assistant", "desk", "samples", "settings"}),
    "app": frozenset({"ingest", "vectorstore", "assistant", "desk", "web", "samples", "settings", "commands"}),
    "commands": frozenset({"ingest", "vectorstore", "desk", "assistant", "samples", "settings", "app"}),
    "cli": frozenset({*ROOMS, *MODULES}),
}
# Rooms that must be entered by the front door: only their package itself is imported, not their inner modules.
THROUGH_THE_FACE = {("assistant", "vectorstore"), ("desk", "vectorstore")}

ONLY_IN: dict[str, frozenset[str]] = {
    "chromadb": frozenset({"vectorstore"}),
    "tantivy": frozenset({"vectorstore"}),
    "sqlalchemy": frozenset({"vectorstore", "desk"}),
    "gradio": frozenset({"web", "app"}),
    "langchain": frozenset({"assistant", "vectorstore"}),
    "typer": frozenset({"cli", "commands"}),
    "pydantic_settings": frozenset({"settings"}),
}


def files() -> list[Path]:
    rooms = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
    return [*rooms, *(ROOT / f"{name}.py" for name in MODULES)]


def owner(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imported(path: Path) -> Iterator[str]:
    """Every module that a file names in an import, wherever in the file and also under TYPE_CHECKING."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (base, node.module or "") if part)
            yield from (_whole(module, alias.name) for alias in node.names)


def _whole(module: str, name: str) -> str:
    """``from ingest import model`` imports ingest.model where that is a module, else ingest."""
    inner = f"{module}.{name}"
    path = ROOT.joinpath(*inner.split("."))
    return inner if path.is_dir() or path.with_suffix(".py").is_file() else module


def within(module: str, allowed: str) -> bool:
    return module == allowed or module.startswith(f"{allowed}.")


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", files(), ids=relative)
def test_a_room_imports_only_the_rooms_that_it_may_know(path: Path) -> None:
    room = owner(path)
    ours = [name for name in imported(path) if name.split(".")[0] in {*ROOMS, *MODULES}]
    for name in ours:
        target = name.split(".")[0]
        if target == room:
            continue
        assert any(within(name, allowed) for allowed in MAY_KNOW[room]), f"{relative(path)} imports {name}"
        if (room, target) in THROUGH_THE_FACE:
            assert name == target, f"{relative(path)} goes past the face of {target}: {name}"


@pytest.mark.parametrize("path", files(), ids=relative)
def test_each_large_library_is_imported_in_its_own_room_only(path: Path) -> None:
    room = owner(path)
    for name in imported(path):
        for library, rooms in ONLY_IN.items():
            top = name.split(".")[0]
            if top == library or (library == "langchain" and top.startswith("langchain_")):
                assert room in rooms, f"{relative(path)} imports {name}"


@pytest.mark.parametrize("path", [*files(), *sorted((ROOT / "benchmarks").rglob("*.py"))], ids=relative)
def test_no_module_is_too_long_to_be_read(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST, f"{relative(path)} has {lines} lines"


@pytest.mark.parametrize("path", [path for path in files() if owner(path) not in SPEAKING], ids=relative)
def test_only_the_commands_print(path: Path) -> None:
    calls = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    assert "print" not in {node.func.id for node in calls if isinstance(node.func, ast.Name)}, relative(path)


def test_nothing_unfinished_is_left_in_the_code() -> None:
    marks = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|raise NotImplementedError")
    found = [relative(path) for path in files() if marks.search(path.read_text(encoding="utf-8"))]
    assert found == []


def test_every_folder_of_code_is_a_room_of_the_house() -> None:
    known = {*ROOMS, "tests", "benchmarks"}
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages <= known
    assert {path.stem for path in ROOT.glob("*.py")} <= set(MODULES)


def test_the_architecture_page_draws_the_imports_as_they_are() -> None:
    """The arrows of the picture, one ``a --> b`` a line, are the imports between rooms.

    The modules that stand beside the rooms are drawn as one, called commands.
    """
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    drawn = re.findall(r"^\s*(\w+) --> (\w+)$", page, flags=re.MULTILINE)
    named = dict.fromkeys(MODULES, "commands")
    real = {
        (named.get(owner(path), owner(path)), named.get(target, target))
        for path in files()
        for name in imported(path)
        if (target := name.split(".")[0]) in {*ROOMS, *MODULES}
    }
    assert sorted(drawn) == sorted((one, other) for one, other in real if one != other)


def test_the_rules_can_tell_a_breach(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader of imports sees plain, dotted, relative, nested and type-checking imports."""
    room = tmp_path / "ingest"
    room.mkdir()
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "page.py").touch()
    code = "import web.page\nfrom web import page\nfrom . import model\nif 1:\n    def f():\n        import chromadb\n"
    (room / "bad.py").write_text(code, encoding="utf-8")
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    assert list(imported(room / "bad.py")) == ["web.page", "web.page", "ingest", "chromadb"]
