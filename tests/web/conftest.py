"""The invented library and the scripted assistant, for every test of the pages."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest


def _load(name: str):
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


fakes = _load("fakes")


@pytest.fixture(scope="session")
def library(tmp_path_factory):
    return fakes.FakeLibrary(tmp_path_factory.mktemp("invented"))


@pytest.fixture
def assistant(library):
    return fakes.FakeAssistant(library, pause=0)
