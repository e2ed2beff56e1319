"""Two assistants: over four small invented reviews, and over the demonstration library of every sample."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant
from tests.assistant.making import shelf_reviews
from vectorstore import Library


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A library of four reviews, which its tests only read."""
    with Library.open(tmp_path_factory.mktemp("shelf")) as library:
        for review in shelf_reviews():
            library.add(review)
        yield library


@pytest.fixture(scope="session")
def asker(shelf: Library) -> Assistant:
    """The assistant over the four."""
    return Assistant(shelf)


@pytest.fixture(scope="session")
def demonstration(demonstration_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The demonstration library, which its tests only read."""
    import app
    from settings import Settings

    settings = Settings(home=Path(shutil.copytree(demonstration_home, tmp_path_factory.mktemp("asked") / "home")))
    with app.open_library(settings, settings.demonstration) as library:
        yield library


@pytest.fixture(scope="session")
def demonstrator(demonstration: Library) -> Assistant:
    """The assistant over the demonstration library."""
    return Assistant(demonstration)
