from __future__ import annotations

from dataclasses import replace

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.runnables import Runnable

from assistant import Assistant, Status
from assistant.chain import (
    build_chain,
    compose_step,
    decide_step,
    find_step,
    gate_step,
    steps,
    understand_step,
    unless_answered,
    verify_step,
)
from assistant.find import attainable, find
from assistant.late import make_probe
from assistant.state import State, Tools
from vectorstore import Filters

FATHERS = "What do reviews say about fathers who were never asked or assessed?"


@pytest.fixture
def tools(asker: Assistant) -> Tools:
    return asker.tools


def test_each_step_does_its_own_part(tools: Tools) -> None:
    state = gate_step(State(f"  {FATHERS} \n"), tools)
    assert (state.question, state.answer) == (FATHERS, None)
    with pytest.raises(RuntimeError, match="understood first"):
        _ = state.understood
    state = understand_step(state, tools)
    assert (state.understood.text, state.searched) == (FATHERS, Filters())
    state = find_step(state, tools)
    assert state.ranked
    assert len(state.probes) >= 1
    assert state.timings["retrieve_ms"] > 0
    state = decide_step(state, tools)
    assert state.evidence is not None
    assert state.answer is None
    state = compose_step(state, tools)
    assert state.draft is not None
    assert state.answer is None
    state = verify_step(state, tools)
    assert state.answer is not None
    assert state.answer.status is Status.ANSWERED


def test_a_settled_answer_is_passed_on_untouched(tools: Tools) -> None:
    settled = gate_step(State(""), tools)
    assert settled.answer is not None
    for _, step in steps(tools):
        assert unless_answered(step)(settled) is settled
    assert build_chain(tools).invoke(State("")).answer is not None


class Watching(BaseCallbackHandler):
    """Hears which steps of a chain run."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def on_chain_start(self, *_: object, **given: object) -> None:
        self.names.append(str(given.get("name")))


def test_every_step_runs_by_its_name_for_those_who_watch(tools: Tools) -> None:
    chain = build_chain(tools)
    assert isinstance(chain, Runnable)
    watching = Watching()
    chain.invoke(State(FATHERS), config={"callbacks": [watching]})
    named = [name.split("-")[1] for name in watching.names if name[:1].isdigit()]
    assert named == [progress.step for progress, _ in steps(tools)]


def test_a_draft_of_which_nothing_is_true_is_no_answer(tools: Tools) -> None:
    state = State(FATHERS)
    for _, step in steps(tools)[:-1]:
        state = step(state)
    assert state.draft is not None
    untrue = tuple(replace(c, quote="Nobody ever said this.") for c in state.draft.citations)
    state = verify_step(replace(state, draft=replace(state.draft, citations=untrue)), tools)
    assert state.answer is not None
    assert (state.answer.status, state.answer.citations) == (Status.NO_EVIDENCE, ())


def test_finding_looks_by_meaning_and_by_words_within_the_filters(tools: Tools) -> None:
    library = tools.library
    text = "bruise on a baby"
    probe = make_probe(library.encoder.query_tokens(text), text, library.document_frequency, len(library))
    found = find(library, [probe], text, Filters())
    assert {c.passage.review_id for c in found} == {r.review_id for r in library.reviews()}
    with_words = [c for c in found if "bruise" in c.passage.text]
    assert all(c.lexical > 0 for c in with_words)
    assert max(found, key=lambda c: c.dense) in with_words
    assert all(c.lexical >= 0 for c in found)
    assert all(-1 <= c.dense <= 1 for c in found)
    only = find(library, [probe], text, Filters(local_authority=("Northmere",)))
    assert {c.passage.review_id for c in only} == {"northmere"}
    assert len({c.passage.passage_id for c in found}) == len(found)


def test_what_a_question_could_reach_counts_its_rare_words(tools: Tools) -> None:
    library = tools.library
    assert attainable(library, "zzz") == 0
    assert attainable(library, "midwife") > attainable(library, "father") > 0
