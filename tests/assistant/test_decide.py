from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.decide import Premises, decide_model, weigh
from assistant.late import Probe
from assistant.rank import Ranked
from assistant.scope import ScopeReading, Subject
from ingest.model import Passage, Role
from tests.assistant.making import as_ranked

PROBE = Probe("q", np.ones(2, np.float32), np.ones((6, 2), np.float32), np.full(6, 1 / 6, np.float32), ("q",) * 6)
SUBJECT = Subject("the weather", "Look out of the window.", (), ())
INSIDE = ScopeReading(SUBJECT, False, -0.2)


def ranked(score: float) -> list[Ranked]:
    text = "The father was never seen."
    return [as_ranked(Passage(0, len(text), Role.FINDING, "paragraph"), text, score=score)]


def probability(score: float, scope: ScopeReading = INSIDE, premises: Premises | None = None) -> float:
    return weigh(PROBE, ranked(score), scope, premises or Premises()).probability


@given(st.floats(0, 1), st.floats(0, 1))
def test_nearer_passages_are_never_weaker_evidence(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 <= probability(low) <= probability(high) <= 1


def test_near_passages_answer_and_far_ones_do_not() -> None:
    threshold = decide_model().threshold
    assert probability(0.95) > threshold > probability(0.2)
    assert weigh(PROBE, [], INSIDE, Premises()).probability < threshold


@pytest.mark.parametrize(
    "premises", [Premises(topics=("FGM",)), Premises(judgement="inadequate"), Premises(number=True)]
)
def test_what_the_question_takes_for_granted_and_is_not_there_counts_against(premises: Premises) -> None:
    assert probability(0.8, premises=premises) < probability(0.8)


def test_wording_of_another_subject_counts_against() -> None:
    assert probability(0.8, ScopeReading(SUBJECT, True, -0.2)) < probability(0.8)
    assert probability(0.8, ScopeReading(SUBJECT, False, 0.3)) < probability(0.8)
