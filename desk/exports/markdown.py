"""A hand-out or a training pack as Markdown, with each quotation's place in a footnote."""

from __future__ import annotations

import re
from collections.abc import Iterator

from desk.exports.handout import HandedOut, Handout, Piece, Source
from desk.exports.word import left_out_words

# Characters with a meaning in Markdown or HTML anywhere in a line, and those that begin a block.
_ANYWHERE = re.compile(r"([\\`*_\[\]<>~|&!$^#])")
_AT_START = re.compile(r"^(\s*)([-+=:]|\d+(?=[.)]))")


def markdown(handout: Handout, *, training: bool = False) -> str:
    """Write a hand-out as Markdown; with ``training`` also notes and prompts."""
    lines = [f"# {literal(handout.title)}", "", literal(handout.made_from), ""]
    for statement in handout.statements:
        lines += [literal(statement), ""]
    if training and handout.notes:
        lines += ["## Before the session", "", *_own(handout.notes), ""]
    notes: list[str] = []
    for answer in handout.answers:
        lines += _answer(answer, notes, training=training)
    if handout.references():
        lines += ["## References", ""]
        for number, (reference, _) in enumerate(handout.references(), 1):
            lines.append(f"{number}. {literal(reference.words)}{_address(reference.url)}")
        lines.append("")
    return "\n".join([*lines, *notes]).rstrip() + "\n"


def literal(words: str) -> str:
    """Return words as one line that Markdown shows as they are."""
    escaped = _ANYWHERE.sub(r"\\\1", " ".join(words.split()))
    return _AT_START.sub(
        lambda m: m.group(1) + (m.group(2) + "\\" if m.group(2).isdigit() else "\\" + m.group(2)), escaped
    )


def _answer(answer: HandedOut, notes: list[str], *, training: bool) -> Iterator[str]:
    yield from (f"## {literal(answer.question)}", "")
    for line in answer.about:
        yield from (literal(line), "")
    yield from (f"### {literal(answer.outcome)}", "")
    sources = {source.n: source for source in answer.sources}
    for piece in answer.pieces:
        yield from _piece(piece, sources, notes)
    if answer.left_out:
        yield from (literal(left_out_words(answer.left_out)), "")
    if training and answer.notes:
        yield from ("### The trainer’s notes", "", *_own(answer.notes), "")
    if training and answer.prompts:
        yield from ("### To discuss", "", *(f"- {literal(prompt)}" for prompt in answer.prompts), "")


def _piece(piece: Piece, sources: dict[int, Source], notes: list[str]) -> Iterator[str]:
    if piece.kind == "text":
        yield from (*_own(piece.text), "")
        return
    if piece.kind == "heading":
        yield from (f"#### {literal(piece.text)}", "")
        return
    marks = ""
    for n in piece.sources:
        if source := sources.get(n):
            notes.append(f"[^{len(notes) + 1}]: Source {n}: {literal(source.cited)}{_address(source.reference.url)}")
            marks += f"[^{len(notes)}]"
    mark = f" ({literal(piece.mark)})" if piece.mark else ""
    words = literal(piece.text)
    yield from (f"> “{words}”{mark}{marks}" if piece.quoted else f"{words}{mark}{marks}", "")


def _own(words: str) -> Iterator[str]:
    """Keep the lists and strong words of what we or a trainer wrote; nothing else of it is markup."""
    for line in words.splitlines():
        listed = re.match(r"\s*[-*] ", line)
        inner = line[listed.end() :] if listed else line
        parts = re.split(r"\*\*(.+?)\*\*", inner)
        shown = "".join(f"**{literal(part)}**" if i % 2 else _spaced(part) for i, part in enumerate(parts))
        yield f"- {shown}" if listed else shown


def _spaced(part: str) -> str:
    """Escape a part of a line and keep the spaces at its ends."""
    if not part.strip():
        return " " if part else ""
    return (" " if part[0].isspace() else "") + literal(part) + (" " if part[-1].isspace() else "")


def _address(url: str | None) -> str:
    return f" <{url}>" if url and not re.search(r"[\s<>]", url) else ""
