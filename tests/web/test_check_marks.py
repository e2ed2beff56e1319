"""What is said beside the sources of old answers: what trainers found, and what became of the report since."""

from __future__ import annotations

from dataclasses import replace

import fakes

from desk.checks import Verdict, citation_keys, give
from desk.conversations import add_feedback


def test_what_became_of_a_report_is_said_and_nothing_of_a_current_one(client, library):
    current, earlier = library.versions("alder")
    cited = [f"{current.version} alder", f"{earlier.version} alder", f"{'0' * 12} alder", "nonsense", "", "a b c"]
    found = client.get("/source-states", params={"cited": cited}).json()
    assert current.current
    assert cited[0] not in found
    assert found[cited[1]] == "Quoted from an earlier version of the report"
    assert {found[one] for one in cited[2:]} == {"This report is not in the library any more"}


def test_a_withdrawn_report_is_said_to_be(client, library, monkeypatch):
    record = library.review("birch")
    withdrawn = replace(record, current=False, withdrawn=record.version)
    monkeypatch.setattr(library.made("birch"), "record", withdrawn)
    monkeypatch.setattr(type(library), "review", lambda self, review_id, version=None: withdrawn)
    found = client.get("/source-states", params={"cited": f"{record.version} birch"}).json()
    assert list(found.values()) == ["This report has been withdrawn from the library"]


def test_what_trainers_and_readers_said_is_found_for_kept_answers_only(client, desk, assistant):
    *_, answer = assistant.stream("How were fathers missed?")
    fakes.keep(desk, "t1", answer)
    keys = citation_keys(answer)
    for trainer, verdict in (("Ann", Verdict.SUPPORTED), ("Ben", Verdict.PARTLY)):
        give(desk, "t1", 2, keys[2], trainer=trainer, verdict=verdict, reason="why")
    give(desk, "t1", 1, keys[1], trainer="Ann", verdict=Verdict.SUPPORTED, reason="")
    add_feedback(desk, "browser:1", "t1", 3, "wrong citation", "")
    found = client.get("/source-marks", params={"turn": ["t1", "never"]}).json()
    assert found == {
        "t1": {
            "1": "Checked by a trainer: supported",
            "2": "Disputed: trainers differ on this source",
            "3": "Disputed: a reader has reported this source as wrong",
        }
    }
