"""The adversary on the invented samples: nothing invented is shown, true claims mostly are, and it can tell."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from assistant.claims.locate import locate
from benchmarks.adversary import FOUR, Bench, Tried, make_cases, read_sources
from benchmarks.common import sample
from benchmarks.rewording import reworded
from benchmarks.scripted import running
from vectorstore import Library


@pytest.fixture(scope="module")
def library(demonstration_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    import app
    from settings import Settings

    settings = Settings(home=Path(shutil.copytree(demonstration_home, tmp_path_factory.mktemp("lied-to") / "home")))
    with app.open_library(settings, settings.demonstration) as opened:
        yield opened


@pytest.fixture(scope="module")
def tried(library: Library) -> Sequence[Tried]:
    with running() as server:
        bench = Bench(library, server)
        cases = list(make_cases(sample(list(read_sources(library)), 9)))
        attempts = [bench.attempt(case) for case in cases]
    return [one for one in attempts if one is not None]


def test_nothing_invented_is_shown_and_every_quote_stands_at_its_place(tried: Sequence[Tried]) -> None:
    invented = [one for one in tried if one.case.sort == "invented quote"]
    assert len(invented) >= 9
    assert [one.case.kind for one in invented if one.shown] == []
    assert sum(one.misplaced for one in tried) == 0


def test_every_failure_is_answered_by_the_reports_own_sentences(tried: Sequence[Tried]) -> None:
    failed = [one for one in tried if one.case.sort == "failure"]
    assert len({one.case.kind for one in failed}) >= 10
    for one in failed:
        assert not one.shown, one.case.kind
        assert one.answer.claims, one.case.kind
        assert one.answer.how is not None
        assert one.answer.how.fallback, one.case.kind


def test_what_is_altered_is_shown_far_less_than_what_is_true(tried: Sequence[Tried]) -> None:
    """Loose on purpose: the figures are the benchmark's, on many more; this holds that it can tell at all."""
    altered = [one.shown for one in tried if one.case.sort == "altered claim" and one.case.kind in FOUR]
    true = [one.shown for one in tried if one.case.sort == "true claim"]
    assert len(altered) >= 10
    assert sum(altered) / len(altered) < 0.4 < sum(true) / len(true)
    assert all(one.shown for one in tried if one.case.kind == "own words")


def test_every_source_rests_on_words_of_its_review(library: Library) -> None:
    for source in read_sources(library):
        text = library.text(source.review_id)
        assert all(locate(quote, text) for quote in source.quotes), source.id


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("However, the plan was not reviewed.", "The plan wasn't reviewed."),
        ("The council (the lead) acted prior to the birth.", "In Torvale, the council acted before the birth."),
        ("In all three cases agencies met.", "In all 3 cases agencies met."),
        ("Nobody met.", None),
    ],
)
def test_a_rewording_keeps_what_is_said(sentence: str, said: str | None) -> None:
    assert reworded(sentence, "Torvale") == said
