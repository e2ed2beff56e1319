"""Making a hand-out: every quotation is looked up in the library again, and what is not found is left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeVar

from assistant.model import Answer, Block, Citation, Claim
from desk.checks import CheckStatus, Verdict
from desk.conversations import kept_answer, library_version
from desk.exports.handout import HandedOut, Handout, Piece, Reference, Source
from desk.exports.prompts import discussion_prompts
from vectorstore import NotInLibrary
from web import check_words, take_words, text
from web.answer_html import filter_words
from web.check_marks import source_statuses, state_words
from web.faces import LibraryFace
from web.markup import web_address
from web.reference import full_reference, place_words
from web.site import Site
from web.stored import Put


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote for a training pack: before the session, and notes and prompts for each answer in order."""

    before: str = ""
    notes: Sequence[str] = ()
    prompts: Sequence[Sequence[str]] = ()


def handout(site: Site, puts: Sequence[Put], title: str, written: Written | None = None) -> Handout:
    """Make a hand-out of answers that were taken out of where they are kept; the library says what stands in it."""
    statements = [text.WHAT_IT_IS]
    if site.library.demonstration:
        statements.insert(0, text.DEMONSTRATION)
    answers = [handed_out(site, put) for put in puts]
    if written:
        answers = [
            replace(one, notes=_at(written.notes, i, ""), prompts=tuple(_at(written.prompts, i, ())))
            for i, one in enumerate(answers)
        ]
    return Handout(
        title=title,
        made=datetime.now(UTC).astimezone(),
        library_version=library_version(site.library.reviews()),
        statements=tuple(statements),
        answers=tuple(answers),
        notes=written.before if written else "",
    )


def handed_out(site: Site, put: Put) -> HandedOut:
    """Make one answer ready, with the prompts that its sources suggest."""
    answer = put.answer
    statuses = source_statuses(site.desk, put.turn, answer)
    sources = {c.n: made for c in answer.citations if (made := _source(site.library, c, statuses[c.n]))}
    pieces, missing = _pieces(answer, sources)
    used = {n for piece in pieces for n in piece.sources}
    kept_sources = tuple(source for n, source in sources.items() if n in used)
    return HandedOut(
        question=answer.question,
        about=tuple(_about(site, put)),
        outcome=text.STATUS_HEADING[answer.status],
        pieces=pieces,
        sources=kept_sources,
        left_out=missing,
        prompts=discussion_prompts(kept_sources),
    )


def _about(site: Site, put: Put) -> Iterator[str]:
    answer = put.answer
    if answer.standalone_question.strip() not in ("", answer.question.strip()):
        yield take_words.UNDERSTOOD.format(words=answer.standalone_question)
    if limits := filter_words(answer.filters):
        yield take_words.SEARCHED.format(words=limits)
    if kept := kept_answer(site.desk, put.turn):
        day = text.long_date(kept.kept_at.date())
        yield take_words.ANSWERED_ON.format(day=day, version=kept.library_version)
    yield from answer.notices


def _source(library: LibraryFace, citation: Citation, status: CheckStatus) -> Source | None:
    """Return a citation whose words stand in the library where it says, else None."""
    try:
        record = library.review(citation.review_id, citation.version)
        words = library.text(citation.review_id, citation.version)[citation.start : citation.end]
    except NotInLibrary:
        return None
    if not words.strip() or words != citation.quote:
        return None
    details = record.details
    published = details.published.isoformat() if details.published else None
    reference = Reference(
        review_id=record.review_id,
        version=record.version,
        words=full_reference(
            local_authority=details.local_authority,
            title=details.title,
            file=record.file,
            kind=details.kind,
            published=published,
        ),
        title=details.title or record.file,
        authority=text.place_name(details.local_authority) if details.local_authority else None,
        kind=text.kind_name(details.kind) if details.kind else None,
        published=published,
        url=web_address(details.url),
        file=record.file,
    )
    notes = [f"{text.SCAN}."] if citation.ocr else []
    if state := state_words(record):
        notes.append(f"{state}.")
    return Source(
        n=citation.n,
        reference=reference,
        quote=words,
        page=citation.page,
        page_label=citation.page_label,
        paragraph=citation.paragraph,
        place=place_words(citation.page, citation.page_label, citation.paragraph),
        role=citation.role,
        ocr=citation.ocr,
        checked=check_words.status_words(status) or take_words.NOT_CHECKED,
        doubted=status.disputed or status.agreed not in (None, Verdict.SUPPORTED),
        notes=tuple(notes),
    )


def _pieces(answer: Answer, sources: Mapping[int, Source]) -> tuple[tuple[Piece, ...], int]:
    """Return the answer's pieces that stand, and how many claims do not; a lead-in goes with its claims."""
    blocks = answer.layout or _bare(answer)
    pieces: list[Piece] = []
    waiting: list[Piece] = []
    missing = 0
    for block in blocks:
        if block.kind == "claim" and block.claim is not None and block.claim < len(answer.claims):
            piece = _claim(answer.claims[block.claim], sources)
            if piece is None:
                missing += 1
            else:
                pieces += [*waiting, piece]
                waiting = []
        elif block.kind == "text":
            pieces.append(Piece("text", block.text))
            waiting = []
        else:
            # A lead-in or heading whose claims are all gone says nothing; a heading waits through its lead-ins.
            kept = [one for one in waiting if one.kind == "heading" and block.kind == "lead_in"]
            waiting = [*kept, Piece("heading" if block.kind == "heading" else "lead_in", block.text)]
    return tuple(pieces), missing


def _bare(answer: Answer) -> tuple[Block, ...]:
    if answer.claims:
        return tuple(Block("claim", claim.text, i) for i, claim in enumerate(answer.claims))
    return (Block("text", answer.answer),)


def _claim(claim: Claim, sources: Mapping[int, Source]) -> Piece | None:
    """Return a claim whose sources all stand; a quoted one must also be words of one of them."""
    if not claim.citations or any(n not in sources for n in claim.citations):
        return None
    quoted = claim.checked == "verbatim"
    words = _flat(claim.text)
    if quoted and not any(words in _flat(sources[n].quote) for n in claim.citations):
        return None
    doubts = dict.fromkeys(sources[n].checked for n in claim.citations if sources[n].doubted)
    mark = "; ".join(filter(None, (text.CHECKED[claim.checked], *doubts)))
    return Piece("claim", claim.text, claim.citations, quoted=quoted, mark=mark)


def _flat(words: str) -> str:
    return " ".join(words.split())


T = TypeVar("T")


def _at(given: Sequence[T], place: int, otherwise: T) -> T:
    return given[place] if place < len(given) else otherwise
