"""The support check that needs no model server: semantic agreement and explicit comparisons, weighed together."""

from __future__ import annotations

import math
from collections.abc import Sequence

from assistant.support.agreement import agree, read
from assistant.support.model import Support
from assistant.support.numbers import compare_numbers
from assistant.support.polarity import compare_polarity
from vectorstore import Encoder

_NAMED_WORDS = 4


class EmbeddedCheck:
    """Judges with the library's own encoder; safe to share between threads as the encoder is."""

    def __init__(self, encoder: Encoder) -> None:
        """``encoder`` gives the word vectors; it is loaded at the first judgement."""
        self._encoder = encoder

    def judge(self, claim: str, quotes: Sequence[str], context: str = "") -> Support:
        """Judge one claim; without words or quotes there is nothing to support."""
        held = [quote for quote in quotes if quote.strip()]
        if not claim.strip() or not held:
            return Support("unsupported", 0.0, ("there is no quote to bear the claim",))
        mine, *theirs = read(self._encoder, [claim, *held])
        agreement = agree(mine, theirs, context)
        numbers = compare_numbers(claim, held, context)
        polarity = compare_polarity(agreement, held)
        total = (
            12 * (agreement.met - 0.55)
            - 4 * agreement.unmet_share
            + 3 * (agreement.cosine - 0.5)
            - 6 * len(numbers.conflicts)
            - 3 * len(numbers.absent)
            - 5 * max(0.0, polarity.share - 0.3)
        )
        reasons = [*numbers.conflicts, *numbers.absent]
        if polarity.share > 0.5:
            reasons.append(f"the claim and the quote differ on whether this is denied: {', '.join(polarity.words[:3])}")
        if agreement.unmet:
            missing = ", ".join(dict.fromkeys(word.text for word in agreement.unmet[:_NAMED_WORDS]))
            reasons.append(f"the quote says nothing of: {missing}")
        score = 1 / (1 + math.exp(-max(-40.0, min(40.0, total))))
        return Support("supported" if score >= 0.5 else "unsupported", score, tuple(reasons))
