"""The chain: gate, understand, find, rank, decide, compose, verify; each a step that can be run alone.

Every step takes and returns a ``State``. A step that settles the answer early fills ``State.answer``, and the steps
after it pass the state on. ``build_chain`` joins them into one LangChain Runnable.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import lru_cache

from langchain_core.runnables import Runnable, RunnableLambda

from assistant import answers, words
from assistant.claims.composer import Composed
from assistant.claims.rewrite import rewritten
from assistant.compose import Draft, compose
from assistant.decide import Premises, decide_model, weigh
from assistant.find import BREADTH, find
from assistant.gate import MAX_CHARACTERS, gate
from assistant.late import Probe, make_probe
from assistant.model import FoundPassage, Progress, Status
from assistant.places import Gazetteer
from assistant.premises import absent_topics, lacks_number, missing_judgement, missing_name
from assistant.rank import Ranked, fold, lean, rerank, score, spread
from assistant.scope import is_in_another_script
from assistant.state import State, Tools
from assistant.telemetry import NO_SPANS
from assistant.turns import turns
from assistant.understand import Understood, admitted, plain, understand
from assistant.verify import verify
from assistant.vocabulary import Match, Vocabulary
from vectorstore import Filters, Library, ReviewRecord

SPREAD_PENALTY = 0.06
_CONVERSATION = 0.3  # of a passage's score by the question that its score by the conversation counts
_SPOKEN_OF = 3  # times that a place without a review of its own must be named to be searched for
_WORDINGS = 3  # other wordings of a question that are searched, by the field's vocabulary


Step = Callable[[State], State]


def steps(tools: Tools) -> tuple[tuple[Progress, Step], ...]:
    """Return the steps in order, each with what it tells the reader."""
    count = words.plural(len(tools.library.reviews()), "review")
    made: tuple[tuple[Progress, Step], ...] = (
        (Progress("understand", "Reading the question"), lambda s: gate_step(s, tools)),
        (Progress("understand", "Reading the question"), lambda s: understand_step(s, tools)),
        (Progress("find", f"Searching {count}"), lambda s: find_step(s, tools)),
        (Progress("rank", "Choosing the passages that answer"), lambda s: decide_step(s, tools)),
        (Progress("compose", "Choosing the sentences to quote"), lambda s: compose_step(s, tools)),
        (Progress("verify", "Checking every quote against its report"), lambda s: verify_step(s, tools)),
    )
    asks_a_model = frozenset({"understand", "compose"} if tools.chat is not None else ())
    return tuple(
        (
            progress,
            _in_a_span(f"{number}-{progress.step}", step if progress.step in asks_a_model else _in_turn(step), tools),
        )
        for number, (progress, step) in enumerate(made, 1)
    )


def _in_turn(step: Step) -> Step:
    """Work on a step when it is this question's turn: whoever asked first goes first."""

    def run(state: State) -> State:
        with turns().taken(state.began):
            return step(state)

    return run


def _in_a_span(name: str, step: Step, tools: Tools) -> Step:
    """Tell whoever collects spans how long a step took and what came of it; never what was asked or answered."""
    if tools.spans is NO_SPANS:
        return step

    def run(state: State) -> State:
        with tools.spans.during(name):
            state = step(state)
            facts: dict[str, str | int | float] = {"passages": len(state.ranked)}
            if state.answer is not None:
                facts |= {"status": state.answer.status.value, "composer": state.answer.composer}
                facts |= {"claims": len(state.answer.claims), "not_verified": len(state.answer.not_verified)}
            tools.spans.facts(facts)
        return state

    return run


def build_chain(tools: Tools) -> Runnable[State, State]:
    """Join the steps into one Runnable; the last state holds the answer."""
    made: Sequence[Runnable[State, State]] = [
        RunnableLambda(unless_answered(step)).with_config(run_name=f"{number}-{progress.step}")
        for number, (progress, step) in enumerate(steps(tools), 1)
    ]
    chain = made[0]
    for one in made[1:]:
        chain = chain | one
    return chain


def unless_answered(step: Step) -> Step:
    """Pass a settled answer on untouched."""

    def run(state: State) -> State:
        return state if state.answer is not None else step(state)

    return run


def gate_step(state: State, tools: Tools) -> State:
    """Stop at what cannot or must not be searched."""
    passed = gate(state.question, search_anyway=state.search_anyway)
    if passed.outcome == "search":
        return replace(state, question=passed.question)
    if passed.outcome == "urgent":
        return _settle(state, tools, Status.URGENT, tools.signposting)
    text = words.EMPTY_QUESTION if passed.outcome == "empty" else words.too_long(MAX_CHARACTERS)
    return _settle(replace(state, question=passed.question), tools, Status.INVALID, text)


def understand_step(state: State, tools: Tools) -> State:
    """Make the question standalone and take its constraints out."""
    reviews = tools.library.reviews()
    gazetteer = _gazetteer(frozenset(r.local_authority for r in reviews if r.local_authority))
    understood = understand(state.question, state.history, state.given, reviews, gazetteer)
    if tools.chat is not None and state.history:
        text = rewritten(tools.chat, state.question, state.history, as_typed=state.as_typed)
        understood = _at_its_word(text, understood, state, reviews, gazetteer) if text else understood
    absent = tuple(n for n in understood.constraints.absent if not _is_spoken_of(n, tools.library))
    understood = replace(understood, constraints=replace(understood.constraints, absent=absent))
    searched = understood.filters
    if not admitted(searched, reviews):
        # So that the nearest passages can be offered, as such: within what the asker set, where that leaves any.
        searched = state.given if admitted(state.given, reviews) else Filters()
    return replace(state, meaning=understood, searched=searched)


def _at_its_word(
    text: str, by_rules: Understood, state: State, reviews: Sequence[ReviewRecord], gazetteer: Gazetteer
) -> Understood:
    """Return the question as the chat model made it stand alone, unless that would search more widely than by rules."""
    alone = understand(text, (), state.given, reviews, gazetteer)
    if alone.filters != by_rules.filters:
        return by_rules
    return replace(alone, question=state.question, own=by_rules.own, leans_on_history=by_rules.leans_on_history)


@lru_cache(maxsize=4)
def _gazetteer(authorities: frozenset[str]) -> Gazetteer:
    return Gazetteer(authorities)


def find_step(state: State, tools: Tools) -> State:
    """Search by meaning and by words, and put what was found in order."""
    began = time.perf_counter()
    understood = state.understood
    earlier = " ".join(turn.content for turn in reversed(state.history) if turn.role == "user")
    probes, ranked = search(understood, tools, state.searched, earlier=earlier)
    ranked = spread(fold(ranked), understood.scope, SPREAD_PENALTY)
    scope = tools.scope_reader.read(understood.text, probes[0].vector)
    timings = {"retrieve_ms": (time.perf_counter() - began) * 1000}
    return replace(state, probes=probes, ranked=ranked, scope=scope, timings=timings)


def find_passages(state: State, tools: Tools, k: int) -> tuple[FoundPassage, ...]:
    """Return the ``k`` best passages for a question, best first; none for one that the gate stops."""
    for step in (gate_step, understand_step, find_step):
        if state.answer is not None:
            return ()
        state = step(state, tools)
    return answers.found_passages(state.ranked, tools.library, k)


def search(
    understood: Understood, tools: Tools, searched: Filters, *, breadth: int = BREADTH, earlier: str = ""
) -> tuple[tuple[Probe, ...], tuple[Ranked, ...]]:
    """Find and rank, without folding and spreading: the question's probes, and every candidate best first.

    ``breadth`` is how many candidates each side brings. ``earlier`` is what was asked before in the conversation,
    newest first: what also answers question and conversation as one comes forward, since much of what is meant is
    never said again.
    """
    probes, ranked = _scored(understood, tools, searched, breadth)
    if earlier:
        _, also = _scored(plain(f"{understood.question} {earlier}"), tools, searched, breadth)
        ranked = lean(ranked, also, _CONVERSATION)
    if tools.reranker is not None:
        ranked = rerank(tools.reranker, understood.search, ranked)
    return probes, ranked


def _scored(
    understood: Understood, tools: Tools, searched: Filters, breadth: int
) -> tuple[tuple[Probe, ...], tuple[Ranked, ...]]:
    library = tools.library
    probes = _probes(understood, tools)
    abbreviated = _abbreviations(understood.search, tools.vocabulary)
    other_words = " ".join(other for match in abbreviated for other in match.others[:3])
    candidates = find(library, probes, f"{understood.search} {other_words}".strip(), searched, breadth=breadth)
    return probes, score(library, probes, candidates)


def decide_step(state: State, tools: Tools) -> State:
    """Settle what the library does not hold, and what the passages found do not answer."""
    inside = admitted(state.understood.filters, tools.library.reviews())
    if said := _not_held(state.understood, inside, tools):
        return _settle(state, tools, Status.NO_EVIDENCE, said)
    scope = state.scope or tools.scope_reader.read(state.understood.text, state.probes[0].vector)
    premises = _premises(state, inside, tools)
    evidence = weigh(state.probes[0], state.ranked, scope, premises)
    state = replace(state, evidence=evidence)
    if premises.name and not scope.marked:
        return _settle(state, tools, Status.NO_EVIDENCE, words.name_not_found(premises.name))
    if is_in_another_script(state.question):
        return _settle(state, tools, Status.OUT_OF_SCOPE, words.ENGLISH_ONLY)
    if evidence.probability >= decide_model().threshold:
        return state
    if premises.topics:
        return _settle(state, tools, Status.NO_EVIDENCE, words.topic_not_found(premises.topics, len(inside)))
    if premises.judgement:
        return _settle(state, tools, Status.NO_EVIDENCE, words.judgement_not_found(premises.judgement, len(inside)))
    # A question that names one of the library's authorities is for the library, whatever it is nearest to.
    if scope.marked or (scope.margin > 0 and not state.understood.constraints.filters.local_authority):
        subject = scope.subject
        return _settle(state, tools, Status.OUT_OF_SCOPE, words.out_of_scope(subject.name, subject.turn))
    return _settle(state, tools, Status.NO_EVIDENCE, words.not_in_library(len(inside)))


def _not_held(understood: Understood, inside: Sequence[ReviewRecord], tools: Tools) -> str:
    """Say which review that the question names the library does not hold; "" where it holds all."""
    read = understood.constraints
    if not len(tools.library):
        return words.EMPTY_LIBRARY
    if read.absent and not read.filters.local_authority:
        return words.no_review_about(read.absent)
    if read.missing_year is not None:
        return words.no_review_of_year(read.missing_year, answers.names(read.filters.local_authority))
    if read.missing_kind:
        return words.no_such_kind(read.missing_kind)
    return "" if inside else words.nothing_admitted()


def _premises(state: State, inside: Sequence[ReviewRecord], tools: Tools) -> Premises:
    def texts() -> Iterator[str]:
        return (tools.library.text(r.review_id, r.version) for r in inside)

    best = state.ranked[0].passage.text if state.ranked else ""
    question = state.understood.text
    return Premises(
        topics=absent_topics(question, tools.vocabulary, texts),
        name=missing_name(state.understood.question, texts),
        judgement=missing_judgement(question, texts),
        number=lacks_number(state.understood.question, best),
    )


def compose_step(state: State, tools: Tools) -> State:
    """Choose the sentences, or have a chat model write claims and check them."""
    making = composing(state, tools)
    while True:
        try:
            next(making)
        except StopIteration as made:
            settled: State = made.value
            return settled


def composing(state: State, tools: Tools) -> Generator[Progress | State, None, State]:
    """Compose as ``compose_step`` does, yielding what is being done and the state each time a claim has passed.

    Where a chat model fails, or nothing it wrote passes, the sentences are chosen as without one.
    """
    records = {r.review_id: r for r in tools.library.reviews()}
    if tools.chat is not None:
        began = time.perf_counter()
        writing = tools.chat.compose(state.understood.text, state.ranked, records, as_typed=state.as_typed)
        composed = yield from _as_states(writing, state, tools)
        timings = {**state.timings, "chat_ms": (time.perf_counter() - began) * 1000}
        draft = verify(composed.draft, tools.library)
        if not draft.claims and not composed.failure:
            composed = replace(composed, failure=words.NOTHING_VERIFIED)
        state = replace(state, composed=composed, timings=timings)
        if not composed.failure:
            return replace(state, draft=draft)
    return replace(state, draft=compose(state.ranked, state.understood.scope, records))


def _as_states(
    writing: Generator[Progress | Draft, None, Composed], state: State, tools: Tools
) -> Generator[Progress | State, None, Composed]:
    with closing(writing):
        while True:
            try:
                step = next(writing)
            except StopIteration as done:
                composed: Composed = done.value
                return composed
            yield step if isinstance(step, Progress) else replace(state, draft=verify(step, tools.library))


def verify_step(state: State, tools: Tools) -> State:
    """Check every quote and finish the answer; without a quote left there is no answer."""
    draft = verify(state.draft or Draft((), (), ()), tools.library)
    state = replace(state, draft=draft)
    if not draft.claims:
        inside = admitted(state.understood.filters, tools.library.reviews())
        return _settle(state, tools, Status.NO_EVIDENCE, words.not_in_library(len(inside)))
    absent = state.understood.constraints.absent
    if absent:
        return _settle(state, tools, Status.PARTIAL, words.partly(absent))
    return _settle(state, tools, Status.ANSWERED, "")


def _is_spoken_of(place: str, library: Library) -> bool:
    """Whether reviews of other authorities say enough about a place for a question about it to be searched."""
    pattern = re.compile(rf"\b{re.escape(place)}\b")
    spoken = 0
    for record in library.reviews():
        spoken += len(pattern.findall(library.text(record.review_id, record.version)))
        if spoken >= _SPOKEN_OF:
            return True
    return False


def _settle(state: State, tools: Tools, status: Status, text: str) -> State:
    return replace(state, answer=answers.finish(state, tools, status, text))


def _probes(understood: Understood, tools: Tools) -> tuple[Probe, ...]:
    """Return the question as vectors, and again with its abbreviations spelled out.

    Everyday words are only helped on the lexical side: another wording of them draws passages that merely share the
    wording, and measured worse.
    """
    texts = [understood.search]
    for match in _abbreviations(understood.search, tools.vocabulary):
        texts.append(understood.search[: match.start] + match.others[0] + understood.search[match.end :])
    frequency, total = _frequency(tools), len(tools.library)
    made = []
    for number, text in enumerate(texts[: 1 + _WORDINGS]):
        encoded = tools.library.encoder.query_tokens(text)
        made.append(
            make_probe(
                encoded,
                text,
                frequency,
                total,
                ignored=understood.ignored if number == 0 else (),
                faint=understood.faint if number == 0 else (),
            )
        )
    return tuple(made)


def _abbreviations(text: str, vocabulary: Vocabulary) -> tuple[Match, ...]:
    return tuple(m for m in vocabulary.matches(text) if m.others and text[m.start : m.end].rstrip("s").isupper())


def _frequency(tools: Tools) -> Callable[[str], int | None]:
    def frequency(word: str) -> int | None:
        return tools.library.document_frequency(word) if tools.library.stems(word) else None

    return frequency
