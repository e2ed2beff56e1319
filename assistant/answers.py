"""Finish an answer: its Markdown, its notices, what was searched, the passages found."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence

from assistant import words
from assistant.compose import Draft
from assistant.model import Answer, Block, FoundPassage, Status
from assistant.rank import Ranked
from assistant.sentences import Span
from assistant.state import State, Tools
from assistant.understand import admitted, display_name
from vectorstore import Filters, Library

MAX_PASSAGE = 1_200
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
    notices = _notices(filters, tools, status)
    reviews = admitted(filters, tools.library.reviews()) if understood else ()
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
        timings={**state.timings, "total_ms": (time.perf_counter() - state.began) * 1000},
    )


def markdown(layout: Sequence[Block], draft: Draft, notices: Sequence[str]) -> str:
    """Write the blocks as Markdown with [n] markers; words of reports cannot become markup."""
    out: list[str] = []
    for block in layout:
        if block.kind == "claim" and block.claim is not None:
            markers = "".join(f"[{n}]" for n in draft.claims[block.claim].citations)
            out.append(f"“{_escape(block.text)}” {markers}")
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


def found_passages(ranked: Sequence[Ranked], library: Library) -> tuple[FoundPassage, ...]:
    """Return the ten best passages; of a longer one, the sentences around its best."""
    records = {r.review_id: r for r in library.reviews()}
    out = []
    for one in ranked[:MOST_PASSAGES]:
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


def shown_span(ranked: Ranked) -> Span:
    """Return the part of a passage that is shown: all of it, or at most 1,200 characters around its best sentence."""
    text, meeting = ranked.passage.text, ranked.meeting
    if len(text) <= MAX_PASSAGE:
        return Span(0, len(text))
    if not meeting.sentences:
        return Span(0, MAX_PASSAGE)
    first = last = int(meeting.sentence_scores.argmax())
    spans = meeting.sentences
    if spans[first].end - spans[first].start > MAX_PASSAGE:
        return Span(spans[first].start, spans[first].start + MAX_PASSAGE)
    while True:
        before = first - 1 if first > 0 and spans[last].end - spans[first - 1].start <= MAX_PASSAGE else None
        after = last + 1 if last + 1 < len(spans) and spans[last + 1].end - spans[first].start <= MAX_PASSAGE else None
        if after is not None:
            last = after
        elif before is not None:
            first = before
        else:
            return Span(spans[first].start, spans[last].end)
