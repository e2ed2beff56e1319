"""What every test may use: the folder of real documents, where there is one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real reports and public benchmarks; tests that need it are skipped where it is absent."""
    folder = Path(os.environ.get("LESSONS_TEST_SHARED", Path(__file__).resolve().parents[1].parent / "shared"))
    if not (folder / "corpus").is_dir():
        pytest.skip(f"no shared documents at {folder} (set LESSONS_TEST_SHARED)")
    return folder
