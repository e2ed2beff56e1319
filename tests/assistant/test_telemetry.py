"""Steps as spans: what was done and how long it took, and nothing that was asked or answered."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from assistant import Assistant, Status, telemetry
from assistant.telemetry import NO_SPANS, OpenTelemetrySpans, TelemetryMissing, open_spans
from tests.assistant.test_assistant import FATHERS
from vectorstore import Library

sdk = pytest.importorskip("opentelemetry.sdk.trace", reason="the SDK of OpenTelemetry is not installed")


@contextmanager
def collecting() -> Iterator[tuple[OpenTelemetrySpans, list[object]]]:
    """Spans of a provider of the test's own, and what it has finished."""
    memory = importlib.import_module("opentelemetry.sdk.trace.export.in_memory_span_exporter").InMemorySpanExporter()
    simple = importlib.import_module("opentelemetry.sdk.trace.export").SimpleSpanProcessor(memory)
    provider = sdk.TracerProvider()
    provider.add_span_processor(simple)
    finished: list[object] = []
    try:
        trace = importlib.import_module("opentelemetry.trace")
        yield OpenTelemetrySpans(trace, provider.get_tracer("tests")), finished
    finally:
        finished.extend(memory.get_finished_spans())
        provider.shutdown()


def test_each_step_is_a_span_with_its_outcome_and_nothing_said(shelf: Library) -> None:
    with collecting() as (spans, finished):
        answer = Assistant(shelf, spans=spans).ask(FATHERS)
    assert answer.status is Status.ANSWERED
    names = [span.name for span in finished]  # type: ignore[attr-defined]
    steps = ["1-understand", "2-understand", "3-find", "4-rank", "5-compose", "6-verify"]
    assert names == [f"review_lessons.{step}" for step in steps]
    for span in finished:
        assert span.end_time > span.start_time  # type: ignore[attr-defined]
    last = dict(finished[-1].attributes)  # type: ignore[attr-defined]
    assert last["review_lessons.status"] == "answered"
    assert last["review_lessons.composer"] == "extractive"
    assert last["review_lessons.claims"] == len(answer.claims)
    said = " ".join(span.to_json() for span in finished)  # type: ignore[attr-defined]
    for words in (FATHERS, answer.claims[0].text, answer.citations[0].quote, answer.citations[0].file):
        assert words not in said


def test_streaming_makes_the_same_spans(shelf: Library) -> None:
    with collecting() as (spans, finished):
        list(Assistant(shelf, spans=spans).stream(FATHERS))
    assert len(finished) == 6


def test_a_question_that_ends_early_has_fewer_spans(shelf: Library) -> None:
    with collecting() as (spans, finished):
        Assistant(shelf, spans=spans).ask("")
    assert [span.name for span in finished] == ["review_lessons.1-understand"]  # type: ignore[attr-defined]


def test_the_processs_own_tracer_is_taken() -> None:
    assert isinstance(open_spans(), OpenTelemetrySpans)


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> object:
        raise ImportError(name)

    monkeypatch.setattr(telemetry, "import_module", missing)
    with pytest.raises(TelemetryMissing, match=r"pip install -c constraints\.txt '\.\[telemetry\]'"):
        open_spans()


def test_where_nobody_is_told_nothing_is_done() -> None:
    with NO_SPANS.during("1-understand"):
        NO_SPANS.facts({"passages": 1})
