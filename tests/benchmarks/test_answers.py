"""The tutorial pipeline's answers and everybody's speed, on two of the samples."""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

import samples
from benchmarks import speed, tutorial
from desk.gold import read_gold

FILES = ("strathenney-2022-learning-review.pdf", "calderstow-2021-cspr.html")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two samples with their details, and beside their folder the questions about them."""
    reports = tmp_path / "reports"
    reports.mkdir()
    for name in (*FILES, "manifest.csv"):
        shutil.copy(samples.folder() / name, reports / name)
    lines = samples.questions().read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if {one["file"] for one in json.loads(line)["gold"]} <= set(FILES)]
    (tmp_path / "questions.jsonl").write_text("\n".join(kept), encoding="utf-8")
    return reports


def test_the_tutorial_pipeline_is_scored_as_the_product_is(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "answers.jsonl"
    got: dict[str, Any] = tutorial.measure(argparse.Namespace(folder=folder, gold=None, limit=None, out=out))
    questions = read_gold(tmp_path / "questions.jsonl")
    answers = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [one["id"] for one in answers] == [one.id for one in questions]
    assert got["reports"] == 2
    assert got["figures"]["passage_hit@10"]["value"] > 0.5
    assert got["figures"]["quotes_verbatim_on_page"]["value"] == 1.0
    cited = [one for answer in answers for one in answer["citations"]]
    assert {one["file"] for one in cited} == set(FILES)
    assert all(one["page"] is None for one in cited if one["file"].endswith(".html"))
    assert len({one["page"] for one in cited if one["file"].endswith(".pdf")}) > 1
    assert all(len(one["quote"].split()) <= tutorial.QUOTE_WORDS for one in cited)


def test_a_folder_without_questions_says_so(tmp_path: Path) -> None:
    (tmp_path / "a" / "b" / "c").mkdir(parents=True)
    with pytest.raises(FileNotFoundError):
        tutorial.find_gold(tmp_path / "a" / "b" / "c")


def test_speed(folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("REVIEW_LESSONS_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(speed, "ASKERS", 2)
    got: dict[str, Any] = speed.measure(argparse.Namespace(folder=folder, gold=None, limit=3, home=None))
    assert got["questions"] == 3
    assert 0 < got["product"]["p50_ms"] <= got["product"]["p95_ms"] * 1.01
    assert got["product_to_tutorial"] == pytest.approx(got["product"]["p50_ms"] / got["tutorial"]["p50_ms"], abs=0.05)
    assert got["2_at_once"]["p95_ms"] > 0
    assert not (tmp_path / "home").exists()


def test_everybody_asks_everything() -> None:
    asked: list[str] = []
    questions = read_gold(samples.questions())[:4]
    times = speed.at_once(lambda question: asked.append(question.id), questions, 3)
    assert sorted(asked) == sorted(3 * [question.id for question in questions])
    assert len(times) == 12
