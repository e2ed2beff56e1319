"""Finish an answer: its Markdown, its notices, what was searched, the passages found."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant import words
from assistant.claims.prompts import version
from assistant.compose import Draft
from assistant.model import Answer, Block, Considered, FoundPassage, How, Status
from assistant.rank import Ranked
from assistant.shown import shown_span
from assistant.state import State, Tools
from assistant.understand import admitted, display_name
from vectorstore import Filters, Library

MOST_PASSAGES = 10
_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~]|&(?=#?\w+;)|^[-+=])")
_NUMBERED = re.compile(r"^(\d{1,9})(?=[.)])")


def finish(state: State, tools: Tools, status: Status, text: str) -> Answer:
    """Make the Answer of a settled state; ``text`` is what we say ourselves, before any claims."""
    draft = state.draft if status in (Status.ANSWERED, Status.PARTIAL) and state.draft else Draft((), (), ())
    understood = state.meaning
    offered = status not in (Status.URGENT, Status.INVALID)
    passages = found_passages(state.ranked, tools.library) if offered else ()
    own: tuple[Block, ...] = (Block("text", text),) if text else ()
    if status is Status.NO_EVIDENCE and passages:
        own = (*own, Block("text", words.NEAREST))
    layout = own + draft.layout
    filters = understood.filters if understood else state.given
    notices = _notices(filters, tools, status) + _about_the_model(state, tools)
    reviews = admitted(filters, tools.library.reviews()) if understood else ()
    written = state.composed is not None and not state.composed.failure
    composer = f"chat:{tools.chat.model.name}" if written and tools.chat else "extractive"
    timings = {**state.timings, "total_ms": (time.perf_counter() - state.began) * 1000}
    return Answer(
        status=status,
        question=state.question,
        standalone_question=understood.text if understood else state.question,
        filters=filters.as_json(),
        answer=markdown(layout, draft, notices),
        claims=draft.claims,
        citations=draft.citations,
        passages=passages,
        layout=layout,
        notices=notices,
        searched={"reviews": len(reviews), "passages": len(tools.library)} if understood else {},
        confidence=state.evidence.probability if state.evidence else 0.0,
        composer=composer,
        timings=timings,
        not_verified=state.composed.not_verified if state.composed else (),
        how=_how(state, tools, composer, timings) if understood else None,
    )


def _how(state: State, tools: Tools, composer: str, timings: Mapping[str, float]) -> How:
    """Write down how the answer was made; without a chat model's work the extractive composer had the passages."""
    composed = state.composed
    before = (
        [(b.ranked, b.start, b.start + len(b.text)) for b in composed.considered]
        if composed
        else [(one, one.passage.passage.start, one.passage.passage.end) for one in state.ranked[:MOST_PASSAGES]]
    )
    considered = tuple(
        Considered(r.passage.review_id, r.passage.version, r.passage.passage.page, start, end, r.score)
        for r, start, end in before
    )
    made = How(state.understood.text, state.understood.filters.as_json(), considered, composer, timings=timings)
    if composed is None or tools.chat is None:
        return made
    return replace(
        made,
        model=tools.chat.model.name,
        prompts=version(),
        fallback=composed.failure,
        repaired=composed.repaired,
        masked=composed.masked,
        checks=composed.checks,
    )


def _about_the_model(state: State, tools: Tools) -> tuple[str, ...]:
    """Say which composer answered and what was left out, where a chat model was asked."""
    composed = state.composed
    if composed is None or tools.chat is None:
        return ()
    name = tools.chat.model.name
    said = [words.instead_of(name, composed.failure) if composed.failure else words.written_by(name)]
    if composed.not_verified:
        said.append(words.left_out(len(composed.not_verified)))
    return tuple(said)


def markdown(layout: Sequence[Block], draft: Draft, notices: Sequence[str]) -> str:
    """Write the blocks as Markdown with [n] markers; words of reports cannot become markup."""
    out: list[str] = []
    for block in layout:
        if block.kind == "claim" and block.claim is not None:
            claim = draft.claims[block.claim]
            markers = "".join(f"[{n}]" for n in claim.citations)
            said = _escape(block.text)
            # A sentence of a model's stands in a paragraph of its own, and only a report's own words look quoted.
            out.append(f"“{said}” {markers}" if claim.checked == "verbatim" else f"\n\n{said} {markers}")
        elif block.kind == "lead_in":
            out.append(f"\n\n**{_escape(block.text)}**")
        elif block.kind == "heading":
            out.append(f"\n\n### {_escape(block.text)}")
        else:
            out.append(f"\n\n{_escape(block.text)}")
    out.extend(f"\n\n*{_escape(notice)}*" for notice in notices)
    return re.sub(r"[ \t]*\n\n+", "\n\n", " ".join(out)).strip()


def _escape(text: str) -> str:
    plain = re.sub(r"\s+", " ", text).strip()
    return _NUMBERED.sub(r"\1\\", _MARKDOWN.sub(r"\\\1", plain))


def _notices(filters: Filters, tools: Tools, status: Status) -> tuple[str, ...]:
    notices = [words.DEMONSTRATION] if tools.demonstration else []
    undated = tools.library.undated(filters)
    if undated and status not in (Status.URGENT, Status.INVALID):
        notices.append(words.undated(undated))
    return tuple(notices)


def names(authorities: Sequence[str]) -> tuple[str, ...]:
    """Return authorities' names as they are written in a sentence."""
    return tuple(display_name(a) for a in authorities)


def found_passages(ranked: Sequence[Ranked], library: Library, k: int = MOST_PASSAGES) -> tuple[FoundPassage, ...]:
    """Return the ``k`` best passages; of a longer one, the sentences around its best."""
    records = {r.review_id: r for r in library.reviews()}
    out = []
    for one in ranked[:k]:
        stored, passage = one.passage, one.passage.passage
        record = records.get(stored.review_id)
        if record is None:
            continue
        span = shown_span(one)
        start, end = passage.start + span.start, passage.start + span.end
        page = library.page_at(stored.review_id, stored.version, start)
        out.append(
            FoundPassage(
                review_id=stored.review_id,
                version=stored.version,
                file=record.file,
                title=record.title,
                local_authority=record.local_authority,
                published=record.published.isoformat() if record.published else None,
                page=page.number if page else None,
                page_label=page.label if page else None,
                paragraph=passage.paragraph,
                heading_path=passage.heading_path,
                role=passage.role.value,
                ocr=passage.ocr,
                start=start,
                end=end,
                text=stored.text[span.start : span.end],
                score=one.score,
            )
        )
    return tuple(out)
