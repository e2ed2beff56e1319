"""What every test may use: the folder of real documents, the demonstration library, and the rule on browser tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator
from pathlib import Path

import pytest

os.environ.setdefault("HF_HUB_OFFLINE", "1")

BROWSER_TESTS = Path(__file__).resolve().parent / "browser"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real reports and public benchmarks; tests that need it are skipped where it is absent."""
    folder = Path(os.environ.get("LESSONS_TEST_SHARED", Path(__file__).resolve().parents[1].parent / "shared"))
    if not (folder / "corpus").is_dir():
        pytest.skip(f"no shared documents at {folder} (set LESSONS_TEST_SHARED)")
    return folder


@pytest.fixture(scope="session")
def demonstration_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose demonstration library holds every sample, made once; closed, so copy it rather than open it."""
    import app
    from commands.console import Progressing
    from desk.adding import add_files, missing_samples
    from settings import Settings

    settings = Settings(home=tmp_path_factory.mktemp("made-once") / "home")
    with app.open_library(settings, settings.demonstration) as library:
        missing = missing_samples(library)
        results = list(add_files(library, missing, Progressing("Samples", len(missing))))
    assert [result for result in results if result.outcome != "added"] == []
    return settings.home


@pytest.fixture
def home(demonstration_home: Path, tmp_path: Path) -> Path:
    """A home of the test's own with the demonstration library in it."""
    return Path(shutil.copytree(demonstration_home, tmp_path / "home"))


def _refuse_skip(path: Path, report: pytest.TestReport | pytest.CollectReport) -> None:
    required = os.environ.get("REQUIRE_BROWSER") == "1"
    if required and report.skipped and path.is_relative_to(BROWSER_TESTS):
        report.outcome = "failed"
        report.longrepr = f"A browser is required here, but this was skipped: {report.longrepr}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where a browser is required (REQUIRE_BROWSER=1), a browser test that skips has failed."""
    report = yield
    _refuse_skip(item.path, report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a whole module that skips itself."""
    report = yield
    _refuse_skip(collector.path, report)
    return report
