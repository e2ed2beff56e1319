"""Whatever a chat model writes, only what was checked is shown as checked."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from assistant import Answer, Assistant, Progress, Status, answer_json, reading
from assistant.claims.prompts import version
from assistant.support import check
from benchmarks.scripted import Asked, Die, Piece, Refused, Scripted, Wait, claims_json
from tests.assistant.test_serialise import check_contract
from vectorstore import Filters, Library

FATHERS = "What do reviews say about fathers who were never asked or assessed?"
ASKED = "The father was never asked who he was, and no assessment named him."
TWO_OF_NINE = "Fathers were invited to the conference in two of nine cases."
SELDOM = "Fathers and male partners were seldom part of an assessment in Eastby."
INVENTED = "The father had asked the social worker to remove the child from the home."


def key_of(asked: Asked, words: str) -> str:
    return next(key for key, text in asked.passages.items() if words in text)


def good(asked: Asked, claim: str = ASKED, quote: str = ASKED) -> tuple[str, list[tuple[str, str]]]:
    return claim, [(key_of(asked, quote), quote)]


def check_shown(answer: Answer, library: Library) -> None:
    """Everything shown as checked rests on the library's own words at their place."""
    for claim in answer.claims:
        assert claim.checked in ("verbatim", "supported")
        assert claim.citations
        cited = [answer.citations[n - 1] for n in claim.citations]
        if claim.checked == "verbatim":
            assert claim.text == cited[0].quote
    for citation in answer.citations:
        text = library.text(citation.review_id, citation.version)
        assert text[citation.start : citation.end] == citation.quote
        page = library.page_at(citation.review_id, citation.version, citation.start)
        assert citation.page == (page.number if page else None)
    check_contract(answer_json(answer))
    json.dumps(answer_json(answer))


def check_extractive(answer: Answer, library: Library) -> None:
    assert answer.status is Status.ANSWERED
    assert answer.composer == "extractive"
    assert answer.claims
    assert answer.how is not None
    assert answer.how.fallback
    assert any("reports' own sentences instead" in notice for notice in answer.notices)
    check_shown(answer, library)


def test_claims_with_true_quotes_are_shown_with_the_librarys_own_words(
    chatting: Assistant, scripted: Scripted, shelf: Library
) -> None:
    quote = "the FATHER  was never asked who he was"

    def script(asked: Asked) -> Sequence[Piece]:
        assert asked.structured
        return [claims_json([("The father was never asked who he was.", [(key_of(asked, ASKED), quote)]), good(asked)])]

    scripted.script = script
    answer = chatting.ask(FATHERS)
    assert answer.composer == "chat:openai:scripted"
    assert [claim.checked for claim in answer.claims] == ["supported", "verbatim"]
    assert [citation.quote for citation in answer.citations] == [ASKED]
    assert [claim.citations for claim in answer.claims] == [(1,), (1,)]
    assert answer.how is not None
    assert (answer.how.model, answer.how.prompts, answer.how.fallback) == ("openai:scripted", version(), "")
    assert [check.checked for check in answer.how.checks] == ["supported", "verbatim"]
    assert not answer.not_verified
    check_shown(answer, shelf)


def test_where_claims_cannot_be_checked_the_reports_own_sentences_answer(
    chatting: Assistant, scripted: Scripted, shelf: Library, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "reader.npz"
    broken.write_bytes(b"PK nothing")
    monkeypatch.setattr(reading, "reader_file", lambda: broken)
    monkeypatch.setattr(check, "joint_reader", reading.JointReader)
    scripted.script = lambda asked: [claims_json([good(asked, "Nobody had ever asked the father who he was.")])]
    answer = chatting.ask(FATHERS)
    check_extractive(answer, shelf)
    assert answer.how is not None
    assert "could not be checked" in answer.how.fallback
    assert str(tmp_path) not in json.dumps(answer_json(answer))


def test_one_repair_is_asked_for_and_names_what_failed(chatting: Assistant, scripted: Scripted, shelf: Library) -> None:
    def script(asked: Asked) -> Sequence[Piece]:
        if not asked.repairing:
            return [claims_json([(ASKED, [(key_of(asked, ASKED), INVENTED)])])]
        assert "a quote does not stand in the passage it is said to be from" in asked.words
        return [claims_json([good(asked)])]

    scripted.script = script
    answer = chatting.ask(FATHERS)
    assert len(scripted.asked) == 2
    assert [claim.text for claim in answer.claims] == [ASKED]
    assert answer.not_verified == ()
    assert answer.how is not None
    assert answer.how.repaired
    check_shown(answer, shelf)


def test_what_is_not_verified_is_counted_and_kept_apart(
    chatting: Assistant, scripted: Scripted, shelf: Library
) -> None:
    def script(asked: Asked) -> Sequence[Piece]:
        return [claims_json([good(asked), (INVENTED, [(key_of(asked, ASKED), INVENTED)])])]

    scripted.script = script
    answer = chatting.ask(FATHERS)
    assert [claim.text for claim in answer.claims] == [ASKED]
    assert [one.text for one in answer.not_verified] == [INVENTED]
    assert INVENTED not in answer.answer
    assert any("1 sentence that the model wrote could not be verified" in notice for notice in answer.notices)
    check_shown(answer, shelf)


LYING: dict[str, object] = {
    "an invented quote": lambda a: [claims_json([(INVENTED, [(key_of(a, ASKED), INVENTED)])])],
    "an absent key": lambda a: [claims_json([(ASKED, [("ZZZZ-0000", ASKED)])])],
    "mixed keys": lambda a: [claims_json([(ASKED, [(key_of(a, TWO_OF_NINE), ASKED)])])],
    "a short quote": lambda a: [claims_json([("No assessment named the father.", [(key_of(a, ASKED), "named him")])])],
    "no source": lambda a: [claims_json([(ASKED, [])])],
    "a swapped number": lambda a: [
        claims_json([good(a, "Fathers were invited to the conference in seven of nine cases.", TWO_OF_NINE)])
    ],
    "a swapped negation": lambda a: [
        claims_json([good(a, "The father was asked who he was and an assessment named him.", ASKED)])
    ],
    "a quote cut off before its not": lambda a: [
        claims_json([good(a, "Someone asked the father who he was.", "asked who he was, and no assessment")])
    ],
    "another matter": lambda a: [claims_json([good(a, "The school had asked for the police to be called.", ASKED)])],
    "another language": lambda a: [
        claims_json([good(a, "Le père n'a jamais été interrogé et aucune évaluation ne le nomme.", ASKED)])
    ],
    "nothing in common": lambda a: [claims_json([good(a, "The case is closed and nothing more need be done.", ASKED)])],
    "a remark on the passage": lambda a: [
        claims_json([good(a, "This sentence is a clear account of how the father was never asked who he was.", ASKED)])
    ],
    "a link": lambda a: [claims_json([good(a, f"{ASKED} See https://example.org for more.", ASKED)])],
}


@pytest.mark.parametrize("name", LYING)
def test_a_lie_is_never_shown(name: str, chatting: Assistant, scripted: Scripted, shelf: Library) -> None:
    scripted.script = LYING[name]  # type: ignore[assignment]
    answer = chatting.ask(FATHERS)
    check_extractive(answer, shelf)
    assert answer.not_verified
    assert answer.not_verified[0].reasons
    assert len(scripted.asked) == 2


BROKEN: dict[str, object] = {
    "nothing": lambda a: [],
    "no claims": lambda a: [claims_json([])],
    "white space": lambda a: ["  \n"],
    "half a JSON": lambda a: [claims_json([good(a), good(a, TWO_OF_NINE, TWO_OF_NINE)])[:-40]],
    "death in mid-answer": lambda a: [claims_json([good(a)])[:-20], Die()],
    "prose": lambda a: ["Fathers are often left out, as the reviews say."],
    "a refusal": lambda a: ["I cannot help with that."],
    "garbage": lambda a: ["}{]\x00\ufffd", "\\u12", '"""'],
    "wrong types": lambda a: ['{"claims": [{"claim": 7, "sources": "all"}]}'],
    "another object": lambda a: ['{"answer": "yes"}'],
    "a list": lambda a: ['[{"claim": "x", "sources": []}]'],
    "50,000 characters": lambda a: ['{"claims": [{"claim": "', *["word " * 1000] * 10, '"}]}'],
    "rate limit": lambda a: Refused(429),
    "error": lambda a: Refused(500),
    "no key": lambda a: Refused(401),
    "bad request": lambda a: Refused(400),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_model_that_fails_leaves_the_answer_to_the_reports_own_sentences(
    name: str, chatting: Assistant, scripted: Scripted, shelf: Library
) -> None:
    scripted.script = BROKEN[name]  # type: ignore[assignment]
    began = time.monotonic()
    answer = chatting.ask(FATHERS)
    assert time.monotonic() - began < 2
    check_extractive(answer, shelf)
    assert "sk-secret" not in json.dumps(answer_json(answer))


def test_a_model_that_hangs_is_given_up_at_its_time(scripted: Scripted, shelf: Library, composer: object) -> None:
    from dataclasses import replace

    from assistant.claims.composer import ChatComposer
    from assistant.claims.opening import open_chat_model

    assert isinstance(composer, ChatComposer)
    model = open_chat_model("openai:scripted", base_url=scripted.address, timeout_s=1)
    chatting = Assistant(shelf, chat=replace(composer, model=model))
    scripted.script = lambda asked: ['{"claims": [', Wait(20)]
    began = time.monotonic()
    answer = chatting.ask(FATHERS)
    assert time.monotonic() - began < 3
    check_extractive(answer, shelf)
    assert scripted.broken_off.wait(3)


def test_a_model_without_structured_output_is_asked_for_lines(
    chatting: Assistant, scripted: Scripted, shelf: Library
) -> None:
    def script(asked: Asked) -> Sequence[Piece] | Refused:
        if asked.structured:
            return Refused(400)
        return [f"Here you are.\nCLAIM: {ASKED}\nSOURCE: {key_of(asked, ASKED)}\nQUO", f"TE: {ASKED}\n\nEND"]

    scripted.script = script
    answer = chatting.ask(FATHERS)
    assert [claim.checked for claim in answer.claims] == ["verbatim"]
    assert chatting.tools.chat is not None
    assert chatting.tools.chat.model.form == "plain"
    check_shown(answer, shelf)


def test_claims_appear_one_by_one_while_the_model_writes(
    chatting: Assistant, scripted: Scripted, shelf: Library
) -> None:
    def script(asked: Asked) -> Sequence[Piece]:
        whole = claims_json([good(asked), good(asked, TWO_OF_NINE, TWO_OF_NINE)])
        first = whole.index("}]}") + 3
        return [whole[:first], Wait(1.5), whole[first:]]

    scripted.script = script
    seen: list[tuple[float, int | str]] = []
    began = time.monotonic()
    for step in chatting.stream(FATHERS):
        shown = step.words if isinstance(step, Progress) else len(step.claims)
        seen.append((time.monotonic() - began, shown))
        if isinstance(step, Answer):
            check_shown(step, shelf)
    first = next(at for at, shown in seen if shown == 1)
    second = next(at for at, shown in seen if shown == 2)
    assert second - first > 1
    assert "Checking 1 quote" in [shown for _, shown in seen]


def test_stopping_one_readers_answer_stops_its_request_and_no_other(chatting: Assistant, scripted: Scripted) -> None:
    def script(asked: Asked) -> Sequence[Piece]:
        if "Eastby" in asked.words.split("The question:")[1]:
            written = claims_json([good(asked, SELDOM, SELDOM)])
            return [written[:20], Wait(2.0), written[20:]]
        return ['{"claims": [', Wait(20)]

    scripted.script = script
    with ThreadPoolExecutor(1) as other:
        kept = other.submit(chatting.ask, "What did Eastby find about fathers and male partners?")
        with closing(chatting.stream(FATHERS)) as stopped:  # type: ignore[type-var]
            for step in stopped:
                waiting = isinstance(step, Progress) and step.words == "Waiting for the chat model to write"
                if waiting and any(FATHERS in asked.words for asked in scripted.asked):
                    break
        assert scripted.broken_off.wait(3)
        answer = kept.result(timeout=10)
    assert answer.composer == "chat:openai:scripted"


def test_a_report_that_gives_orders_changes_nothing(chatting: Assistant, scripted: Scripted, shelf: Library) -> None:
    """A model that does what a report tells it, and says that the case is closed, is not believed."""
    said = "The case is closed and nothing more need be done."
    scripted.script = lambda asked: [claims_json([(said, [(next(iter(asked.passages)), said)])])]
    check_extractive(chatting.ask(FATHERS), shelf)


def test_the_model_sees_only_passages_that_the_filters_admit(chatting: Assistant, scripted: Scripted) -> None:
    chatting.ask(FATHERS, filters=Filters(local_authority=("Eastby",)))
    assert scripted.asked
    assert scripted.asked[0].passages
    assert "Torvale" not in scripted.asked[0].words


def test_what_is_not_a_question_for_the_library_never_reaches_the_model(
    chatting: Assistant, scripted: Scripted
) -> None:
    for question in ("", "What is the capital of Australia?", "A child is being beaten next door right now"):
        chatting.ask(question)
    assert scripted.asked == []


def test_repetition_is_shown_once(chatting: Assistant, scripted: Scripted, shelf: Library) -> None:
    scripted.script = lambda asked: [claims_json([good(asked)] * 7)]
    answer = chatting.ask(FATHERS)
    assert [claim.text for claim in answer.claims] == [ASKED]
    check_shown(answer, shelf)
