"""Learn the joint reader (``assistant.reading``): ``python -m benchmarks.learn_reader SHARED --out FILE``.

SHARED holds ``corpus`` and ``bench``. Learned on what was written one by one (``benchmarks.written``), on what rules
make of it anew for every pass (``benchmarks.invented``), and on PolicyQA's questions. Three heads over one body: does
the quote bear the claim, which of its words does it not bear, does the passage answer the question; cross-entropy on
each. The word-piece and place embeddings stay as published. One file in twelve is held back to watch what is learned.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from transformers import AutoModel, AutoTokenizer

from assistant.reading import BODY, CLAIM_PIECES
from benchmarks.common import SEED, auroc, note
from benchmarks.invented import Inventor
from benchmarks.written import Asked, Claim, Sources, read_asked, read_claims
from vectorstore.encoder import BUNDLED_NAME, identify
from vectorstore.tuned import pack

PASSES = 3
BATCH = 32
RATE, HEADS_FASTER = 1.5e-4, 5.0
DROPOUT = 0.1
INVENTED, ELSEWHERE, POLICIES = 7000, 1200, 1500  # made or drawn anew for each pass
PIECES = 230  # of a text
AROUND = 350  # characters of the report that every second passage of a question has on each side
MARKED = 2.0  # how much more a word piece that is not borne counts
SMOOTHED = 0.02
UNKNOWN = -1.0
_HELD = 12


class Pair(NamedTuple):
    """Two texts as word pieces: ``second`` is where the claim or question begins.

    ``true`` is whether the one bears or answers the other; ``lacking`` says of each piece whether it is not borne
    (1), borne (0) or neither known.
    """

    pieces: list[int]
    second: int
    asked: bool
    true: bool
    lacking: list[float]


class Reader(nn.Module):
    """The bundled encoder's layers with the three heads."""

    def __init__(self) -> None:
        """As published, the heads untaught."""
        super().__init__()
        folder = identify(BUNDLED_NAME).folder
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.body = AutoModel.from_pretrained(folder)
        size = int(self.body.config.hidden_size)
        self.whole, self.answers, self.words = nn.Linear(3 * size, 1), nn.Linear(3 * size, 1), nn.Linear(size, 1)
        for module in self.modules():
            if isinstance(module, nn.Dropout):
                module.p = DROPOUT
        for name in ("word_embeddings", "position_embeddings"):
            getattr(self.body.embeddings, name).weight.requires_grad = False

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """The log-odds that each pair is true, and that each word piece is not borne."""
        hidden = self.body(
            input_ids=batch.ids, attention_mask=batch.mask, token_type_ids=batch.kinds
        ).last_hidden_state.float()
        own = batch.own[..., None]
        mean = (hidden * own).sum(1) / own.sum(1).clamp(min=1)
        seen = torch.cat([hidden[:, 0], mean, hidden.masked_fill(~own, -1e4).amax(1)], -1)
        return torch.where(batch.asked, self.answers(seen)[:, 0], self.whole(seen)[:, 0]), self.words(hidden)[..., 0]


class Batch(NamedTuple):
    """Pairs side by side; ``own`` are the pieces of claims and questions."""

    ids: Tensor
    mask: Tensor
    kinds: Tensor
    own: Tensor
    asked: Tensor
    true: Tensor
    lacking: Tensor


def pairs(reader: Reader, claims: Sequence[Claim], asked: Sequence[Asked]) -> list[Pair]:
    """Claims and questions as word pieces."""
    tokenizer = reader.tokenizer
    first, last = tokenizer.cls_token_id, tokenizer.sep_token_id
    texts = [(one.quote, one.claim) for one in claims] + [(one.passage, one.question) for one in asked]
    theirs = tokenizer([text for text, _ in texts], add_special_tokens=False, truncation=True, max_length=PIECES)[
        "input_ids"
    ]
    read = tokenizer(
        [own for _, own in texts],
        add_special_tokens=False, truncation=True, max_length=CLAIM_PIECES, return_offsets_mapping=True,
    )  # fmt: skip
    made = []
    for row, (text, own, offsets) in enumerate(zip(theirs, read["input_ids"], read["offset_mapping"], strict=True)):
        claim = claims[row] if row < len(claims) else None
        marks = claim.marks if claim else None
        lacking = [
            UNKNOWN if marks is None else float(any(a < end and start < b for a, b in marks)) for start, end in offsets
        ]
        second = len(text) + 2
        made.append(
            Pair(
                [first, *text, last, *own, last],
                second,
                claim is None,
                claim.true if claim else asked[row - len(claims)].answered,
                [UNKNOWN] * second + lacking + [UNKNOWN],
            )
        )
    return made


def side_by_side(some: Sequence[Pair]) -> Batch:
    """Pad pairs to the longest."""
    shape = len(some), max(len(one.pieces) for one in some)
    ids, mask, kinds = (torch.zeros(shape, dtype=torch.long) for _ in range(3))
    own, lacking = torch.zeros(shape, dtype=torch.bool), torch.full(shape, UNKNOWN)
    for row, one in enumerate(some):
        length = len(one.pieces)
        ids[row, :length], mask[row, :length], kinds[row, one.second : length] = torch.tensor(one.pieces), 1, 1
        own[row, one.second : length - 1] = True
        lacking[row, :length] = torch.tensor(one.lacking)
    asked = torch.tensor([one.asked for one in some])
    return Batch(ids, mask, kinds, own, asked, torch.tensor([float(one.true) for one in some]), lacking)


def shuffled(some: list[Pair], draw: random.Random) -> Iterator[Batch]:
    """Batches of about the same length, in no order."""
    draw.shuffle(some)
    heaps = [sorted(some[i : i + BATCH * 20], key=lambda one: len(one.pieces)) for i in range(0, len(some), BATCH * 20)]
    batches = [heap[i : i + BATCH] for heap in heaps for i in range(0, len(heap), BATCH)]
    draw.shuffle(batches)
    return map(side_by_side, batches)


def loss(reader: Reader, batch: Batch) -> Tensor:
    """Cross-entropy of the pairs, and of the word pieces of which something is known."""
    with torch.autocast("cpu", torch.bfloat16):
        true, lacking = reader(batch)
    entropy = nn.functional.binary_cross_entropy_with_logits
    total = entropy(true.float(), batch.true * (1 - 2 * SMOOTHED) + SMOOTHED)
    known = (batch.lacking >= 0) & batch.own
    if known.any():
        total = total + entropy(lacking.float()[known], batch.lacking[known], pos_weight=torch.tensor(MARKED))
    return total


def policies(shared: Path) -> list[Asked]:
    """PolicyQA's questions beside the paragraph that answers them, and beside another of the same policy."""
    read = json.loads((shared / "bench" / "policyqa" / "test.json").read_text(encoding="utf-8"))
    made = []
    for policy in read["data"]:
        texts = [one["context"] for one in policy["paragraphs"]]
        for number, paragraph in enumerate(policy["paragraphs"]):
            for one in paragraph["qas"]:
                made.append(Asked(texts[number], one["question"], True, policy["title"]))
                if len(texts) > 1:
                    made.append(Asked(texts[number - 1], one["question"], False, policy["title"]))
    return made


def held(file: str) -> bool:
    """Whether a file is held back."""
    return int(hashlib.sha256(file.encode()).hexdigest(), 16) % _HELD == 0


class Taught:
    """What is learned from: what was written, and what is made of it for each pass."""

    def __init__(self, shared: Path, draw: random.Random) -> None:
        """Read everything."""
        sources = Sources(shared)
        claims, asked = list(read_claims(sources)), list(read_asked(sources))
        self.watched = [one for one in claims if held(one.file)], [one for one in asked if held(one.file)]
        self._draw = draw
        self._claims = [one for one in claims if not held(one.file)]
        self._asked = [one for one in asked if not held(one.file)]
        self._wide = [one for one in read_asked(sources, AROUND) if not held(one.file)]
        self._policies = policies(shared)
        self._inventor = Inventor(sources, [one for one in self._claims if one.true], draw)
        note(f"{len(self._claims)} claims and {len(self._asked)} questions; {len(self._inventor.sentences)} sentences")

    def once(self) -> tuple[list[Claim], list[Asked]]:
        """What one pass learns from."""
        asked = [self._draw.choice(two) for two in zip(self._asked, self._wide, strict=True)]
        return (
            self._claims + [one for one in self._inventor.claims(INVENTED) if not held(one.file)],
            asked + self._inventor.elsewhere(self._asked, ELSEWHERE) + self._draw.sample(self._policies, POLICIES),
        )


def learn(taught: Taught, draw: random.Random) -> Reader:
    """Learn the reader."""
    reader = Reader()
    heads = [value for name, value in reader.named_parameters() if not name.startswith("body.")]
    body = [value for value in reader.body.parameters() if value.requires_grad]
    optimiser = torch.optim.AdamW(
        [{"params": body, "lr": RATE}, {"params": heads, "lr": RATE * HEADS_FASTER}], weight_decay=0.01
    )
    some = pairs(reader, *taught.once())
    steps = PASSES * (len(some) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / (0.06 * steps)) * max(0.02, 1 - step / steps)
    )
    for turn in range(PASSES):
        if turn:
            some = pairs(reader, *taught.once())
        reader.train()
        losses = []
        for number, batch in enumerate(shuffled(some, draw)):
            made = loss(reader, batch)
            made.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_([*body, *heads], 1.0)
            optimiser.step()
            schedule.step()
            optimiser.zero_grad()
            losses.append(float(made.detach()))
            if number % 100 == 99:
                note(f"pass {turn + 1}, {number + 1} of {len(some) // BATCH}: loss {np.mean(losses[-100:]):.3f}")
        note(f"pass {turn + 1} of {PASSES}: {watch(reader, *taught.watched)}")
    return reader


def watch(reader: Reader, claims: Sequence[Claim], asked: Sequence[Asked]) -> dict[str, float]:
    """AUROC of true against false on what is held back, of claims and of questions."""
    reader.eval()
    shares = {}
    for name, some in (("claims", pairs(reader, claims, [])), ("questions", pairs(reader, [], asked))):
        some.sort(key=lambda one: len(one.pieces))
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
            scores = [
                float(score)
                for i in range(0, len(some), BATCH)
                for score in reader(side_by_side(some[i : i + BATCH]))[0]
            ]
        true = [score for one, score in zip(some, scores, strict=True) if one.true]
        shares[name] = round(auroc(true, [s for one, s in zip(some, scores, strict=True) if not one.true]), 4)
    return shares


def packed(reader: Reader) -> dict[str, object]:
    """The differences to the published weights, as int8 by rows, and the heads for claims.

    Questions are learned from for the body's sake: what the head for them says is not worth its time in an answer.
    """
    published = Reader().state_dict()
    differences = {}
    for name, value in reader.state_dict().items():
        if name.startswith("body."):
            difference = (value - published[name]).float().numpy()
            if np.abs(difference).max() > 0:
                differences[BODY + name.removeprefix("body.")] = difference
        elif not name.startswith("answers."):
            differences[name] = value.float().numpy()
    heads = {name: value for name, value in differences.items() if not name.startswith(BODY)}
    body = {name: value for name, value in differences.items() if name.startswith(BODY)}
    return {**pack(body), **heads}


def main() -> None:
    """Learn and write the weights."""
    parser = argparse.ArgumentParser(description="Learn the joint reader.")
    parser.add_argument("shared", metavar="SHARED", type=Path, help="the folder with corpus and bench")
    parser.add_argument("--out", metavar="FILE", type=Path, required=True, help="where to write the weights (.npz)")
    given = parser.parse_args()
    torch.manual_seed(SEED)
    draw = random.Random(SEED)
    reader = learn(Taught(given.shared, draw), draw)
    np.savez(given.out, **packed(reader))  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
