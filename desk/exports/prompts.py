"""Prompts for a training session, made by rule from what an answer rests on; whoever trains edits them."""

from __future__ import annotations

from collections.abc import Sequence

from desk.exports.handout import Source
from ingest.model import Role

_BY_ROLE: dict[Role, str] = {
    Role.RECOMMENDATION: "Take the recommendation in source {n}. Who would have to do what for it to hold here, and "
    "what would show that it is done?",
    Role.FINDING: "Where in your own work could what source {n} describes happen, and what would you notice first?",
    Role.CONCERN: "Source {n} describes something going wrong. Who could have asked a question, of whom, and when?",
    Role.GOOD_PRACTICE: "Source {n} describes good practice. What made it possible, and what would make it usual here?",
    Role.CHRONOLOGY: "Read the events around source {n}. What was known at the time, and by whom?",
}
MOST = 6


def discussion_prompts(sources: Sequence[Source]) -> tuple[str, ...]:
    """Suggest prompts: one for each kind of lesson quoted, then on how the reviews compare and how sure one can be."""
    if not sources:
        return ()
    prompts = []
    for role, words in _BY_ROLE.items():
        first = next((source for source in sources if source.role == role), None)
        if first:
            prompts.append(words.format(n=first.n))
    years = sorted({int(s.reference.published[:4]) for s in sources if s.reference.published})
    reviews = {source.reference.review_id for source in sources}
    if len(reviews) > 1 and len(years) > 1:
        prompts.append(
            f"These {len(reviews)} reviews were published between {years[0]} and {years[-1]}. What has changed in "
            "practice since the earliest, and what has not?"
        )
    elif len(reviews) > 1:
        prompts.append(f"These {len(reviews)} reviews speak to the same question. Where do they differ, and why?")
    last = sources[-1].n
    prompts.append(f"Open the page of source {last}. What does the passage around the quotation add or limit?")
    return tuple(prompts[:MOST])
