"""What a question carries from step to step, and what the steps work with."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.claims.composer import ChatComposer, Composed
from assistant.compose import Draft
from assistant.decide import Evidence
from assistant.late import Probe
from assistant.model import Answer, Turn
from assistant.rank import Ranked, Reranker
from assistant.scope import ScopeReader, ScopeReading
from assistant.telemetry import NO_SPANS, Spans
from assistant.understand import Understood
from assistant.vocabulary import Vocabulary
from vectorstore import Filters, Library


@dataclass(frozen=True, slots=True)
class Tools:
    """What the steps work with: the library and what was made ready for it once."""

    library: Library
    vocabulary: Vocabulary
    scope_reader: ScopeReader
    signposting: str
    reranker: Reranker | None = None
    demonstration: bool = False
    chat: ChatComposer | None = None
    spans: Spans = NO_SPANS


@dataclass(frozen=True, slots=True)
class State:
    """One question on its way to an answer; what a step has not yet made is None or empty.

    ``as_typed`` is the asker's leave to send personal details to a chat model, where the settings let them choose.
    """

    question: str
    history: tuple[Turn, ...] = ()
    given: Filters = field(default_factory=Filters)
    search_anyway: bool = False
    as_typed: bool = False
    began: float = field(default_factory=time.perf_counter)
    meaning: Understood | None = None
    searched: Filters = field(default_factory=Filters)
    probes: tuple[Probe, ...] = ()
    ranked: tuple[Ranked, ...] = ()
    scope: ScopeReading | None = None
    evidence: Evidence | None = None
    draft: Draft | None = None
    composed: Composed | None = None
    timings: Mapping[str, float] = field(default_factory=dict)
    answer: Answer | None = None

    @property
    def understood(self) -> Understood:
        """The question as understood; only the steps after understanding may ask."""
        if self.meaning is None:
            raise RuntimeError("this step needs the question to be understood first")
        return self.meaning
