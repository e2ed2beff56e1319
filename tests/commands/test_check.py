"""From a checked answer to a measured assistant: asked, judged on the check pages, exported, and asked again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import cli
import web
from assistant import Answer, Assistant
from desk.conversations import add_feedback, keep_turn
from desk.database import Desk
from settings import Settings
from vectorstore import Filters, Library
from web.stored import Put, put_away

ASKED = "What did inspectors say about return home interviews?"
LIMITED = "What should be done about a bruise on a baby who is too young to crawl?"


def run(*words: object) -> int:
    with pytest.raises(SystemExit) as ended:
        cli.main([str(word) for word in words])
    assert isinstance(ended.value.code, int)
    return ended.value.code


def keep(desk: Desk, turn: str, answer: Answer, ticked: Filters | None = None) -> None:
    """Keep an answer as the ask page does where its asker agreed."""
    stored = put_away(Put(turn, answer, (ticked or Filters()).as_json()))
    keep_turn(
        desk,
        f"of {turn}",
        None,
        stored,
        turn_id=turn,
        owner="browser:1",
        consent="conversation",
        library_version="0" * 12,
    )


def judge(client: TestClient, name: str, turn: str, verdicts: dict[int, str]) -> None:
    """Give verdicts as a trainer's browser sends them."""
    client.post("/check/name", data={"name": name})
    for n, verdict in verdicts.items():
        sent = client.post(f"/check/{turn}/{n}", data={"verdict": verdict, "reason": "Seen."}, follow_redirects=False)
        assert sent.status_code == 303


@pytest.fixture
def checked(home: Path) -> tuple[Path, Answer]:
    """A home in which two trainers have judged two answers; the home and the first answer."""
    folder = home / "demonstration"
    with Library.open(folder) as library, Desk.opened(folder) as desk:
        assistant = Assistant(library)
        app = web.build_app(library, assistant, Settings(home=home), desk=desk, hosts=["testserver"])
        first = assistant.ask(ASKED)
        assert len(first.citations) >= 2
        keep(desk, "t1", first)
        ticked = Filters.parse(["kind=scr"])
        keep(desk, "t2", assistant.ask(LIMITED, filters=ticked), ticked)
        keep(desk, "t3", assistant.ask("What did the reviews find about home education?"))
        with TestClient(app, headers={"Sec-Fetch-Site": "same-origin"}) as client:
            judge(client, "Ann", "t1", {1: "supported", 2: "supported"})
            judge(client, "Ben", "t1", {2: "not supported"})
            judge(client, "Ann", "t2", {1: "supported"})
            judge(client, "Ann", "t3", {1: "supported"})
        add_feedback(desk, "browser:1", "t3", 1, "wrong citation", "")
    return home, first


def test_checked_answers_are_measured_with(
    checked: tuple[Path, Answer], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home, first = checked
    gold = tmp_path / "gold.jsonl"
    assert run("--home", home, "check", "export", "--out", gold) == 0
    assert f"2 gold questions in {gold}" in capsys.readouterr().err
    lines = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    assert [line["question"] for line in lines] == [ASKED, LIMITED]  # what a reader reported is no gold
    assert [one["quote"] for one in lines[0]["gold"]] == [first.citations[0].quote]  # nor what trainers differ on
    assert (lines[1]["kind"], lines[1]["filters"], lines[1]["ticked"]) == ("filter", {"kind": "scr"}, {"kind": "scr"})
    assert run("--home", home, "eval", gold, "--json") == 0
    measured = json.loads(capsys.readouterr().out)
    assert measured["library"]["files_missing"] == []
    assert len(measured["questions"]) == 2
    # The same assistant, asked within the same limits, cites again what was found right.
    assert [one["cited"] for one in measured["questions"]] == [True, True]
    assert measured["figures"]["filters_obeyed"]["value"] == 1.0


def test_the_export_can_be_read_from_standard_output(
    checked: tuple[Path, Answer], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--home", checked[0], "check", "export") == 0
    shown = capsys.readouterr()
    assert [json.loads(line)["question"] for line in shown.out.splitlines()] == [ASKED, LIMITED]
    assert "2 gold questions." in shown.err


def test_without_a_supported_source_there_is_nothing_to_export(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--home", home, "check", "export", "--out", tmp_path / "gold.jsonl") == 1
    assert "nothing to measure with yet" in capsys.readouterr().err
    assert not (tmp_path / "gold.jsonl").exists()
    assert run("--home", home, "check", "export", "--out", tmp_path / "none" / "gold.jsonl") == 2
