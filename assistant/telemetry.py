"""Steps as OpenTelemetry spans, for operators who collect them. Nothing that was asked or answered is in a span.

Spans go wherever the process's own OpenTelemetry configuration sends them; without one they go nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast


class Spans(Protocol):
    """Whoever is told that a step begins and ends."""

    def during(self, name: str) -> AbstractContextManager[object]:
        """Return what holds while the step of this name is done."""
        ...

    def facts(self, facts: Mapping[str, str | int | float]) -> None:
        """Add facts to the step that is being done."""
        ...


class TelemetryMissing(Exception):
    """Spans are wanted and their library is not there; the message says what to install."""


@dataclass(frozen=True, slots=True)
class NoSpans:
    """Nobody is told."""

    def during(self, name: str) -> AbstractContextManager[object]:
        """Hold nothing."""
        return nullcontext()

    def facts(self, facts: Mapping[str, str | int | float]) -> None:
        """Keep nothing."""


NO_SPANS = NoSpans()


class _Span(Protocol):
    def set_attributes(self, attributes: Mapping[str, str | int | float]) -> None: ...


class _Tracer(Protocol):
    def start_as_current_span(self, name: str) -> AbstractContextManager[object]: ...


class _Trace(Protocol):
    def get_tracer(self, name: str) -> _Tracer: ...

    def get_current_span(self) -> _Span: ...


@dataclass(frozen=True, slots=True)
class OpenTelemetrySpans:
    """Each step is a span of the process's tracer."""

    trace: _Trace
    tracer: _Tracer

    def during(self, name: str) -> AbstractContextManager[object]:
        """Return the span of a step."""
        return self.tracer.start_as_current_span(f"review_lessons.{name}")

    def facts(self, facts: Mapping[str, str | int | float]) -> None:
        """Add facts to the current span."""
        self.trace.get_current_span().set_attributes({f"review_lessons.{key}": v for key, v in facts.items()})


def open_spans() -> Spans:
    """Return the spans of this process. Raises TelemetryMissing."""
    try:
        trace = cast(_Trace, import_module("opentelemetry.trace"))
    except ImportError:
        raise TelemetryMissing(
            "The setting telemetry needs an extra: pip install -c constraints.txt '.[telemetry]', then start again."
        ) from None
    return OpenTelemetrySpans(trace, trace.get_tracer("review_lessons"))
