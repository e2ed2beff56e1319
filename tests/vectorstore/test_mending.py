"""Damage of every kind: verify names it, opening mends it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.vectorstore.making import FATHERS, fathers, homes, make_review
from vectorstore import Library


@pytest.fixture
def filled(home: Path) -> Path:
    with Library.open(home) as library:
        library.add(fathers(review_id="j"))
        library.add(homes())
    return home


def whole(library: Library) -> None:
    report = library.verify()
    assert report.problems == ()
    assert {name: report.checked[name] for name in ("versions", "files")} == {"versions": 2, "files": 2}
    assert all(number >= 4 for name, number in report.checked.items() if "queries" in name or "passages" in name)
    assert len(library.dense("fathers", 20)) == 6


def _drop_folder(name: str) -> Callable[[Path], None]:
    return lambda home: shutil.rmtree(home / name)


def _scribble(pattern: str) -> Callable[[Path], None]:
    def scribble(home: Path) -> None:
        paths = [path for path in home.glob(pattern) if path.is_file()]
        assert paths
        for path in paths:
            path.write_bytes(b"scribble")

    return scribble


@pytest.mark.parametrize(
    "damage",
    [_drop_folder("chroma"), _drop_folder("lexical"), _drop_folder("tokens"), _scribble("lexical/*.*"),
     _scribble("lexical/meta.json"), _scribble("tokens/*/passages.npy"), _scribble("chroma/chroma.sqlite3")],
    ids=["no chroma", "no lexical", "no tokens", "lexical scribbled", "lexical meta scribbled", "tokens scribbled",
         "chroma scribbled"],
)  # fmt: skip
def test_opening_makes_lost_indexes_again(filled: Path, damage: Callable[[Path], None]) -> None:
    damage(filled)
    with Library.open(filled) as library:
        assert any("again" in words for words in library.opened_with)
        whole(library)
    with Library.open(filled) as library:
        assert library.opened_with == ()


def test_a_rebuild_starts_from_whatever_is_left(filled: Path) -> None:
    _scribble("chroma/chroma.sqlite3")(filled)
    _scribble("lexical/meta.json")(filled)
    with Library.open(filled, rebuilding=True) as library:
        library.rebuild()
        whole(library)


def test_verify_names_what_is_wrong_and_changes_nothing(filled: Path) -> None:
    with Library.open(filled) as library:
        dense, lexical, tokens = library.store.indexes
        for index in (dense, lexical, tokens):
            index.remove("j", fathers().version)
            index.commit()
        path = library.original_path("homes")
        path.write_bytes(b"changed")
        problems = library.verify().problems
        for words in (
            "The dense index lacks 3 of 6",
            "The lexical index lacks 3 of 6",
            "The word-piece index lacks 3 of 6",
            "does not find 3 of 3 passages of j",
            "has been changed",
        ):
            assert any(words in problem for problem in problems), words
        assert library.verify().problems == problems
        path.write_bytes(homes().original.content)
    with Library.open(filled) as library:
        assert len(library.opened_with) == 3
        whole(library)


def test_a_missing_original_is_named(filled: Path) -> None:
    with Library.open(filled) as library:
        library.original_path("homes").unlink()
        assert any("is missing" in problem for problem in library.verify().problems)


class Stopped(BaseException):
    """Stands for a killed process: nobody catches it on purpose."""


@pytest.mark.parametrize("after", [0, 1])
def test_a_stopped_rebuild_is_finished_by_the_next_opening(filled: Path, after: int) -> None:
    def stop(done: int, _of: int, _name: str) -> None:
        if done == after:
            raise Stopped

    library = Library.open(filled)
    with pytest.raises(Stopped):
        library.rebuild(stop)
    assert any("rebuild was never finished" in problem for problem in library.verify().problems)
    library.close()
    with Library.open(filled) as library:
        assert library.opened_with == ("A rebuild had been interrupted and was finished.",)
        whole(library)


def test_a_rebuild_tells_how_far_it_is(filled: Path) -> None:
    steps: list[tuple[int, int]] = []
    with Library.open(filled) as library:
        library.rebuild(lambda done, of, _name: steps.append((done, of)))
        whole(library)
    assert steps == [(0, 2), (1, 2), (2, 2)]


def test_superseded_versions_left_in_an_index_are_taken_out(filled: Path) -> None:
    with Library.open(filled) as library:
        dense = library.store.indexes[0]
        kept = dense.remove
        dense.remove = lambda review_id, version: None  # type: ignore[method-assign]
        library.add(make_review("fathers.txt", (*FATHERS, "One more."), review_id="j"))
        dense.remove = kept  # type: ignore[method-assign]
        assert len(library.dense("fathers", 20)) == 7
        assert any("holds 3 passages that are not in" in problem for problem in library.verify().problems)
    with Library.open(filled) as library:
        assert library.verify().clean
        assert len(library.dense("fathers", 20)) == 7
