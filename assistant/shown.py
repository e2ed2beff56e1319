"""What of a passage is shown: all of it, or the part around its best sentence."""

from __future__ import annotations

from assistant.rank import Ranked
from assistant.sentences import Span

MAX_PASSAGE = 1_200


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
