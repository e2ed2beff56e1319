"""A chat model that lies, breaks or tells the truth, under the whole composer: ``python -m benchmarks.adversary DIR``.

A scripted server speaks OpenAI's protocol over HTTP and is told what to write, case by case (``benchmarks.lies``). Each
case is about a true claim: a paraphrase written by hand (``benchmarks.paraphrases``), or a sentence drawn from a report
and its near-verbatim rewording. The sentence is asked about in its own review, the product finds and ranks, the
model writes, the product checks. Counted is what is shown as checked. Reports are parted as in
``benchmarks.paraphrases``; weights and thresholds are chosen on the tuning half alone.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant import Answer, Assistant
from assistant.chain import Step, steps
from assistant.claims.chat import ChatModel
from assistant.claims.composer import ChatComposer
from assistant.claims.opening import open_chat_model
from assistant.state import State
from assistant.support import embedded_check
from assistant.understand import display_name
from benchmarks.alterations import FOUR
from benchmarks.common import SEED, arguments, run, sample, watched
from benchmarks.lies import (
    Case,
    NotGiven,
    Source,
    altered_cases,
    failure_cases,
    failures,
    invented_cases,
    sentences,
    true_case,
    wrong_quote_cases,
)
from benchmarks.paraphrases import half_of, read_paraphrases
from benchmarks.relocate import Text
from benchmarks.rewording import reworded
from benchmarks.scripted import Asked, Piece, Refused, Scripted, running
from commands.measure import opened
from ingest.model import Role
from settings import Settings
from vectorstore import Filters, Library

_OF_A_REPORT = 4  # sentences that are drawn
_OF_A_SOURCE = 3  # ways of inventing a quote, and of leaning on a wrong one, that are drawn for each
_EACH_FAILURE = 3  # sources that each way of failing is tried with
_COMPOSING = 4  # steps before the model is asked
_HANGS_S = 1.0
_TIMEOUT_S = 20.0
_ASIDE = frozenset({Role.MATTER, Role.METHOD, Role.CONTEXT})  # roles that sentences are not drawn from


@dataclass(frozen=True, slots=True)
class Tried:
    """A case with what came of it; ``seconds`` is how long composing took, ``misplaced`` quotes not at their place."""

    case: Case
    answer: Answer
    seconds: float
    misplaced: int

    @property
    def shown(self) -> bool:
        """Whether something that the model wrote is shown as checked."""
        return self.answer.composer != "extractive" and bool(self.answer.claims)


def read_sources(library: Library) -> Iterator[Source]:
    """Every paraphrase whose words the library holds, and sentences drawn from each review with their rewording."""
    draw = random.Random(SEED)
    records = {record.file: record for record in library.reviews()}
    texts = {file: Text(library.text(record.review_id)) for file, record in records.items()}
    drawn: dict[str, list[str]] = {}
    for file, record in sorted(records.items()):
        passages = [one for one in library.passages(record.review_id) if one.passage.role not in _ASIDE]
        found = list(dict.fromkeys(sentence for one in passages for sentence in sentences(one.text)))
        drawn[file] = draw.sample(found, min(_OF_A_REPORT + 1, len(found)))
    for one in read_paraphrases(texts):
        if one.file in records and drawn[one.file]:
            quotes = sentences(one.quote, fewest=5, most=60) or [one.quote]
            whole = sum(len(quote) for quote in quotes) + len(quotes) >= len(one.quote) * 0.9
            yield Source(
                one.id,
                one.claim,
                tuple(quotes[:3]) if whole else (one.quote,),
                records[one.file].review_id,
                one.file,
                one.half,
                "paraphrase",
                drawn[one.file][0],
            )
    for file, found in drawn.items():
        record = records[file]
        for number, sentence in enumerate(found[1:], 1):
            own = Source(
                f"{file}:{number}", sentence, (sentence,), record.review_id, file, half_of(file), "own words", found[0]
            )
            yield own
            place = display_name(record.local_authority) if record.local_authority else None
            if said := reworded(sentence, place):
                yield replace(own, claim=said, origin="near-verbatim")


def make_cases(sources: Sequence[Source]) -> Iterator[Case]:
    """Every case, those about one source together."""
    draw = random.Random(SEED)
    failing = [one for one in sources if one.origin == "own words"]
    chosen: defaultdict[int, list[str]] = defaultdict(list)
    kinds = list(failures(sources[0])) * _EACH_FAILURE if sources else []
    for number, kind in enumerate(kinds):
        if failing:
            chosen[id(failing[number * 7 % len(failing)])].append(kind)
    for source in sources:
        yield true_case(source)
        if source.origin != "own words":
            yield from altered_cases(source, draw)
        if source.origin != "near-verbatim":
            for made in (list(invented_cases(source, draw)), list(wrong_quote_cases(source))):
                yield from draw.sample(made, min(_OF_A_SOURCE, len(made)))
        for kind in chosen[id(source)]:
            yield failure_cases(source, kind)


class Bench:
    """The assistant over a library, with a scripted server for its chat model."""

    def __init__(self, library: Library, server: Scripted) -> None:
        """``server`` is running."""
        self.library = library
        self._server = server
        check = embedded_check(library.encoder)
        self._assistant, self._hasty = (
            Assistant(library, chat=ChatComposer(_model(server, seconds), check)) for seconds in (_TIMEOUT_S, _HANGS_S)
        )
        self._found: tuple[str, State] | None = None

    def attempt(self, case: Case) -> Tried | None:
        """Try one case; None where its passage was not found, so that nothing could be written about it."""
        assistant = self._hasty if case.kind == "hangs" else self._assistant
        assert assistant.tools.chat is not None
        assistant.tools.chat.model.form = "structured"
        reached = True

        def script(asked: Asked) -> Sequence[Piece] | Refused:
            nonlocal reached
            try:
                return case.script(asked)
            except NotGiven:
                reached = False
                return []

        self._server.script = script
        made = list(steps(assistant.tools))
        state = self._before(case.source, [step for _, step in made[:_COMPOSING]])
        if state.answer is not None:
            return None
        began = time.perf_counter()
        for _, step in made[_COMPOSING:]:
            state = step(state)
        seconds = time.perf_counter() - began
        self._server.asked.clear()
        if not reached or state.answer is None:
            return None
        return Tried(case, state.answer, seconds, self._misplaced(state.answer))

    def _before(self, source: Source, before: Sequence[Step]) -> State:
        """The question about a source, searched; the next case is mostly about the same."""
        asked = f"{source.review_id} {source.quotes[0]}"
        if self._found is None or self._found[0] != asked:
            state = State(source.quotes[0], given=Filters(review_id=(source.review_id,)))
            for step in before:
                state = state if state.answer is not None else step(state)
            self._found = (asked, state)
        return self._found[1]

    def _misplaced(self, answer: Answer) -> int:
        return sum(
            self.library.text(one.review_id, one.version)[one.start : one.end] != one.quote for one in answer.citations
        )


def _model(server: Scripted, timeout_s: float) -> ChatModel:
    return open_chat_model("openai:scripted", base_url=server.address, timeout_s=timeout_s)


def figures(tried: Sequence[Tried]) -> dict[str, object]:
    """What is shown as checked, by sort and kind, as shares with their counts."""

    def share(wanted: Sequence[Tried], good: Callable[[Tried], bool] = lambda one: one.shown) -> str:
        return f"{sum(map(good, wanted)) / max(len(wanted), 1):.3f} ({sum(map(good, wanted))} of {len(wanted)})"

    by_sort = _grouped(tried, lambda one: one.case.sort)
    altered = _grouped(by_sort["altered claim"], lambda one: one.case.kind)
    true = _grouped(by_sort["true claim"], lambda one: one.case.kind)
    failed = by_sort["failure"]
    told = [one for kind in ("paraphrase", "near-verbatim") for one in true[kind]]
    return {
        "reports": len({one.case.source.file for one in tried}),
        "cases": len(tried),
        "quotes not at their place": sum(one.misplaced for one in tried),
        "invented quotes shown as checked": {"all": share(by_sort["invented quote"])}
        | {kind: share(own) for kind, own in _grouped(by_sort["invented quote"], lambda one: one.case.kind).items()},
        "altered claims marked supported": {
            "the four together": share([one for kind in FOUR for one in altered[kind]]),
            **{
                f"the four, from a {origin} claim": share(
                    [one for kind in FOUR for one in altered[kind] if one.case.source.origin == origin]
                )
                for origin in ("paraphrase", "near-verbatim")
            },
        }
        | {kind: share(own) for kind, own in altered.items()},
        "failures answered by the reports' own sentences": {
            "share": share(failed, lambda one: not one.shown and bool(one.answer.claims)),
            "slowest, but for hanging, in seconds": round(
                max((one.seconds for one in failed if one.case.kind != "hangs"), default=0.0), 2
            ),
            "hanging, beyond the time it is given, in seconds": round(
                max((one.seconds - _HANGS_S for one in failed if one.case.kind == "hangs"), default=0.0), 2
            ),
        },
        "true claims shown as checked": {"reworded": share(told), **{kind: share(own) for kind, own in true.items()}},
    }


def _grouped(items: Sequence[Tried], by: Callable[[Tried], str]) -> defaultdict[str, list[Tried]]:
    grouped: defaultdict[str, list[Tried]] = defaultdict(list)
    for one in items:
        grouped[by(one)].append(one)
    return grouped


def told(one: Tried) -> dict[str, object]:
    """A case for a person to judge: what was claimed, with which words, and whether it is shown."""
    how = one.answer.how
    return {
        "sort": one.case.sort,
        "kind": one.case.kind,
        "half": one.case.source.half,
        "origin": one.case.source.origin,
        "id": one.case.source.id,
        "shown": one.shown,
        "claims": [claim.text for claim in one.answer.claims] if one.shown else [one.case.claim],
        "quotes": [citation.quote for citation in one.answer.citations] if one.shown else list(one.case.source.quotes),
        "checks": [[check.checked, check.score, list(check.reasons)] for check in how.checks] if how else [],
        "fallback": how.fallback if how else "",
    }


def measure(given: argparse.Namespace) -> Mapping[str, object]:
    """Try every case on a library of the reports, and count."""
    settings = Settings(home=given.home) if given.home else Settings()
    with opened(settings, None if given.home else given.folder) as library, running() as server:
        bench = Bench(library, server)
        cases = list(make_cases(sample(list(read_sources(library)), given.limit)))
        attempts = [bench.attempt(case) for case in watched(cases, "cases")]
    tried = [one for one in attempts if one is not None]
    if given.out:
        lines = [json.dumps(told(one), ensure_ascii=False) + "\n" for one in tried]
        given.out.write_text("".join(lines), encoding="utf-8")
    return {
        "benchmark": "adversary",
        "cases": len(tried),
        "cases whose passage was not found": len(cases) - len(tried),
        **{half: figures([one for one in tried if one.case.source.half == half]) for half in ("tuning", "untouched")},
    }


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--home", metavar="HOME", type=Path, help="a library that holds the reports, to save time")
    parser.add_argument("--out", metavar="FILE", type=Path, help="write every case with what came of it, one a line")


if __name__ == "__main__":
    run(arguments("A lying, broken or truthful chat model.", "the folder with the reports", _options), measure)
