"""Checks: verdicts, blindness, undoing, disputes, and agreement beyond chance."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk import conversations
from desk.agreement import Agreement, cohen, pooled
from desk.checks import (
    CheckError,
    CheckStatus,
    Verdict,
    agreements,
    all_checks,
    checks_of,
    citation_keys,
    forget,
    give,
    shown_to,
    standing,
    statuses,
    undo,
)
from desk.database import DATABASE_FILE, Desk
from desk.kept import read_answer
from tests.desk.desking import answer_json, keep

VERDICTS = st.sampled_from([verdict.value for verdict in Verdict])


@pytest.fixture
def desk(tmp_path):
    opened = Desk.open(tmp_path)
    yield opened
    opened.close()


def keys(**given):
    return citation_keys(read_answer(answer_json(**given)))


def judge(desk, trainer, verdict, n=1, turn="t1", reason="because", **given):
    return give(desk, turn, n, keys(**given)[n], trainer=trainer, verdict=verdict, reason=reason)


# Kappa


@given(st.lists(st.tuples(VERDICTS, VERDICTS), max_size=60))
def test_kappa_is_symmetric_and_never_above_one_or_below_minus_one(pairs):
    there, back = cohen(pairs), cohen([(b, a) for a, b in pairs])
    assert there == back
    if there.kappa is None:
        assert not pairs or len({verdict for pair in pairs for verdict in pair}) == 1
    else:
        assert -1 <= there.kappa <= 1 + 1e-12
        assert (there.kappa > 1 - 1e-12) == all(a == b for a, b in pairs)


@given(st.lists(st.lists(st.tuples(VERDICTS, VERDICTS), min_size=1, max_size=20), min_size=1, max_size=5))
def test_pooled_kappa_weighs_every_shared_item(groups):
    together = pooled(cohen(pairs) for pairs in groups)
    assert together.n == sum(map(len, groups))
    assert together.observed == pytest.approx(sum(a == b for pairs in groups for a, b in pairs) / together.n)
    assert together.kappa is None or together.kappa <= 1 + 1e-12


def test_kappa_of_a_table_worked_by_hand():
    """20 of both yes, 15 of both no, 5 and 10 apart: observed 0.7, expected 0.5, kappa 0.4."""
    pairs = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
    found = cohen(pairs)
    assert (found.n, found.observed, found.expected) == (50, 0.7, 0.5)
    assert found.kappa == pytest.approx(0.4)


def test_kappa_is_undefined_without_items_or_without_variation():
    assert cohen([]).kappa is None
    assert cohen([("supported", "supported")] * 9).kappa is None
    assert pooled([]).kappa is None
    assert pooled([cohen([("supported", "supported")])]).kappa is None
    assert pooled([Agreement(0, 0, 0), cohen([("a", "a"), ("b", "b")])]).kappa == 1


# Verdicts


def test_a_verdict_is_kept_with_its_reason_and_who_gave_it(desk):
    keep(desk, "t1")
    made = judge(desk, "ann", Verdict.PARTLY, reason="  Only of one visit. ")
    (kept,) = all_checks(desk)
    assert kept == made
    assert (kept.trainer, kept.verdict, kept.reason, kept.answer, kept.n) == (
        "ann", Verdict.PARTLY, "Only of one visit.", "t1", 1,
    )  # fmt: skip


def test_only_supported_needs_no_reason(desk):
    keep(desk, "t1")
    judge(desk, "ann", Verdict.SUPPORTED, reason="")
    for verdict in set(Verdict) - {Verdict.SUPPORTED}:
        with pytest.raises(CheckError, match="why"):
            judge(desk, "ben", verdict, reason="  ")
    with pytest.raises(CheckError, match="2,000"):
        judge(desk, "ben", Verdict.PARTLY, reason="x" * 2001)
    assert len(all_checks(desk)) == 1


def test_the_same_verdict_sent_twice_is_taken_once(desk):
    keep(desk, "t1")
    assert judge(desk, "ann", Verdict.PARTLY) == judge(desk, "ann", Verdict.PARTLY)
    assert len(all_checks(desk)) == 1


def test_nobody_sees_anothers_verdict_before_giving_their_own(desk):
    keep(desk, "t1")
    judge(desk, "ann", Verdict.PARTLY)
    key = keys()[1]
    checks = checks_of(desk, [key])[key]
    assert shown_to("ben", checks) == ()
    judge(desk, "ben", Verdict.SUPPORTED)
    checks = checks_of(desk, [key])[key]
    assert [check.trainer for check in shown_to("ben", checks)] == ["ann", "ben"]
    undo(desk, "t1", "ben")
    checks = checks_of(desk, [key])[key]
    assert [check.trainer for check in shown_to("ben", checks)] == ["ben"]


def test_undoing_brings_the_verdict_before_back_and_leaves_a_trace(desk):
    keep(desk, "t1")
    judge(desk, "ann", Verdict.PARTLY)
    judge(desk, "ann", Verdict.NOT_SUPPORTED)
    judge(desk, "ben", Verdict.SUPPORTED)
    assert undo(desk, "t1", "ann").verdict is Verdict.NOT_SUPPORTED
    assert {name: check.verdict for name, check in standing(all_checks(desk)).items()} == {
        "ann": Verdict.PARTLY,
        "ben": Verdict.SUPPORTED,
    }
    assert undo(desk, "t1", "ann").verdict is Verdict.PARTLY
    assert undo(desk, "t1", "ann") is None
    assert len(all_checks(desk)) == 3


def test_a_verdict_goes_with_the_words_and_what_they_were_to_bear_out(desk):
    keep(desk, "t1")
    judge(desk, "ann", Verdict.SUPPORTED)
    judge(desk, "ben", Verdict.WRONG_PLACE)
    again = keys(question="  how WERE fathers missed? ")
    assert statuses(desk, again.values())[again[1]].disputed
    other = keys(question="What did the panel do?")
    assert statuses(desk, other.values())[other[1]].verdicts == ()


def test_trainers_who_differ_or_a_reader_who_reports_make_a_dispute(desk):
    keep(desk, "t1")
    key = keys()[1]
    assert not statuses(desk, [key])[key].disputed
    judge(desk, "ann", Verdict.SUPPORTED)
    assert statuses(desk, [key])[key].agreed is Verdict.SUPPORTED
    assert CheckStatus((Verdict.SUPPORTED,), reported=True).disputed
    judge(desk, "ben", Verdict.PARTLY)
    assert statuses(desk, [key])[key].agreed is None
    assert statuses(desk, [key])[key].disputed
    judge(desk, "ann", Verdict.PARTLY)
    assert not statuses(desk, [key])[key].disputed


def test_agreement_counts_only_what_was_judged_without_seeing(desk):
    keep(desk, "t1")
    judge(desk, "ann", Verdict.SUPPORTED, n=1)
    judge(desk, "ben", Verdict.PARTLY, n=1)
    judge(desk, "ben", Verdict.SUPPORTED, n=1)  # after having seen ann's
    judge(desk, "ann", Verdict.PARTLY, n=2)
    judge(desk, "ben", Verdict.PARTLY, n=2)
    (((one, other), found),) = agreements(all_checks(desk)).items()
    assert (one, other, found.n, found.observed) == ("ann", "ben", 2, 0.5)


def test_a_first_correction_of_ones_own_still_counts_as_independent(desk):
    keep(desk, "t1")
    judge(desk, "ann", Verdict.PARTLY)
    undo(desk, "t1", "ann")
    assert judge(desk, "ann", Verdict.SUPPORTED).independent
    judge(desk, "ben", Verdict.SUPPORTED)
    undo(desk, "t1", "ben")
    assert not judge(desk, "ben", Verdict.PARTLY).independent


def test_an_erased_review_takes_its_checks_along(desk, tmp_path):
    keep(desk, "t1")
    judge(desk, "ann", Verdict.PARTLY, n=1, reason="secret reason one")
    judge(desk, "ann", Verdict.PARTLY, n=2, reason="other reason two")
    assert forget(desk, "alder") == 1
    assert [check.key.review_id for check in all_checks(desk)] == ["birch"]
    desk.close()
    assert b"secret reason" not in (tmp_path / DATABASE_FILE).read_bytes()


def test_a_deleted_answer_takes_its_reasons_along_and_leaves_the_verdict(desk):
    keep(desk, "t1")
    judge(desk, "ann", Verdict.PARTLY, reason="repeats the question")
    conversations.delete_conversation(desk, "account:ann", "c1")
    (left,) = all_checks(desk)
    assert (left.verdict, left.reason, left.answer) == (Verdict.PARTLY, "", None)
    assert statuses(desk, [keys()[1]])[keys()[1]].verdicts == (Verdict.PARTLY,)
