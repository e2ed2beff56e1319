"""Libraries of small invented reviews."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.vectorstore.making import fathers, homes
from vectorstore import Library


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder for a library."""
    return tmp_path / "home"


@pytest.fixture
def library(home: Path) -> Iterator[Library]:
    """An empty library."""
    with Library.open(home) as opened:
        yield opened


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A library of two reviews, which its tests only read."""
    with Library.open(tmp_path_factory.mktemp("shelf")) as opened:
        opened.add(fathers())
        opened.add(homes())
        yield opened
