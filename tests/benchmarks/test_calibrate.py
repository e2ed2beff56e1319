"""The decide step's calibration: the fit, the folds, the figures, and the whole way on the samples."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import samples
from assistant.decide import decide_model
from benchmarks import calibrate
from benchmarks.calibrate import MEASURES, Measured, cross_validated, figures, fit, probabilities, write_model
from benchmarks.logistic import fit_logistic, folds
from benchmarks.reliability import Bin, draw, table
from benchmarks.relocate import Question
from desk.gold import read_gold

DRAWS = np.random.default_rng(1)


def made(number: int, late: float, why: str = "", **more: float) -> Measured:
    measures: Mapping[Any, float] = {name: more.get(name, 0.0) for name in MEASURES} | {"late": late}
    return Measured(f"q-{number}", f"review-{number % 20}", why, measures, 8 + number % 9)


@pytest.fixture
def measured() -> list[Measured]:
    """Answerable questions are met more closely; some of the others have a topic that no text names."""
    yes = [made(n, float(0.6 + 0.1 * DRAWS.standard_normal())) for n in range(120)]
    no = [
        made(n, float(0.45 + 0.1 * DRAWS.standard_normal()), "uncovered_topic", topic=float(n % 3 == 0))
        for n in range(120, 160)
    ]
    return yes + no


def test_the_fit_finds_the_weights_that_made_the_data() -> None:
    columns = DRAWS.standard_normal((20_000, 2)) * (1.0, 5.0)
    chance = 1 / (1 + np.exp(-(0.5 + columns @ np.array([2.0, -0.3]))))
    model = fit_logistic(columns, DRAWS.random(20_000) < chance)
    assert model.bias == pytest.approx(0.5, abs=0.1)
    assert list(model.weights) == pytest.approx([2.0, -0.3], abs=0.1)


def test_a_column_that_never_changes_weighs_nothing_and_parted_classes_stay_finite() -> None:
    columns = np.array([[1.0, 3.0], [2.0, 3.0], [8.0, 3.0], [9.0, 3.0]])
    model = fit_logistic(columns, np.array([False, False, True, True]))
    assert model.weights[1] == 0
    assert 0 < model.weights[0] < 5
    assert list(model.probabilities(columns) > 0.5) == [False, False, True, True]


@given(st.lists(st.sampled_from("abcdefghijkl"), min_size=1, max_size=80), st.integers(2, 10))
def test_a_group_stands_in_one_fold(groups: list[str], count: int) -> None:
    fold = folds(groups, count, 7)
    assert len({(group, int(own)) for group, own in zip(groups, fold, strict=True)}) == len(set(groups))
    assert set(fold) <= set(range(count))
    assert list(fold) == list(folds(groups, count, 7))


def test_cross_validation_never_sees_the_review_it_judges(measured: list[Measured]) -> None:
    sure = cross_validated(measured, 0.5)
    truth = np.array([one.answerable for one in measured])
    assert sure[truth].mean() > 0.75 > 0.6 > sure[~truth].mean()
    # A measurement that is true of one review only says nothing about it when that review is left out.
    telling = [
        Measured(one.id, one.about, one.why, {**(one.measures or {}), "judgement": 1.0}, one.pieces)
        if one.why and one.about == "review-3"
        else one
        for one in measured
    ]
    own = np.array([bool(one.why) and one.about == "review-3" for one in measured])
    assert cross_validated(telling, 0.5)[own] == pytest.approx(sure[own], abs=0.02)
    assert (probabilities(fit(telling, 0.5), telling)[own] < sure[own]).all()


def test_the_written_model_says_the_same_as_the_fitted_one(measured: list[Measured], tmp_path: Path) -> None:
    model = fit(measured, 0.5)
    write_model(model, "a test", tmp_path / "decide.json")
    read = json.loads((tmp_path / "decide.json").read_text(encoding="utf-8"))
    one = measured[0]
    values = dict(one.measures or {})
    values["late"] -= read["expected"][0] + read["expected"][1] * math.log(1 + one.pieces)
    total = read["bias"] + sum(read["weights"][name] * value for name, value in values.items())
    assert 1 / (1 + math.exp(-total)) == pytest.approx(float(probabilities(model, [one])[0]), abs=0.001)


def test_figures_count_what_a_rule_settles() -> None:
    weighed = [made(1, 0.7), made(2, 0.6), made(3, 0.3, "false_premise"), made(4, 0.2, "off_topic")]
    settled = [Measured("r-1", "a", "absent_authority", None), Measured("r-2", "a", "", None)]
    got: dict[str, Any] = figures(weighed + settled, np.array([0.9, 0.4, 0.6, 0.1]), 0.5)
    assert got["settled_by_rule"] == {"answerable": 1, "unanswerable": 1}
    assert got["auroc"] == 0.75
    assert got["brier"] == pytest.approx((0.01 + 0.36 + 0.36 + 0.01) / 4)
    assert got["false_refusals"] == pytest.approx(2 / 3, abs=0.001)
    assert {why: row["share"] for why, row in got["caught"].items()} == {
        "absent_authority": 1.0,
        "false_premise": 0.0,
        "off_topic": 1.0,
    }


def test_the_table_holds_every_question_once() -> None:
    sure = np.array([0.0, 0.05, 0.4, 0.93, 1.0])
    bins = table(sure, np.array([False, False, True, True, True]))
    assert sum(one.count for one in bins) == 5
    assert bins[0] == Bin(0.0, 0.1, 2, 0.025, 0.0)
    assert bins[-1].count == 2
    low, high = Bin(0, 1, 10, 0.5, 0.5).interval
    assert (low, high) == pytest.approx((0.2366, 0.7634), abs=0.0001)
    picture = draw(bins)
    assert picture.count("<circle") == len(bins)
    assert 'role="img"' in picture
    assert "<title>" in picture


def test_the_product_uses_a_model_of_these_measurements() -> None:
    assert set(decide_model().weights) == set(MEASURES)
    assert 0 < decide_model().threshold < 1
    assert "calibrate.py" in json.loads(calibrate.MODEL.read_text(encoding="utf-8"))["origin"]


def test_the_whole_way_on_the_samples(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gold = read_gold(samples.questions())
    asked: list[Question] = [
        {
            "id": one.id,
            "kind": one.kind,
            "question": one.question,
            "history": [{"role": turn.role, "content": turn.content} for turn in one.history],
            "standalone": "",
            "filters": {},
            "note": "" if one.gold else "off_topic",
            "gold": [],
        }
        for one in gold
    ]
    monkeypatch.setattr(calibrate, "read_questions", lambda: asked)
    monkeypatch.setattr(calibrate, "MODEL", tmp_path / "decide.json")
    monkeypatch.setattr(calibrate, "PICTURE", tmp_path / "reliability.svg")
    monkeypatch.setattr(sys, "argv", ["calibrate", "--home", str(home), "--write", "--json"])
    calibrate.main()
    got = json.loads(capsys.readouterr().out)
    weighed, settled = got["weighed"], got["settled_by_rule"]
    assert sum(weighed.values()) + sum(settled.values()) == got["questions"] == len(gold)
    assert (tmp_path / "reliability.svg").read_text(encoding="utf-8").startswith("<svg")
    assert set(json.loads((tmp_path / "decide.json").read_text(encoding="utf-8"))["weights"]) == set(MEASURES)


def test_without_a_library_it_says_what_to_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["calibrate"])
    with pytest.raises(SystemExit):
        calibrate.main()
    assert "--reviews" in capsys.readouterr().err
