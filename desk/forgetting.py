"""Taking the words of an erased review out of a kept answer."""

from __future__ import annotations

import re
from collections.abc import Mapping

Json = dict[str, object]

REMOVED = "A review that this answer quoted has been erased from the library, and its words with it."


def without_review(answer: Mapping[str, object], review_id: str) -> Json:
    """Return the JSON of an answer without anything that a review said, its other numbers unchanged.

    A claim that rests on the erased review goes whole, also where another review bears it too: its words may be
    either's. The Markdown is made again from the claims that are left.
    """
    kept = dict(answer)
    citations = [c for c in _objects(answer, "citations") if c.get("review_id") != review_id]
    gone = {c.get("n") for c in _objects(answer, "citations")} - {c.get("n") for c in citations}
    passages = [p for p in _objects(answer, "passages") if p.get("review_id") != review_id]
    kept |= {"citations": citations, "passages": passages}
    filters = answer.get("filters")
    if isinstance(filters, Mapping):
        kept["filters"] = {key: value for key, value in filters.items() if key != "review_id"}
    if not gone:
        return kept
    claims = _objects(answer, "claims")
    staying = [i for i, claim in enumerate(claims) if not gone & set(_numbers(claim))]
    kept["claims"] = [claims[i] for i in staying]
    kept["layout"] = _layout(_objects(answer, "layout"), {old: new for new, old in enumerate(staying)})
    said = [f"“{claims[i].get('text')}” " + "".join(f"[{n}]" for n in _numbers(claims[i])) for i in staying]
    kept["answer"] = "\n\n".join([*said, f"*{REMOVED}*"])
    notices = answer.get("notices")
    kept["notices"] = [*(notices if isinstance(notices, list) else []), REMOVED]
    return kept


def _layout(blocks: list[Json], places: Mapping[int, int]) -> list[Json]:
    """The blocks of the claims that stay; a lead-in or heading whose claims are gone goes with them."""
    kept: list[Json] = []
    waiting: list[Json] = []
    for block in blocks:
        claim = block.get("claim")
        if block.get("kind") != "claim" or not isinstance(claim, int):
            if block.get("kind") == "text":
                waiting = []
                kept.append(block)
            else:
                # A new heading ends the wait of what stood above it without a claim.
                waiting = [b for b in waiting if b.get("kind") == "heading" and block.get("kind") == "lead_in"]
                waiting.append(block)
        elif claim in places:
            kept += [*waiting, block | {"claim": places[claim]}]
            waiting = []
    return kept


def _objects(answer: Mapping[str, object], key: str) -> list[Json]:
    value = answer.get(key)
    return [dict(item) for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def _numbers(claim: Mapping[str, object]) -> list[int]:
    value = claim.get("citations")
    return [int(n) for n in value if re.fullmatch(r"\d+", str(n))] if isinstance(value, list) else []
