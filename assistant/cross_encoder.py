"""A sentence-transformers cross-encoder as the reranker that a setting names."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder


class RerankerMissing(Exception):
    """The reranker that the settings name cannot be found or loaded."""


class CrossEncoderReranker:
    """Scores a question and a text together; slower than comparing vectors, so only the best candidates get it."""

    def __init__(self, name: str) -> None:
        """Load a model by folder or name, on the processor. Raises RerankerMissing."""
        from sentence_transformers import CrossEncoder

        path = Path(name).expanduser()
        try:
            self._model: CrossEncoder = CrossEncoder(str(path) if path.is_dir() else name, device="cpu", num_labels=1)
        except (OSError, ValueError) as error:
            raise RerankerMissing(
                f"The reranker {name!r} is neither a folder with a cross-encoder nor a model of that name that can be "
                "fetched now. Correct the setting, or take it out to do without."
            ) from error
        self._lock = threading.Lock()  # a fast tokenizer refuses to be used by two threads at once

    def score(self, question: str, texts: Sequence[str]) -> Sequence[float]:
        """One score a text, higher is better."""
        if not texts:
            return ()
        with self._lock:
            judged = self._model.predict([(question, text) for text in texts], show_progress_bar=False)
        return tuple(float(score) for score in judged)
