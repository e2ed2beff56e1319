"""A hand-out as a page for printing, with its sources numbered and listed after each answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markupsafe import Markup
from starlette.responses import HTMLResponse

from desk.exports.handout import HandedOut, Handout, Piece
from desk.exports.word import left_out_words
from web import take_words as words
from web.markup import element, join


def printable(handout: Handout) -> HTMLResponse:
    """Return a hand-out as one HTML page with a style sheet for print."""
    several = len(handout.answers) > 1
    body = element(
        "main",
        element("p", words.PRINT_HINT, class_="hint"),
        element("h1", element("bdi", handout.title)),
        element("p", handout.made_from),
        [element("p", statement) for statement in handout.statements],
        [_answer(answer, i if several else None) for i, answer in enumerate(handout.answers, 1)],
    )
    page = element(
        "html",
        element(
            "head",
            element("meta", charset="utf-8"),
            element("meta", name="viewport", content="width=device-width, initial-scale=1"),
            element("meta", name="color-scheme", content="light"),
            element("title", handout.title),
            element("link", rel="stylesheet", href="/page-files/print.css"),
        ),
        element("body", body),
        lang="en-GB",
    )
    return HTMLResponse(f"<!doctype html>{page}", headers={"Cache-Control": "no-store"})


def _answer(answer: HandedOut, number: int | None) -> Markup:
    named = f"answer-{number or 1}"
    heading = element("h2", f"{number}. " if number else None, element("bdi", answer.question))
    sources = [
        element(
            "li", element("bdi", source.cited), _address(source.reference.url), value=source.n, id=f"{named}-{source.n}"
        )
        for source in answer.sources
    ]
    return element(
        "section",
        heading,
        [element("p", element("bdi", line)) for line in answer.about],
        element("h3", answer.outcome),
        [_piece(piece, named) for piece in answer.pieces],
        element("p", left_out_words(answer.left_out)) if answer.left_out else None,
        [element("h3", words.SOURCES), element("ol", sources)] if sources else None,
    )


def _piece(piece: Piece, named: str) -> Markup:
    if piece.kind == "heading":
        return element("h4", piece.text)
    if piece.kind == "text":
        return join(list(_paragraphs(piece.text)))
    marks = [element("a", f"[{n}]", href=f"#{named}-{n}") for n in piece.sources]
    after = [[" ", mark] for mark in marks]
    mark = f" ({piece.mark})" if piece.mark else None
    if piece.quoted:
        return element("blockquote", element("p", "“", element("bdi", piece.text), "”", mark, after))
    return element("p", element("bdi", piece.text), mark, after, class_="lead" if piece.kind == "lead_in" else None)


def _paragraphs(said: str) -> Iterator[Markup]:
    """Set words of ours, whose **strong** words and lists of "- " lines are the only marks."""
    for line in filter(None, (line.strip() for line in said.splitlines())):
        parts = re.split(r"\*\*(.+?)\*\*", re.sub(r"^[-*] ", "• ", line))
        yield element("p", [element("strong", part) if i % 2 else part for i, part in enumerate(parts)])


def _address(url: str | None) -> Markup | None:
    return element("span", " ", url, class_="address") if url else None
