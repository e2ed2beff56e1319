"""The support check that needs no model server: meaning and explicit comparisons, weighed together.

Method: a logistic model whose output is a calibrated probability (Platt, 1999) over the measures of
``assistant.support.features``. ``data/support.json`` has its weights and says what it was fitted on.
"""

from __future__ import annotations

import json
import math
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from assistant.reading import Reading, joint_reader
from assistant.support.agreement import Agreement, Read, agree, read
from assistant.support.features import Measured, measure
from assistant.support.model import Support
from assistant.support.words import words_of
from vectorstore import Encoder

_KEPT = 256  # texts whose words stay encoded: a quote is often held against several claims
_COUNTS = 0.4  # a measure that moves the logit by less than this is no reason worth telling


@dataclass(frozen=True, slots=True)
class SupportModel:
    """The logistic model; from ``line`` on a claim is supported."""

    bias: float
    weights: Mapping[str, float]
    line: float

    def probability(self, values: Mapping[str, float]) -> float:
        """The probability that the quotes bear the claim."""
        total = self.bias + sum(weight * values[name] for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-max(-40.0, min(40.0, total))))


@cache
def support_model() -> SupportModel:
    """Return the fitted model."""
    made = json.loads(files("assistant").joinpath("data/support.json").read_text(encoding="utf-8"))
    return SupportModel(made["bias"], made["weights"], made["line"])


class EmbeddedCheck:
    """Judges with the library's own encoder; safe to share between threads as the encoder is."""

    def __init__(self, encoder: Encoder) -> None:
        """``encoder`` gives the word vectors; it is loaded at the first judgement."""
        self._encoder = encoder
        self._kept: OrderedDict[str, Read] = OrderedDict()
        self._lock = threading.Lock()

    def judge(self, claim: str, quotes: Sequence[str], context: str = "") -> Support:
        """Judge one claim; without words or quotes there is nothing to support."""
        held = [quote for quote in quotes if words_of(quote)]
        if not words_of(claim) or not held:
            return Support("unsupported", 0.0, ("there is no quote to bear the claim",))
        measured = self.measure(claim, held, context)
        model = support_model()
        score = model.probability(measured.values)
        verdict = "supported" if score >= model.line else "unsupported"
        return Support("supported" if verdict == "supported" else "unsupported", score, told(measured, model))

    def measure(self, claim: str, quotes: Sequence[str], context: str = "") -> Measured:
        """Take every measure of a claim and quotes that have words."""
        agreement = self.agreement(claim, quotes, context)
        return measure(agreement, self._joint(claim, quotes, agreement.bearing, context), claim, quotes, context)

    def _joint(self, claim: str, quotes: Sequence[str], bearing: str, context: str) -> Reading:
        """Read the claim beside all quotes and beside the sentences that bear it best; the better reading counts."""
        head = f"{context.rstrip('. ')}. " if context.strip() else ""
        texts = dict.fromkeys((" ".join(quotes), bearing or " ".join(quotes)))
        return max(joint_reader().claims([(head + text, claim) for text in texts]), key=lambda one: one.whole)

    def agreement(self, claim: str, quotes: Sequence[str], context: str = "") -> Agreement:
        """How the words of a claim are met by quotes that have words, without any explicit comparison."""
        mine, *theirs = self._reads([claim, *quotes])
        return agree(mine, theirs, context)

    def _reads(self, texts: Sequence[str]) -> list[Read]:
        with self._lock:
            found = {text: self._kept[text] for text in texts if text in self._kept}
        new = list(dict.fromkeys(text for text in texts if text not in found))
        found.update(zip(new, read(self._encoder, new), strict=True) if new else ())
        with self._lock:
            for text in texts:
                self._kept[text] = found[text]
                self._kept.move_to_end(text)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return [found[text] for text in texts]


def told(measured: Measured, model: SupportModel) -> tuple[str, ...]:
    """The reasons of the measures that weigh against the claim, the gravest first."""
    weighed = sorted((model.weights.get(name, 0.0) * value, name) for name, value in measured.values.items())
    return tuple(
        dict.fromkeys(
            measured.reasons[name] for share, name in weighed if share < -_COUNTS and name in measured.reasons
        )
    )
