"""What the tests of the samples share: the sources, the key, and one fresh build."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import samples
from samples.answer_key import Entry
from samples.build import build
from samples.source import Source, read_source


@pytest.fixture(scope="session")
def sources() -> list[Source]:
    return [read_source(path) for path in sorted(samples.sources().glob("*.md"))]


@pytest.fixture(scope="session")
def key() -> list[Entry]:
    entries: list[Entry] = json.loads(samples.key().read_text(encoding="utf-8"))
    return entries


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of today, beside which the committed files are laid."""
    folder = tmp_path_factory.mktemp("samples")
    build(folder)
    return folder
