"""Any sentence-transformers cross-encoder trained for natural language inference, as the support check of a setting."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant.support.model import Support

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

_LINE = 0.5


class SupportModelMissing(Exception):
    """The model for the support check that the settings name cannot be found, loaded or used."""


class NliCheck:
    """Takes the probability of entailment, of all quotes together or of the best alone, as the score."""

    def __init__(self, model: str) -> None:
        """Load a model by folder or name, on the processor. Raises SupportModelMissing."""
        from sentence_transformers import CrossEncoder

        path = Path(model).expanduser()
        try:
            self._model: CrossEncoder = CrossEncoder(str(path) if path.is_dir() else model, device="cpu")
        except (OSError, ValueError) as error:
            raise SupportModelMissing(
                f"The support check {model!r} is neither a folder with a cross-encoder nor a model of that name that "
                "can be fetched now. Correct the setting, or take it out to use the built-in check."
            ) from error
        labels = {int(place): str(name).lower() for place, name in dict(self._model.config.id2label).items()}
        self._entailment = _place(labels, ("entail", "support"), ("not", "non"))
        if self._entailment is None:
            raise SupportModelMissing(
                f"The support check {model!r} has no label for entailment (its labels: {', '.join(labels.values())}). "
                "Name a cross-encoder trained for natural language inference."
            )
        self._contradiction = _place(labels, ("contradict", "refut"), ())
        self._lock = threading.Lock()  # a fast tokenizer refuses to be used by two threads at once

    def judge(self, claim: str, quotes: Sequence[str], context: str = "") -> Support:
        """Judge one claim against the quotes as premises, the context in front of each."""
        held = [quote for quote in quotes if quote.strip()]
        if not claim.strip() or not held:
            return Support("unsupported", 0.0, ("there is no quote to bear the claim",))
        premises = list(dict.fromkeys([" ".join(held), *held]))
        head = f"{context.rstrip('. ')}. " if context.strip() else ""
        with self._lock:
            raw = self._model.predict([(head + premise, claim) for premise in premises], show_progress_bar=False)
        chances = _softmax(np.asarray(raw, dtype=np.float64).reshape(len(premises), -1))
        best = int(chances[:, self._entailment].argmax())
        score = float(chances[best, self._entailment])
        if score >= _LINE:
            return Support("supported", score, ())
        against = self._contradiction is not None and int(chances[best].argmax()) == self._contradiction
        return Support(
            "unsupported", score, ("the quote contradicts the claim" if against else "the quote does not say this",)
        )


def _place(labels: dict[int, str], wanted: Sequence[str], barred: Sequence[str]) -> int | None:
    return next(
        (
            p
            for p, name in labels.items()
            if any(w in name for w in wanted) and not any(name.startswith(b) for b in barred)
        ),
        None,
    )


def _softmax(
    scores: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    grown = np.exp(scores - scores.max(axis=1, keepdims=True))
    made: np.ndarray[tuple[int, ...], np.dtype[np.float64]] = grown / grown.sum(axis=1, keepdims=True)
    return made
