"""A full disk: a real one of a few megabytes where this machine lets us make it, and a pretended one everywhere."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest

from ingest.model import Original
from tests.vectorstore.making import HOMES, fathers, homes, make_review
from vectorstore import Library, LibraryFull, work
from vectorstore.originals import Originals


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 12 MB of its own."""
    point = tmp_path / "disk"
    point.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(point)]
    if not shutil.which("mount") or os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("needs the right to mount a small file system")
    yield point
    subprocess.run(["umount", "--lazy", str(point)], check=True)


def big(number: int) -> Original:
    return Original(f"big{number}.txt", "text/plain", os.urandom(1_500_000))


def fill(library: Library) -> tuple[list[str], str]:
    """Add reviews with big files until one is refused: those that went in, and the message."""
    added: list[str] = []
    for number in range(50):
        review = make_review(f"big{number}.txt", (*HOMES, f"Number {number}."))
        try:
            outcome = library.add(replace(review, original=big(number)))
        except LibraryFull as error:
            return added, str(error)
        if outcome.outcome == "added":
            added.append(outcome.review_id)
    raise AssertionError("the disk never filled up")


def test_a_real_full_disk_refuses_one_review_and_loses_none(small_disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "_HEADROOM", -(2**40))  # so that the disk itself says no, not our early look at it
    with Library.open(small_disk / "home") as library:
        added, message = fill(library)
        assert added
        assert "was not added" in message
        assert "Make room" in message
        assert {record.review_id for record in library.reviews()} == set(added)
        assert len(library.lexical("school nurse", 50)) >= len(added)
        again, _ = fill(library)
        assert again == []
    subprocess.run(["mount", "-o", "remount,size=40m", str(small_disk)], check=True)
    with Library.open(small_disk / "home") as library:
        assert {record.review_id for record in library.reviews()} == set(added)
        assert library.verify().problems == ()
        assert library.add(fathers()).outcome == "added"


def test_too_little_room_is_seen_before_anything_is_written(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "_HEADROOM", 2**60)
    with pytest.raises(LibraryFull, match=r"fathers.txt was not added: \d+ MB are free"):
        library.add(fathers())
    assert library.reviews() == ()
    assert list((library.home / "originals").iterdir()) == []


@pytest.mark.parametrize("where", ["original", "dense", "lexical", "tokens", "publish"])
def test_full_at_each_step(library: Library, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    def full(*_: object) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    library.add(homes())
    dense, lexical, tokens = library.store.indexes
    with monkeypatch.context() as patch:
        match where:
            case "original":
                patch.setattr(Originals, "put", full)
            case "publish":
                patch.setattr(work, "publish", full)
            case _:
                index = {"dense": dense, "lexical": lexical, "tokens": tokens}[where]
                patch.setattr(type(index), "commit" if where == "lexical" else "add", full)
        with pytest.raises(LibraryFull, match="was not added: the disk is full"):
            library.add(fathers())
        assert [record.review_id for record in library.reviews()] == ["homes"]
        assert len(library.dense("father", 10)) == 3
    assert library.add(fathers()).outcome == "added"
    assert library.verify().problems == ()


def test_an_error_that_is_not_a_full_disk_stays_itself(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> NoReturn:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(Originals, "put", broken)
        with pytest.raises(ZeroDivisionError):
            library.add(fathers())
    assert library.add(fathers()).outcome == "added"
    assert library.verify().clean
