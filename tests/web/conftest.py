"""The invented library and the scripted assistant, for every test of the pages."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import web
from desk.database import Desk


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


@pytest.fixture
def desk(tmp_path):
    with Desk.opened(tmp_path) as opened:
        yield opened


@pytest.fixture
def client(desk, library, assistant):
    """A browser on this machine at the pages over the invented library, where there are no accounts."""
    app = web.build_app(library, assistant, fakes.FakeSettings(), desk=desk, hosts=["testserver"])
    with TestClient(app, headers={"Sec-Fetch-Site": "same-origin"}) as opened:
        yield opened
