from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from assistant import Answer, Assistant, Status, answer_json

TEXT, NUMBER, MAYBE_TEXT, MAYBE_NUMBER = (str,), (int, float), (str, type(None)), (int, type(None))
ANSWER = {
    "status": TEXT,
    "question": TEXT,
    "standalone_question": TEXT,
    "filters": (dict,),
    "answer": TEXT,
    "claims": (list,),
    "citations": (list,),
    "passages": (list,),
    "composer": TEXT,
    "timings": (dict,),
}
CITATION = {
    "n": (int,),
    "review_id": TEXT,
    "version": TEXT,
    "title": MAYBE_TEXT,
    "file": TEXT,
    "kind": MAYBE_TEXT,
    "local_authority": MAYBE_TEXT,
    "published": MAYBE_TEXT,
    "page": MAYBE_NUMBER,
    "page_label": MAYBE_TEXT,
    "paragraph": MAYBE_TEXT,
    "start": (int,),
    "end": (int,),
    "quote": TEXT,
    "url": MAYBE_TEXT,
    "ocr": (bool,),
}
PASSAGE = {
    "review_id": TEXT,
    "file": TEXT,
    "page": MAYBE_NUMBER,
    "paragraph": MAYBE_TEXT,
    "start": (int,),
    "end": (int,),
    "text": TEXT,
    "score": NUMBER,
}
CLAIM = {"text": TEXT, "citations": (list,), "checked": TEXT}


def check_keys(given: Mapping[str, object], contract: Mapping[str, tuple[type, ...]]) -> None:
    for key, types in contract.items():
        assert type(given[key]) in types, (key, given[key])


def check_contract(written: Mapping[str, object]) -> None:
    """The JSON of an answer has the contract's keys with their types."""
    check_keys(written, ANSWER)
    for claim in written["claims"]:  # type: ignore[attr-defined]
        check_keys(claim, CLAIM)
    for citation in written["citations"]:  # type: ignore[attr-defined]
        check_keys(citation, CITATION)
    for passage in written["passages"]:  # type: ignore[attr-defined]
        check_keys(passage, PASSAGE)
    assert {"total_ms"} <= set(written["timings"])  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("What do reviews say about fathers who were never asked or assessed?", "answered"),
        ("What did Northmere find about the father?", "answered"),
        ("What did Haringey and Torvale find about fathers?", "partial"),
        ("What did Haringey find about fathers?", "no_evidence"),
        ("What is the capital of Australia?", "out_of_scope"),
        ("A child is being beaten next door right now", "urgent"),
        ("", "invalid"),
    ],
)
def test_every_status_keeps_the_contract(asker: Assistant, question: str, status: str) -> None:
    written = json.loads(json.dumps(answer_json(asker.ask(question))))
    assert written["status"] == status
    check_contract(written)
    assert "id" not in written


def test_the_id_of_a_question_comes_first() -> None:
    answer = Answer(Status.INVALID, "q", "q", {}, "Say more.", timings={"total_ms": 1.234})
    written = answer_json(answer, question_id="7")
    assert next(iter(written.items())) == ("id", "7")
    assert written["timings"] == {"total_ms": 1.2}
