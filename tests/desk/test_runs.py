from __future__ import annotations

import json
from pathlib import Path

from assistant.model import Answer, Status
from desk import Evaluated, GoldQuestion, Runs, changes, evaluate, run_record, table
from desk.gold import GoldPassage
from tests.desk.making import FATHERS, HOMES, Scripted, Shelf, answer, cite, find

WHO = GoldQuestion("q-1", "single", "Who?", gold=(GoldPassage("fathers.pdf", 2, FATHERS),))
HOME = GoldQuestion(
    "q-2", "single", "Where?", gold=(GoldPassage("homes.pdf", 1, HOMES), GoldPassage("gone.pdf", 1, "x"))
)
NOTHING = GoldQuestion("q-3", "unanswerable", "How much?")
SHELF = Shelf()
RIGHT = answer(citations=[cite(SHELF, "fathers.pdf", FATHERS)], passages=[find("fathers.pdf", FATHERS)])


def measured(answers: dict[str, Answer | Exception], heard: list[int] | None = None) -> Evaluated:
    told = heard if heard is not None else []
    return evaluate(Scripted(answers), SHELF, [WHO, HOME, NOTHING], lambda: told.append(1))


def gold_file(tmp_path: Path) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_text("the questions\n", encoding="utf-8")
    return path


def test_a_question_that_fails_counts_as_wrong_and_the_rest_go_on() -> None:
    told: list[int] = []
    got = measured({"Who?": RuntimeError("broken"), "Where?": answer(), "How much?": answer(Status.NO_EVIDENCE)}, told)
    assert got.failed == ("q-1",)
    assert [one.refused for one in got.outcomes] == [True, False, True]
    assert got.figures["refusal_recall"].value == 1.0
    assert got.missing == ("gone.pdf",)
    assert len(told) == 3


def test_a_run_is_kept_and_found_again_by_its_questions(tmp_path: Path) -> None:
    run = run_record(
        measured({"Who?": RIGHT, "Where?": answer(), "How much?": answer()}), gold_file(tmp_path), {"encoder": "x"}
    )
    runs = Runs(tmp_path / "home" / "evaluations")
    assert runs.latest(run["gold"]["sha256"]) is None
    first, second = runs.keep(run), runs.keep(run | {"settings": {"encoder": "y"}})
    assert first != second
    (tmp_path / "home" / "evaluations" / "9999.json").write_text("{broken", encoding="utf-8")
    assert runs.latest("another") is None
    latest = runs.latest(run["gold"]["sha256"])
    assert latest is not None
    assert latest["settings"] == {"encoder": "y"}
    assert json.loads(first.read_text(encoding="utf-8"))["questions"][0]["cited"] is True


def test_what_changed_is_said(tmp_path: Path) -> None:
    gold = gold_file(tmp_path)
    before = run_record(
        measured({"Who?": RIGHT, "Where?": answer(), "How much?": answer()}), gold, {"reranker": "none"}
    )
    assert changes(before, before)[1:] == ("  nothing changed",)
    found = answer(citations=[cite(SHELF, "homes.pdf", HOMES)], passages=[find("homes.pdf", HOMES)])
    now = run_record(
        measured({"Who?": answer(), "Where?": found, "How much?": answer(Status.OUT_OF_SCOPE)}), gold, {"reranker": "m"}
    )
    said = "\n".join(changes(before, now))
    assert "reranker: none before, m now" in said
    assert "refusal_f1: 0.000 before, 1.000 now" in said
    assert "now settled rightly: q-2, q-3" in said
    assert "no longer settled rightly: q-1" in said
    assert "now found among the first five: q-2" in said
    other = run_record(evaluate(Scripted({"How much?": answer()}), Shelf({}), [NOTHING], lambda: None), gold, {})
    assert "the library holds other reviews" in "\n".join(changes(before, other))


def test_the_table_shows_every_figure_with_its_interval(tmp_path: Path) -> None:
    evaluated = measured({"Who?": RIGHT, "Where?": RuntimeError(), "How much?": answer(Status.NO_EVIDENCE)})
    shown = "\n".join(table(run_record(evaluated, gold_file(tmp_path), {})))
    for name in evaluated.figures:
        assert name in shown
    assert "3 questions of gold.jsonl; 2 reviews" in shown
    assert "0.00 to 1.00" in shown
    assert "lacks 1 of the gold passages' files" in shown
    assert "Ended in an error" in shown
    assert "median 10 ms" in shown
