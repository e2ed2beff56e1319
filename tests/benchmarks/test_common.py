from __future__ import annotations

import argparse
import json
import math
import sys
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import common

spans = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=6)
scores = st.lists(st.integers(0, 5).map(float), min_size=1, max_size=8)


def characters(given_spans: list[tuple[int, int]]) -> set[int]:
    return {place for start, end in given_spans for place in range(start, end)}


@given(spans, spans)
def test_spans_are_sets_of_characters(one: list[tuple[int, int]], other: list[tuple[int, int]]) -> None:
    assert common.size(one) == len(characters(one))
    assert common.common(one, other) == len(characters(one) & characters(other))
    assert characters(common.union(one)) == characters(one)


@given(scores, scores)
def test_auroc_counts_pairs(positive: list[float], negative: list[float]) -> None:
    won = sum((a > b) + (a == b) / 2 for a, b in product(positive, negative))
    assert common.auroc(positive, negative) == pytest.approx(won / (len(positive) * len(negative)))


def test_ndcg_and_recall_by_hand() -> None:
    grades = {"a": 2, "b": 1, "c": 0, "far": 1}
    best = 2 + 1 / math.log2(3) + 1 / math.log2(4)
    assert common.ndcg(["c", "a", "x", "b"], grades) == pytest.approx((2 / math.log2(3) + 1 / math.log2(5)) / best)
    assert common.ndcg(["a", "b", "far"], grades) == pytest.approx(1.0)
    assert common.ndcg(["a"], {}) == 0.0
    assert common.ndcg(["x"] * 10 + ["a"], {"a": 1}) == 0.0
    assert common.recall(["c", "a", "b"], grades, 2) == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("one", "other", "f1"),
    [("How much is it?", "how MUCH is it", 1.0), ("a b", "b c", 0.5), ("a a", "a", 2 / 3), ("a", "b", 0), ("", "", 1)],
)
def test_token_f1(one: str, other: str, f1: float) -> None:
    assert common.token_f1(one, other) == pytest.approx(f1)


def test_a_sample_is_the_same_again_and_in_order() -> None:
    drawn = common.sample(range(100), 10)
    assert list(drawn) == sorted(set(drawn)) == list(common.sample(range(100), 10))
    assert len(drawn) == 10
    assert common.sample(range(3), 10) == range(3)


def test_an_interval_lies_around_its_mean() -> None:
    got = common.with_interval([0.0, 1.0] * 50)
    assert (got["low"], got["high"]) == pytest.approx((0.4, 0.6), abs=0.02)
    assert (got["mean"], got["items"]) == (0.5, 100)


def test_percentile_takes_a_value_that_is_there() -> None:
    assert common.percentile([30, 10, 20], 0.95) == 20
    assert common.percentile(list(range(1, 101)), 0.95) == 95


def test_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    parser = common.arguments("What.", "where")

    def measure(options: argparse.Namespace) -> dict[str, object]:
        return {"limit": options.limit, "inner": {"value": 0.5}}

    monkeypatch.setattr(sys, "argv", ["x", str(tmp_path), "--limit", "3", "--json"])
    common.run(parser, measure)
    assert json.loads(capsys.readouterr().out)["inner"] == {"value": 0.5}
    monkeypatch.setattr(sys, "argv", ["x", str(tmp_path)])
    common.run(parser, measure)
    assert "inner:\n  value: 0.5\n" in capsys.readouterr().out
    monkeypatch.setattr(sys, "argv", ["x", str(tmp_path / "none")])
    with pytest.raises(SystemExit):
        common.run(parser, measure)
    assert "there is no folder" in capsys.readouterr().err
