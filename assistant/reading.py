"""A small reader that sees quote and claim together: does the one bear the other, and which words not?

A cross-encoder (Nogueira and Cho, "Passage re-ranking with BERT", 2019): the six layers of the bundled encoder,
learned further on claims written for this, with two heads. One weighs the whole claim; one weighs each word piece of
it, as the words that are wrong in false claims were marked. ``data/reader.md`` says what it was learned on; the
script is ``benchmarks/learn_reader.py``. The weights are kept as int8 differences, as the tuned layers of the library
are.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from vectorstore import add_differences, default_encoder, one_thread, read_differences

if TYPE_CHECKING:
    from torch.nn import Module
    from transformers import PreTrainedTokenizerBase

TEXT_PIECES = 300  # of a quote that are read; longer ones are cut
CLAIM_PIECES = 96
Floats = npt.NDArray[np.float32]
_FROM = 0.5  # probability from which a word counts as not borne
_CERTAIN = 20.0  # log-odds of a text without words
BODY = "body."  # what the names of the six layers begin with


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader makes of a claim: ``whole`` is the log-odds that the quote bears it.

    ``worst`` is the log-odds of the word piece that is least likely to be borne that it is not; ``unborne`` are the
    stretches [start, end) of the claim that are more likely not borne than borne.
    """

    whole: float
    worst: float
    unborne: tuple[tuple[int, int], ...]


def reader_file() -> Path:
    """Where the weights lie."""
    return Path(str(files("assistant"))) / "data" / "reader.npz"


class JointReader:
    """Reads quotes and claims side by side; loaded at the first reading, safe to share between threads."""

    def __init__(self) -> None:
        """Nothing is loaded yet."""
        self._lock = threading.Lock()
        self._loaded: _Model | None = None

    def claims(self, pairs: Sequence[tuple[str, str]]) -> list[Reading]:
        """Read (quote, claim) pairs, each claim with words. Raises EncoderError where the weights cannot be used."""
        made = []
        for (_, claim), seen in zip(pairs, self._read(pairs), strict=True):
            missing = 1 / (1 + np.exp(-seen.words)) >= _FROM
            lacking = [span for span, lacks in zip(seen.spans, missing, strict=True) if lacks]
            made.append(Reading(seen.bears, float(seen.words.max(initial=-np.inf)), _stretches(claim, lacking)))
        return made

    def _read(self, pairs: Sequence[tuple[str, str]]) -> list[_Seen]:
        if not pairs:
            return []
        import torch

        with self._lock, one_thread(), torch.inference_mode():
            if self._loaded is None:
                self._loaded = _load()
            return [_see(self._loaded, quote, claim) for quote, claim in pairs]


@cache
def joint_reader() -> JointReader:
    """The reader of this process: it is the same for every library."""
    return JointReader()


@dataclass(frozen=True, slots=True, eq=False)
class _Model:
    """The tokenizer, the layers, and the heads' weights by name."""

    tokenizer: PreTrainedTokenizerBase
    body: Module
    heads: Mapping[str, Floats]


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """What the heads say: log-odds for the whole, and for each word piece of the claim (n,) at ``spans``."""

    bears: float
    words: Floats
    spans: tuple[tuple[int, int], ...]


def _load() -> _Model:
    from transformers import AutoModel, AutoTokenizer

    folder = default_encoder().card.folder
    body = AutoModel.from_pretrained(folder, local_files_only=True).eval()
    learned = read_differences(reader_file())
    parts = {name.removeprefix(BODY): part for name, part in learned.items() if name.startswith(BODY)}
    add_differences(body, parts, reader_file())
    heads = {name: part for name, part in learned.items() if not name.startswith(BODY)}
    return _Model(AutoTokenizer.from_pretrained(folder, local_files_only=True), body, heads)


def _see(model: _Model, quote: str, claim: str) -> _Seen:
    import torch

    tokenizer = model.tokenizer
    theirs = tokenizer(quote, add_special_tokens=False, truncation=True, max_length=TEXT_PIECES)["input_ids"]
    mine = tokenizer(
        claim, add_special_tokens=False, truncation=True, max_length=CLAIM_PIECES, return_offsets_mapping=True
    )
    first, last = tokenizer.cls_token_id, tokenizer.sep_token_id
    ids = [first, *theirs, last, *mine["input_ids"], last]
    kinds = [0] * (len(theirs) + 2) + [1] * (len(mine["input_ids"]) + 1)
    made = model.body(input_ids=torch.tensor([ids]), token_type_ids=torch.tensor([kinds])).last_hidden_state[0]
    hidden: Floats = made.numpy().astype(np.float32)
    pieces = hidden[len(theirs) + 2 : -1]
    if not len(pieces):
        return _Seen(-_CERTAIN, np.zeros(0, np.float32), ())
    seen = np.concatenate([hidden[0], pieces.mean(axis=0), pieces.max(axis=0)])

    def said(head: str, given: Floats) -> Floats:
        found: Floats = given @ model.heads[f"{head}.weight"].reshape(-1) + model.heads[f"{head}.bias"][0]
        return found

    return _Seen(float(said("whole", seen)[()]), said("words", pieces), tuple(mine["offset_mapping"]))


def _stretches(claim: str, pieces: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Whole words that the pieces touch, joined where only white space stands between them."""
    made: list[tuple[int, int]] = []
    for start, end in pieces:
        while start > 0 and claim[start - 1].isalnum():
            start -= 1
        while end < len(claim) and claim[end].isalnum():
            end += 1
        if made and not claim[made[-1][1] : start].strip():
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        else:
            made.append((start, end))
    return tuple(made)
