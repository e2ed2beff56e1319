"""Kept conversations: what is kept, whose it is, and that it ends when it should."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from desk import conversations as kept
from desk.database import DATABASE_FILE, Desk


@pytest.fixture
def desk(tmp_path):
    opened = Desk.open(tmp_path)
    yield opened
    opened.close()


def citation(n, review_id, quote):
    return {"n": n, "review_id": review_id, "version": "0" * 12, "start": 0, "end": len(quote), "quote": quote}


def answer(question="How were fathers missed?"):
    cited = [citation(1, "alder", "Nobody asked the father."), citation(2, "birch", "He was never invited.")]
    return {
        "status": "answered",
        "question": question,
        "filters": {},
        "answer": "“Nobody asked the father.” [1] “He was never invited.” [2]",
        "claims": [{"text": c["quote"], "citations": [c["n"]], "checked": "verbatim"} for c in cited],
        "citations": cited,
        "passages": [{"review_id": "cedar", "text": "Nearby words."}],
        "notices": [],
        "layout": [
            {"kind": "lead_in", "text": "Alder, 2024:", "claim": None},
            {"kind": "claim", "text": "Nobody asked the father.", "claim": 0},
            {"kind": "lead_in", "text": "Birch, 2019:", "claim": None},
            {"kind": "claim", "text": "He was never invited.", "claim": 1},
        ],
    }


def keep(desk, turn, *, conversation="c1", owner="account:ann", asker="ann", consent="conversation", **given):
    made = answer(**given)
    return kept.keep_turn(
        desk, conversation, asker, made, turn_id=turn, owner=owner, consent=consent, library_version="v1"
    )


def test_a_kept_turn_is_read_back_whole(desk):
    assert keep(desk, "t1") == "t1"
    (one,) = kept.kept_answers(desk)
    assert one.answer == answer()
    assert (one.asker, one.consent, one.library_version, one.number) == ("ann", "conversation", "v1", 1)
    assert abs(datetime.now(UTC) - one.kept_at) < timedelta(minutes=1)
    assert kept.kept_answer(desk, "t1") == one
    assert kept.kept_answer(desk, "t2") is None


def test_keeping_again_changes_nothing(desk):
    keep(desk, "t1")
    keep(desk, "t1", question="Something else")
    assert [a.question for a in kept.kept_answers(desk)] == ["How were fathers missed?"]


def test_answers_are_found_by_what_they_are(desk):
    keep(desk, "t1")
    keep(desk, "t2", conversation="c2", owner="browser:x", asker=None, consent="answer", question="Second?")
    kept.add_feedback(desk, "browser:x", "t2", 1, "wrong citation", "not this page")

    def found(**wanted):
        return [a.turn_id for a in kept.kept_answers(desk, **wanted)]

    assert found() == ["t2", "t1"]
    assert found(asker="ann") == ["t1"]
    assert found(consent="answer") == ["t2"]
    assert found(with_feedback=True) == ["t2"]
    assert found(with_feedback=False) == ["t1"]
    assert found(review_id="birch") == ["t2", "t1"]
    assert found(review_id="cedar") == []
    assert found(since=datetime.now(UTC) + timedelta(hours=1)) == []
    assert found(until=datetime.now(UTC) + timedelta(hours=1), limit=1, offset=1) == ["t1"]


def test_a_conversation_is_its_askers_alone(desk):
    keep(desk, "t1")
    for attempt in (
        lambda: keep(desk, "t9", owner="account:bob"),
        lambda: kept.rename(desk, "account:bob", "c1", "Mine"),
        lambda: kept.delete_conversation(desk, "account:bob", "c1"),
        lambda: kept.conversation_turns(desk, "account:bob", "c1"),
        lambda: kept.add_feedback(desk, "account:bob", "t1", None, "unclear", ""),
        lambda: keep(desk, "t1", conversation="c7", owner="account:bob"),
    ):
        with pytest.raises(kept.NotYours):
            attempt()
    assert kept.conversations(desk, "account:bob") == ()
    assert [c.turns for c in kept.conversations(desk, "account:ann")] == [1]


def test_a_list_is_renamed_and_deleted_by_its_asker(desk):
    keep(desk, "t1")
    keep(desk, "t2", question="And then?")
    (one,) = kept.conversations(desk, "account:ann")
    assert (one.name, one.turns) == ("How were fathers missed?", 2)
    kept.rename(desk, "account:ann", "c1", "  Fathers   for training ")
    kept.rename(desk, "account:ann", "c1", "  ")
    assert kept.conversations(desk, "account:ann")[0].name == "Fathers for training"
    assert [t.question for t in kept.conversation_turns(desk, "account:ann", "c1")] == [
        "How were fathers missed?",
        "And then?",
    ]
    kept.delete_conversation(desk, "account:ann", "c1")
    assert kept.kept_answers(desk) == ()


def test_what_an_asker_says_again_takes_the_place_of_the_first(desk):
    keep(desk, "t1")
    kept.add_feedback(desk, "account:ann", "t1", None, "unclear", "a")
    kept.add_feedback(desk, "account:ann", "t1", None, "missing something", " b ")
    kept.add_feedback(desk, "account:ann", "t1", 2, "wrong citation", "c")
    (one,) = kept.kept_answers(desk)
    assert [(f.citation, f.verdict, f.note) for f in one.feedback] == [
        (None, "missing something", "b"),
        (2, "wrong citation", "c"),
    ]


def test_consent_is_off_until_given_and_can_be_taken_back(desk):
    assert not kept.consents(desk, "account:ann")
    kept.set_consent(desk, "account:ann", True)
    assert kept.consents(desk, "account:ann")
    assert not kept.consents(desk, "account:bob")
    kept.set_consent(desk, "account:ann", False)
    assert not kept.consents(desk, "account:ann")


def test_kept_turns_end_after_their_days(desk):
    keep(desk, "old", conversation="c1")
    keep(desk, "new", conversation="c2")
    with desk.work() as session:
        session.execute(text("UPDATE turn SET kept_at = '2020-01-01T00:00:00.000000+00:00' WHERE id = 'old'"))
    assert kept.expire(desk, 30) == 1
    assert [c.conversation_id for c in kept.conversations(desk, "account:ann")] == ["c2"]
    assert kept.expire(desk, 30) == 0


def test_an_erased_review_leaves_no_word_in_the_desk(desk, tmp_path):
    keep(desk, "t1")
    kept.add_feedback(desk, "account:ann", "t1", 1, "wrong citation", "Nobody asked the father is not there")
    assert kept.forget(desk, "alder") == 1
    (one,) = kept.kept_answers(desk)
    assert [c["n"] for c in one.answer["citations"]] == [2]
    assert one.answer["layout"] == [
        {"kind": "lead_in", "text": "Birch, 2019:", "claim": None},
        {"kind": "claim", "text": "He was never invited.", "claim": 0},
    ]
    assert "erased" in one.answer["notices"][0]
    assert one.feedback[0].note == ""
    assert kept.kept_answers(desk, review_id="alder") == ()
    assert kept.forget(desk, "cedar") == 1
    assert kept.kept_answers(desk)[0].answer["passages"] == []
    desk.close()
    for file in tmp_path.glob(DATABASE_FILE + "*"):
        assert b"Nobody asked the father" not in file.read_bytes()


def test_the_desks_key_is_made_once(desk):
    assert kept.sealing_key(desk) == kept.sealing_key(desk)
    assert len(kept.sealing_key(desk)) == 32
