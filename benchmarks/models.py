"""A real chat model under the whole product: ``python -m benchmarks.models --home HOME GOLD.jsonl --out FILE``.

Every answerable question of the file is asked of the library in HOME, with the chat model of the settings, or with
SmolLM2 on this machine where none is set (``benchmarks.small_model``; ``make models-test`` installs it). It writes
fluent nonsense, so what is measured is the check, not the model. What can be told by machine is counted: every quote
stands at its offsets, on its page, and every claim shown as checked has one. Whether a supported claim is right is for
a person to judge: each one is written out with its quotes, and the answers go to FILE one by one, so that a run that
was broken off goes on where it stopped.

A model this small hardly ever writes claims in the form asked for. With ``--helped`` it is asked for less: to say a
sentence of each passage in its own words. The rest is put around it, keys and quotes rightly, so that what reaches the
check are a real model's claims with true quotes.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import get_args

import httpx

import app
from assistant import Answer, Assistant, answer_json
from assistant.claims.chat import ChatModel
from assistant.claims.composer import ChatComposer
from assistant.claims.opening import open_chat_model
from assistant.claims.written import Form
from assistant.support import embedded_check
from benchmarks.common import note
from benchmarks.lies import sentences
from benchmarks.scripted import Asked, Piece, Script, claims_json, nothing, running
from benchmarks.small_model import missing, serving
from desk import GoldQuestion, read_gold
from settings import Settings, read_settings
from vectorstore import Library

FORMS: tuple[Form, ...] = get_args(Form)
Row = Mapping[str, object]
_HELPED = 3  # passages that it is helped with, of each question
_HELPED_TOKENS = 60


def misplaced(answer: Answer, library: Library) -> list[str]:
    """What is shown as checked and is not: each with why."""
    wrong = []
    for citation in answer.citations:
        text = library.text(citation.review_id, citation.version)
        if text[citation.start : citation.end] != citation.quote:
            wrong.append(f"citation {citation.n} is not the text at its offsets")
        page = library.page_at(citation.review_id, citation.version, citation.start)
        if citation.page != (page.number if page else None):
            wrong.append(f"citation {citation.n} names another page")
    numbers = {citation.n: citation for citation in answer.citations}
    for claim in answer.claims:
        cited = [numbers.get(n) for n in claim.citations]
        if claim.checked not in ("verbatim", "supported") or not cited or None in cited:
            wrong.append(f"a claim is shown without a check or a citation: {claim.text}")
        elif claim.checked == "verbatim" and cited[0] is not None and claim.text != cited[0].quote:
            wrong.append(f"a verbatim claim is not its quote: {claim.text}")
    return wrong


def asked(assistant: Assistant, library: Library, model: ChatModel, question: GoldQuestion, form: Form) -> Row:
    """Ask one question in one form, and say what is shown wrongly."""
    model.form = form
    began = time.perf_counter()
    answer = assistant.ask(question.question, question.history)
    return {
        "form": form,
        "seconds": round(time.perf_counter() - began, 1),
        "misplaced": misplaced(answer, library),
        **answer_json(answer, question_id=question.id),
    }


def helped(address: str) -> Script:
    """Let the small model at ``address`` say sentences in its own words, and put them into the form asked for."""

    def script(asked: Asked) -> Sequence[Piece]:
        if asked.repairing or asked.rewriting:
            return nothing(asked)
        question = asked.words.split("The question:")[1].split("\n")[0]
        claims = []
        for key, passage in list(asked.passages.items())[:_HELPED]:
            if found := max(sentences(passage), key=lambda one: _shared(one, question), default=None):
                claims.append((_said(address, found), [(key, found)]))
        return [claims_json(claims)]

    return script


def _shared(sentence: str, question: str) -> int:
    return len(set(sentence.lower().split()) & set(question.lower().split()))


def _said(address: str, sentence: str) -> str:
    """What the model makes of a sentence; its first line, since it seldom stops there."""
    words = f"Say this again in one short sentence, in your own words:\n\n{sentence}"
    asked = {"messages": [{"role": "user", "content": words}], "max_tokens": _HELPED_TOKENS}
    answered = httpx.post(f"{address}/chat/completions", json=asked, timeout=120).json()
    return str(answered["choices"][0]["message"]["content"]).strip().split("\n")[0].strip('" ')


def figures(rows: Sequence[Row]) -> dict[str, object]:
    """The counts, and each claim that is shown as supported with its quotes, for a person to judge."""
    counts: Counter[str] = Counter()
    failures: Counter[str] = Counter()
    supported: list[object] = []
    for row in rows:
        how, claims, citations = row["how"], row["claims"], row["citations"]
        assert isinstance(how, Mapping)
        assert isinstance(claims, list)
        assert isinstance(citations, list)
        written = row["composer"] != "extractive"
        counts["answered by the model" if written else "answered by the reports' own sentences"] += 1
        failures.update([str(how["fallback"])] if how["fallback"] else [])
        for check in how["checks"]:
            counts[f"claims written: {check['checked']}"] += 1
        for claim in claims if written else ():
            counts[f"claims shown: {claim['checked']}"] += 1
            if claim["checked"] == "supported":
                quotes = [one["quote"] for one in citations if one["n"] in claim["citations"]]
                score = next((c["score"] for c in how["checks"] if c["text"] == claim["text"]), None)
                supported.append({"id": row["id"], "score": score, "claim": claim["text"], "quotes": quotes})
    wrong = [words for row in rows for words in _texts(row["misplaced"])]
    return {
        "answers": len(rows),
        "questions": len({row["id"] for row in rows}),
        "shown as checked wrongly": len(wrong),
        "what": wrong,
        **dict(sorted(counts.items())),
        "why the model's claims were not shown": dict(failures.most_common()),
        "supported": supported,
    }


def _texts(given: object) -> list[str]:
    assert isinstance(given, list)
    return [str(one) for one in given]


@contextmanager
def chat_model(settings: Settings, tokens: int, help_it: bool) -> Iterator[ChatModel]:
    """The chat model that is set, or the small one, served for as long as it is used."""
    if settings.chat_model:
        yield app.open_chat(settings)
        return
    if words := missing():
        raise SystemExit(words)
    with serving(tokens) as address, running() as between:
        between.script = helped(address)
        asked_at = between.address if help_it else address
        yield open_chat_model("openai:smollm2", base_url=asked_at, timeout_s=settings.chat_timeout_s)


def main() -> None:
    """Ask, compare, print the figures as JSON."""
    parser = argparse.ArgumentParser(description="A real chat model under the whole product.")
    parser.add_argument("gold", metavar="GOLD.jsonl", type=Path, help="questions; those without an answer are left out")
    parser.add_argument("--home", type=Path, required=True, help="the library's folder")
    parser.add_argument("--out", type=Path, required=True, help="where the answers are kept, one a line")
    parser.add_argument("--form", action="append", choices=FORMS, help="the form asked for; both where none is named")
    parser.add_argument("--tokens", type=int, default=320, help="the most that the small model writes of an answer")
    parser.add_argument("--helped", action="store_true", help="ask the small model for sentences only")
    parser.add_argument("--limit", type=int, metavar="N", help="ask only the first N questions")
    given = parser.parse_args()
    settings = read_settings(home=given.home)
    questions = [one for one in read_gold(given.gold) if one.gold][: given.limit]
    kept = given.out.read_text(encoding="utf-8").splitlines() if given.out.exists() else []
    rows: list[Row] = [json.loads(line) for line in kept]
    done = {(row["id"], row["form"]) for row in rows}
    with (
        app.open_library(settings, app.find_home(settings)) as library,
        chat_model(settings, given.tokens, given.helped) as model,
    ):
        assistant = Assistant(library, chat=ChatComposer(model, embedded_check(library.encoder), settings.mask_details))
        for form in given.form or FORMS:
            for question in questions:
                if (question.id, form) in done:
                    continue
                row = asked(assistant, library, model, question, form)
                rows.append(row)
                with given.out.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(row, ensure_ascii=False) + "\n")
                note(f"{question.id}, {form}: {row['composer']}, {row['seconds']} s")
    print(json.dumps(figures(rows), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
