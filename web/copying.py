"""An answer as a document: its question, its quotations with numbers, and full references, as words and as HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from types import MappingProxyType

from markupsafe import Markup

from assistant.model import Answer, Block, Citation, Claim
from web import text
from web.markup import element, join, web_address
from web.reference import full_reference, place_words


def reference_words(citation: Citation) -> str:
    """Write the full reference of one citation: authority, title, kind, date, page and paragraph."""
    reference = full_reference(
        local_authority=citation.local_authority,
        title=citation.title,
        file=citation.file,
        kind=citation.kind,
        published=citation.published,
        place=place_words(citation.page, citation.page_label, citation.paragraph),
    )
    address = web_address(citation.url)
    return f"{reference} {address}" if address else reference


def as_words(
    answer: Answer, version: str, day: datetime | None = None, checks: Mapping[int, str] = MappingProxyType({})
) -> str:
    """Return an answer with its references as plain text; ``checks`` says what trainers found, by citation."""
    claims = dict(enumerate(answer.claims))
    lines = [answer.standalone_question or answer.question, ""]
    for block in _blocks(answer):
        claim = claims.get(block.claim) if block.claim is not None else None
        lines += [_claim_words(claim) if claim else block.text, ""]
    if answer.citations:
        lines += [text.PRINT_REFERENCES, ""]
        lines += [f"[{c.n}] {reference_words(c)}{_beside(c, checks)}" for c in answer.citations]
        lines.append("")
    lines += [*answer.notices, _made(version, day), text.WHAT_IT_IS]
    return "\n".join(lines)


def as_document(
    answer: Answer, version: str, day: datetime | None = None, checks: Mapping[int, str] = MappingProxyType({})
) -> Markup:
    """Return the same as HTML that reads as a document, for printing and for the clipboard."""
    claims = dict(enumerate(answer.claims))
    parts: list[Markup] = [element("h1", element("bdi", answer.standalone_question or answer.question))]
    for block in _blocks(answer):
        claim = claims.get(block.claim) if block.claim is not None else None
        if claim is not None:
            parts.append(_claim(claim))
        elif block.kind == "heading":
            parts.append(element("h2", block.text))
        elif block.kind == "lead_in":
            parts.append(element("p", element("strong", block.text)))
        else:
            parts += [element("p", words) for words in _paragraphs(block.text)]
    if answer.citations:
        parts.append(element("h2", text.PRINT_REFERENCES))
        listed = [
            element("li", element("bdi", reference_words(c)), _beside(c, checks), value=c.n) for c in answer.citations
        ]
        parts.append(element("ol", listed))
    parts += [element("p", notice) for notice in answer.notices]
    parts.append(element("p", _made(version, day)))
    parts.append(element("p", text.WHAT_IT_IS))
    return join(parts)


def _blocks(answer: Answer) -> tuple[Block, ...]:
    return answer.layout or (Block("text", answer.answer),)


def _claim(claim: Claim) -> Markup:
    numbers = "".join(f" [{n}]" for n in claim.citations)
    if claim.checked == "verbatim":
        return element("blockquote", element("p", "“", element("bdi", claim.text), "”", numbers))
    return element("p", element("bdi", claim.text), numbers, f" ({_checked(claim)})")


def _claim_words(claim: Claim) -> str:
    numbers = "".join(f" [{n}]" for n in claim.citations)
    return f"“{claim.text}”{numbers}" if claim.checked == "verbatim" else f"{claim.text}{numbers} ({_checked(claim)})"


def _checked(claim: Claim) -> str:
    words: Mapping[str, str] = text.CHECKED
    return words[claim.checked]


def _paragraphs(words: str) -> Iterator[str]:
    for paragraph in re.split(r"\n\s*\n", words):
        if plain := " ".join(paragraph.replace("**", "").split()):
            yield plain


def _beside(citation: Citation, checks: Mapping[int, str]) -> str:
    """Say of a source what whoever reads it must know."""
    said = [text.SCAN] if citation.ocr else []
    said += [checks[citation.n]] if citation.n in checks else []
    return f" ({'. '.join(said)}.)" if said else ""


def _made(version: str, day: datetime | None) -> str:
    made = day or datetime.now(UTC)
    return text.PRINT_MADE.format(product=text.PRODUCT, day=text.long_date(made.date()), version=version)
