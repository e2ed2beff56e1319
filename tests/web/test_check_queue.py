"""The queue of answers to check, asked for as a trainer's browser does: filters, pages, and the next answer."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import urlencode

import pytest

from desk.checks import Verdict, citation_keys, give
from desk.conversation_rows import TurnRow
from desk.conversations import add_feedback
from desk.kept import read_answer
from tests.desk.desking import keep
from web.check_queue import LISTED


@pytest.fixture
def client(client):
    client.post("/check/name", data={"name": "Ann"})
    return client


@pytest.fixture
def listed(client):
    """The questions on a page of the queue, in order."""

    def ask(**wanted):
        page = client.get("/check?" + urlencode(wanted)).text
        return [unescape(one) for one in re.findall(r"<h3><a [^>]*><bdi[^>]*>([^<]*)<", page)]

    return ask


def judge(desk, kept, trainer, *verdicts):
    """Give verdicts on an answer's citations in order; None leaves one out."""
    keys = citation_keys(read_answer(kept.answer))
    for n, verdict in enumerate(verdicts, 1):
        if verdict:
            give(desk, kept.turn_id, n, keys[n], trainer=trainer, verdict=verdict, reason="why")


YES, NO = Verdict.SUPPORTED, Verdict.NOT_SUPPORTED


def test_each_state_lists_its_answers(desk, listed):
    new = keep(desk, "t1", question="New?")
    begun = keep(desk, "t2", question="Begun?")
    done = keep(desk, "t3", question="Done?")
    second = keep(desk, "t4", question="Second?")
    differing = keep(desk, "t5", question="Differing?")
    keep(desk, "t6", question="Remarked?")
    judge(desk, begun, "Ann", YES)
    judge(desk, done, "Ann", YES, YES)
    judge(desk, second, "Ben", YES)
    judge(desk, differing, "Ann", YES, YES)
    judge(desk, differing, "Ben", None, NO)
    add_feedback(desk, "account:ann", "t6", 1, "wrong citation", "")
    assert new.feedback == ()
    assert listed(state="all") == ["Remarked?", "Differing?", "Second?", "Done?", "Begun?", "New?"]
    assert listed() == listed(state="unchecked") == ["Remarked?", "Second?", "Begun?", "New?"]
    assert listed(state="second") == ["Second?"]
    assert listed(state="disputed") == ["Remarked?", "Differing?"]
    assert listed(state="remarked") == ["Remarked?"]
    assert listed(state="nonsense", page="-1", since="soon") == listed()


def test_answers_are_limited_by_report_consent_and_day(desk, listed):
    keep(desk, "t1", question="Alder only?", reviews=("alder",))
    keep(desk, "t2", question="Both?", consent="answer")
    keep(desk, "t3", question="Old?", consent="policy")
    with desk.work() as session:
        session.get(TurnRow, "t3").kept_at = datetime(2020, 2, 29, 23, 59, tzinfo=UTC).isoformat(
            timespec="microseconds"
        )
    assert listed(review="birch") == ["Both?", "Old?"]
    assert listed(review="cedar") == []
    assert [listed(consent=one) for one in ("conversation", "answer", "policy")] == [
        ["Alder only?"],
        ["Both?"],
        ["Old?"],
    ]
    assert listed(since="2020-02-29", until="2020-02-29") == ["Old?"]
    assert listed(until="2020-02-28") == []
    tomorrow = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    assert listed(since="2020-03-01", until=tomorrow) == ["Both?", "Alder only?"]
    assert listed(since=tomorrow) == []


def test_every_answer_is_reached_page_by_page_with_the_filters_kept(desk, client, listed):
    count = 2 * LISTED + 3
    for i in range(count):
        keep(desk, f"t{i}", question=f"Question {i}?", reviews=("alder",) if i % 2 else ("alder", "birch"))
    wanted = [f"Question {i}?" for i in reversed(range(count))]
    assert listed(state="all") + listed(state="all", page=2) + listed(state="all", page=3) == wanted
    assert listed(state="all", page=4) == []
    page = client.get("/check?state=all&review=birch").text
    assert f"Answers 1 to {LISTED}, newest first; there are earlier ones" in page
    (earlier,) = re.findall(r'<a href="([^"]*)" rel="next">', page)
    after = client.get(unescape(earlier)).text
    assert f"Answers {LISTED + 1} to {(count + 1) // 2}, the earliest" in after
    assert 'rel="next"' not in after
    assert unescape(re.findall(r'<a href="([^"]*)" rel="prev">', after)[0]) == "/check?state=all&review=birch"


def test_the_next_answer_is_the_next_that_waits_going_round(desk, client):
    kept = [keep(desk, f"t{i}", question=f"Question {i}?") for i in range(4)]
    judge(desk, kept[1], "Ann", YES, YES)

    def after(turn):
        return client.get(f"/check/{turn}/next", follow_redirects=False).headers["location"]

    assert [after(turn) for turn in ("t3", "t2", "t0")] == ["/check/t2", "/check/t0", "/check/t3"]
    for one in (kept[0], kept[2]):
        judge(desk, one, "Ann", YES, NO)
    assert after("t3") == "/check?finished=yes"
    assert "There is no other answer left for you to check." in client.get("/check/t3/next").text
