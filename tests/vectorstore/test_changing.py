"""Changes by hand: details, withdrawal, erasure; each wholly done or not at all, and what was erased is gone."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.vectorstore.making import FATHERS, fathers, homes, make_review
from vectorstore import Filters, Library, NotInLibrary, Withdrawn, changing


class Stop(BaseException):
    """Stands for a kill at one moment: nothing in the code expects it."""


@pytest.fixture
def filled(library: Library) -> Library:
    library.add(fathers())
    library.add(homes())
    return library


def found(library: Library, review_id: str) -> bool:
    """Whether both kinds of search find passages of a review."""
    own = {stored.passage_id for stored in library.passages(review_id, library.versions(review_id)[-1].version)}
    near = {hit.passage_id for hit in library.dense("fathers left out of assessments", 10)}
    worded = {hit.passage_id for hit in library.lexical("father assessment baby bruises", 10)}
    assert bool(own & near) == bool(own & worded)
    return bool(own & near)


# Editing


def test_an_edit_is_seen_searched_and_written_down(filled: Library) -> None:
    before = filled.review("fathers").details
    after = replace(before, title="Child Quince", published=date(2023, 5, 4), themes=("hidden men", "bruising"))
    filled.edit("fathers", after, by="lena")
    details = filled.review("fathers").details
    assert (details.title, details.published, details.themes) == (after.title, after.published, after.themes)
    assert details.sources["title"] == "librarian"
    changes = {change.field: change for change in filled.changes("fathers")}
    assert set(changes) == {"title", "published", "themes"}
    assert (changes["title"].by, changes["title"].old, changes["title"].new) == ("lena", "Child J", "Child Quince")
    assert changes["themes"].new == "hidden men; bruising"
    own = {stored.passage_id for stored in filled.passages("fathers")}
    assert {hit.passage_id for hit in filled.lexical("Quince", 5)} == own, "the context line was not indexed anew"
    assert filled.reviews(Filters(published_from=date(2023, 1, 1)))[0].review_id == "fathers"
    assert filled.verify().clean


def test_an_edit_of_nothing_is_no_change(filled: Library) -> None:
    filled.edit("fathers", filled.review("fathers").details, by="lena")
    assert filled.changes("fathers") == ()


def test_what_a_librarian_set_stays_over_new_versions(filled: Library) -> None:
    held = filled.review("fathers").details
    filled.edit("fathers", replace(held, title="Right title", local_authority=None))
    newer = make_review("fathers.txt", [*FATHERS, "Added."], title="Wrong", local_authority="X", review_id="fathers")
    assert filled.add(newer).outcome == "new version"
    details = filled.review("fathers").details
    assert (details.title, details.local_authority) == ("Right title", None)


def test_giving_what_was_missing_ends_its_warning(library: Library) -> None:
    warned = replace(homes(), warnings=("title: no title could be made out; please give it.", "Page 2 has no text."))
    library.add(warned)
    library.edit("homes", replace(library.review("homes").details, title="Home education"))
    assert library.review("homes").warnings == ("Page 2 has no text.",)


def test_details_survive_a_rebuild(filled: Library) -> None:
    filled.edit("fathers", replace(filled.review("fathers").details, title="Kept"))
    filled.rebuild()
    assert filled.review("fathers").title == "Kept"
    assert filled.verify().clean


# Withdrawing


def test_a_withdrawn_review_is_not_searched_but_opens(filled: Library) -> None:
    version = filled.review("fathers").version
    filled.withdraw("fathers", "The partnership asked for it.", by="lena")
    assert [record.review_id for record in filled.reviews()] == ["homes"]
    assert [record.review_id for record in filled.withdrawn()] == ["fathers"]
    assert not found(filled, "fathers")
    assert filled.review("fathers", version).withdrawn == version
    assert filled.text("fathers", version).startswith("Findings")
    with pytest.raises(NotInLibrary, match="has been withdrawn"):
        filled.review("fathers")
    with pytest.raises(NotInLibrary, match="already"):
        filled.withdraw("fathers")
    assert filled.verify().clean
    filled.restore("fathers", by="lena")
    assert filled.review("fathers").withdrawn is None
    assert found(filled, "fathers")
    assert [change.field for change in filled.changes("fathers")] == ["restored", "withdrawn"]
    assert filled.verify().clean


def test_adding_its_file_again_does_not_bring_a_withdrawn_review_back(filled: Library) -> None:
    filled.withdraw("fathers")
    added = filled.add(fathers())
    assert (added.outcome, "stays withdrawn" in added.warnings[0]) == ("unchanged", True)
    with pytest.raises(Withdrawn, match="library withdraw fathers --undo"):
        filled.add(make_review("fathers.txt", ["Another text of it."], review_id="fathers"))
    assert [record.review_id for record in filled.reviews()] == ["homes"]


def test_a_withdrawn_review_can_be_edited(filled: Library) -> None:
    version = filled.review("fathers").version
    filled.withdraw("fathers")
    filled.edit("fathers", replace(filled.review("fathers", version).details, title="Changed meanwhile"))
    filled.restore("fathers")
    assert filled.review("fathers").title == "Changed meanwhile"
    assert filled.verify().clean


# Erasing


def words_in(home: Path, phrase: str) -> list[str]:
    wanted = phrase.encode()
    return [str(path) for path in home.rglob("*") if path.is_file() and wanted in path.read_bytes()]


@pytest.mark.parametrize("withdrawn", [False, True])
def test_what_is_erased_is_gone_and_proved_gone(home: Path, withdrawn: bool) -> None:
    with Library.open(home) as library:
        library.add(homes())
        library.add(fathers())
        library.add(make_review("fathers.txt", [*FATHERS, "A second version."], review_id="fathers"))
        if withdrawn:
            library.withdraw("fathers")
        traces = library.erase("fathers")
        assert traces.phrases
        assert library.versions("fathers") == ()
        assert library.changes("fathers") == ()
        proof = library.prove_erased(traces)
        assert proof.problems == ()
        assert proof.files >= 3
        assert proof.phrases >= 3
        assert library.verify().clean
        assert {hit.passage_id for hit in library.dense("fathers", 10)} == {
            stored.passage_id for stored in library.passages("homes")
        }
        with pytest.raises(NotInLibrary):
            library.erase("fathers")
    assert words_in(home, FATHERS[0][:40]) == []
    with Library.open(home) as library:
        assert library.opened_with == ()
        assert library.add(fathers()).outcome == "added"


def test_the_proof_finds_what_was_left(filled: Library) -> None:
    traces = filled.erase("fathers")
    (filled.home / "left.log").write_text(f"something {FATHERS[1]} something", encoding="utf-8")
    filled.add(fathers())
    problems = " ".join(filled.prove_erased(traces).problems)
    assert "left.log" in problems
    assert "library.sqlite3" in problems
    assert "rows of it in reviews" in problems
    assert "words that stood in no other review" in problems


# Interruptions


CHANGES: dict[str, Callable[[Library], object]] = {
    "edit": lambda library: library.edit("fathers", replace(library.versions("fathers")[-1].details, title="Edited")),
    "withdraw": lambda library: library.withdraw("fathers"),
    "erase": lambda library: library.erase("fathers"),
}


# Every moment of each change at which something is done already and something is not.
STEPS = {
    "edit": ("index_version", "forget"),
    "withdraw": ("remove", "forget"),
    "erase": ("remove", "sweep_originals", "empty_journal", "forget"),
}


@pytest.mark.parametrize(("change", "step"), [(change, step) for change, steps in STEPS.items() for step in steps])
def test_a_change_that_was_stopped_is_finished_at_the_next_opening(
    home: Path, monkeypatch: pytest.MonkeyPatch, change: str, step: str
) -> None:
    def stop(*_: object) -> None:
        raise Stop

    with Library.open(home) as library:
        library.add(fathers())
        library.add(homes())
        monkeypatch.setattr(changing, step, stop)
        with pytest.raises(Stop):
            CHANGES[change](library)
    monkeypatch.undo()
    with Library.open(home) as library:
        assert library.verify().problems == ()
        match change:
            case "edit":
                assert library.review("fathers").title == "Edited"
                assert len(library.lexical("edited", 5)) == 3
            case "withdraw":
                assert [record.review_id for record in library.withdrawn()] == ["fathers"]
            case _:
                assert library.versions("fathers") == ()
    if change == "erase":
        assert words_in(home, FATHERS[0][:40]) == []


def test_bringing_back_that_was_stopped_leaves_it_withdrawn(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise Stop

    with Library.open(home) as library:
        library.add(fathers())
        library.withdraw("fathers")
        monkeypatch.setattr(changing, "publish", stop)
        with pytest.raises(Stop):
            library.restore("fathers")
        monkeypatch.undo()
        assert library.reviews() == ()
        library.restore("fathers")
        assert library.verify().clean


CHANGER = """
import os, sys
from dataclasses import replace
from pathlib import Path
from vectorstore import Library
from tests.vectorstore.making import fathers, homes
with Library.open(Path(sys.argv[1])) as library:
    library.encoder.query("loaded")
    print("begin", flush=True)
    for number in range(100):
        library.add(fathers())
        held = library.review("fathers").details
        library.edit("fathers", replace(held, title=f"Title {number}"))
        library.withdraw("fathers")
        library.restore("fathers")
        library.erase("fathers")
"""


def test_killed_at_any_moment_nothing_is_half_changed(home: Path) -> None:
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    here = Path(__file__).parents[2]
    with Library.open(home) as library:
        library.add(homes())
    for _ in range(2):  # starting is what takes long; every run tries other moments
        env = os.environ | {"OMP_NUM_THREADS": "1"}
        command = [sys.executable, "-c", CHANGER, str(home)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=here, env=env) as changer:
            assert changer.stdout is not None
            assert changer.stdout.readline() == "begin\n", seed
            time.sleep(chance.uniform(0.0, 0.8))
            changer.send_signal(signal.SIGKILL)
        with Library.open(home) as library:
            assert library.verify().problems == (), (seed, library.opened_with)
            assert library.review("homes")
            versions = library.versions("fathers")
            assert len(versions) <= 1
            if not versions:
                assert words_in(home, FATHERS[0][:40]) == [], seed
            elif not versions[0].withdrawn:
                assert found(library, "fathers")
            else:
                library.restore("fathers")


def test_the_scan_reads_across_pieces(tmp_path: Path) -> None:
    from vectorstore.scanning import scan

    big = tmp_path / "big"
    big.write_bytes(b"x" * ((1 << 22) - 5) + b"the phrase" + b"y" * 10)
    assert scan([big, tmp_path / "gone"], [b"the phrase"]) == [big]
    assert scan([big], [b"another", json.dumps("none").encode()]) == []
