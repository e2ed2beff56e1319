"""The last step: nothing is shown as a quote that is not in the library, word for word, at its place.

Also puts each quote on the page where it starts, which can be later than the page where its passage starts.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

from assistant.compose import Draft
from assistant.model import Block, Citation, Claim
from vectorstore import Library, NotInLibrary

_log = logging.getLogger(__name__)


def verify(draft: Draft, library: Library) -> Draft:
    """Return the draft with only the claims whose every quote stands where its citation says, renumbered in order."""
    placed = {c.n: _placed(c, library) for c in draft.citations}
    kept = [i for i, claim in enumerate(draft.claims) if all(placed.get(n) for n in claim.citations)]
    if len(kept) < len(draft.claims):
        _log.error("%d quotes were not found at their place and were left out", len(draft.claims) - len(kept))
    used = [n for i in kept for n in draft.claims[i].citations]
    number = {old: new for new, old in enumerate(dict.fromkeys(used), 1)}
    citations = tuple(replace(c, n=number[old]) for old in number if (c := placed[old]) is not None)
    claims = tuple(
        Claim(draft.claims[i].text, tuple(number[n] for n in draft.claims[i].citations), draft.claims[i].checked)
        for i in kept
    )
    position = {old: new for new, old in enumerate(kept)}
    layout = tuple(
        block if block.claim is None else Block(block.kind, block.text, position[block.claim])
        for block in draft.layout
        if block.claim is None or block.claim in position
    )
    return Draft(claims, citations, _led(layout))


def _led(layout: Sequence[Block]) -> tuple[Block, ...]:
    """Leave out the headings and lead-ins whose every claim was left out."""
    kept: list[Block] = []
    for block in reversed(layout):
        after = kept[-1].kind if kept else None
        idle = after != "claim" if block.kind == "lead_in" else after not in ("claim", "lead_in")
        if block.kind in ("claim", "text") or not idle:
            kept.append(block)
    return tuple(reversed(kept))


def _placed(citation: Citation, library: Library) -> Citation | None:
    """Return the citation with its true page, or None where its quote does not stand in the text at its offsets."""
    try:
        text = library.text(citation.review_id, citation.version)
        if text[citation.start : citation.end] != citation.quote or not citation.quote.strip():
            return None
        page = library.page_at(citation.review_id, citation.version, citation.start)
    except NotInLibrary:
        return None
    if citation.page is None and page is None:
        return citation
    return replace(citation, page=page.number, page_label=page.label, ocr=page.ocr) if page else None
