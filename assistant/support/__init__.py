"""Does a quote bear a claim? The face of the support check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.support.check import EmbeddedCheck
from assistant.support.model import Support, SupportCheck, Verdict
from assistant.support.nli import NliCheck, SupportModelMissing
from vectorstore import default_encoder

if TYPE_CHECKING:
    from vectorstore import Encoder

__all__ = ["Support", "SupportCheck", "SupportModelMissing", "Verdict", "embedded_check", "nli_check"]


def embedded_check(encoder: Encoder) -> SupportCheck:
    """The check that needs no model of its own but the default encoder, with which its weights were fitted.

    Where ``encoder``, the library's, is the default, it is shared; else the default is loaded beside it, at the first
    judgement.
    """
    return EmbeddedCheck(encoder if encoder.card.tuned else default_encoder())


def nli_check(model: str) -> SupportCheck:
    """The check by a cross-encoder trained for NLI, by folder or name. Raises SupportModelMissing."""
    return NliCheck(model)
