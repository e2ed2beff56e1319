from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import cli
import samples
from commands.measure import NothingToMeasure, measure
from settings import Settings

FILE = "strathenney-2022-learning-review.pdf"


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """The samples' questions that one sample answers, and one that none does."""
    kept = []
    for line in samples.questions().read_text(encoding="utf-8").splitlines():
        files = {one["file"] for one in json.loads(line)["gold"]}
        if files == {FILE}:
            kept.append(line)
    nothing = {"id": "none", "kind": "unanswerable", "question": "How much is child benefit this year?", "gold": []}
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join([*kept, json.dumps(nothing)]), encoding="utf-8")
    return path


def test_a_home_is_measured_and_the_run_kept(home: Path, gold: Path) -> None:
    settings = Settings(home=home)
    run, changed = measure(settings, gold, None)
    assert changed == ()
    assert run["figures"]["quotes_verbatim_on_page"]["value"] == 1.0
    assert run["figures"]["passage_hit@10"]["value"] > 0
    assert run["library"]["files_missing"] == []
    assert [json.loads(path.read_text(encoding="utf-8"))["date"] for path in (home / "evaluations").iterdir()] == [
        run["date"]
    ]
    again, changed = measure(settings, gold, None)
    assert changed == (f"Since the run of {run['date']}:", "  nothing changed")
    assert again["questions"][0]["rank"] == run["questions"][0]["rank"]


def test_reports_are_measured_in_a_library_of_their_own(
    tmp_path: Path, gold: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reports, home = tmp_path / "reports", tmp_path / "home"
    reports.mkdir()
    shutil.copy(samples.folder() / FILE, reports)
    with pytest.raises(SystemExit) as ended:
        cli.main(["--home", str(home), "eval", str(gold), "--reviews", str(reports), "--json"])
    assert ended.value.code == 0
    run = json.loads(capsys.readouterr().out)
    assert run["library"]["reviews"] == 1
    assert run["changes"] == []
    assert [path.name for path in home.iterdir() if path.name != "logs"] == ["evaluations"]
    with pytest.raises(SystemExit):
        cli.main(["--home", str(home), "eval", str(gold), "--reviews", str(reports)])
    shown = capsys.readouterr().out
    assert "refusal_f1" in shown
    assert "nothing changed" in shown


def test_what_cannot_be_measured_is_said(tmp_path: Path, gold: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(NothingToMeasure, match="No report"):
        measure(Settings(home=tmp_path / "home"), gold, empty)
    broken = tmp_path / "broken.jsonl"
    broken.write_text("{}", encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        cli.main(["--home", str(tmp_path / "home"), "eval", str(broken), "--reviews", str(empty)])
    assert ended.value.code == 2
    assert "broken.jsonl, line 1" in capsys.readouterr().err
