"""Learn the tuned layers: the differences to the bundled encoder's last two layers that ``vectorstore.tuned`` adds.

Data: the written questions of ``data/training.jsonl`` and the reports that they are about. Loss: listwise softmax over
the passages of a batch on the product's own score (half the cosine of the vectors, and the idf-weighted MaxSim of
Khattab and Zaharia, 2020). The lower four layers stay as published, so their output is computed once.
"""

from __future__ import annotations

import argparse
import copy
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
from torch import Tensor
from transformers import AutoModel, AutoTokenizer

from assistant import Assistant
from assistant.chain import gate_step, search, understand_step
from assistant.late import Floats
from assistant.state import State
from benchmarks.common import note
from benchmarks.relocate import QUESTIONS, read_questions
from ingest import find_sources, read_review
from vectorstore import Library
from vectorstore.context import context_line
from vectorstore.encoder import BUNDLED_NAME, identify
from vectorstore.tuned import pack

TRAINING = QUESTIONS.with_name("training.jsonl")
FROZEN = 4  # layers
PASSES = 5
BATCH = 16
RATE = 1e-4
SCALE = 20.0
DENSE_SHARE, LATE_SHARE = 0.5, 1.15
DROPOUT = 0.05
NEAR = 20  # candidates from which the wrong passage of a question is drawn
SIDE_BY_SIDE = 4  # questions about one report that share a batch, so that its other passages are wrong answers too


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """A text after the frozen layers: hidden states (n, size) and which of its word pieces are its own words."""

    hidden: Tensor
    own: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A question: its text, its pieces' weights, the passages that answer, the nearest of the others, its report."""

    text: str
    weights: Floats
    right: tuple[int, ...]
    wrong: tuple[int, ...]
    file: str


class Model:
    """The bundled encoder, cut between the frozen and the learning layers."""

    def __init__(self) -> None:
        folder = identify(BUNDLED_NAME).folder
        self._tokenizer = AutoTokenizer.from_pretrained(folder)
        self._model = AutoModel.from_pretrained(folder).eval()
        self.published = self._model.encoder.layer[FROZEN:]

    def lower(self, text: str, head: int) -> Text:
        """Run a text, of which the first ``head`` characters are not its own words, through the frozen layers."""
        read = self._tokenizer(text, truncation=True, max_length=256, return_tensors="pt", return_offsets_mapping=True)
        offsets = read.pop("offset_mapping")[0]
        with torch.no_grad():
            hidden = self._model.embeddings(input_ids=read["input_ids"])
            hidden = _through(self._model.encoder.layer[:FROZEN], hidden, read["attention_mask"])
        return Text(hidden[0].half(), (offsets[:, 1] > offsets[:, 0]) & (offsets[:, 0] >= head))


def _through(layers: torch.nn.ModuleList, hidden: Tensor, mask: Tensor) -> Tensor:
    for layer in layers:
        made = layer(hidden, (mask == 1)[:, None, None, :])
        hidden = made[0] if isinstance(made, tuple) else made
    return hidden


def upper(layers: torch.nn.ModuleList, texts: Sequence[Text]) -> tuple[Tensor, Tensor, Tensor]:
    """Return pieces (texts, n, size) and vectors (texts, size), of length 1, and which pieces are own words."""
    longest = max(len(text.hidden) for text in texts)
    hidden = torch.zeros(len(texts), longest, texts[0].hidden.shape[1])
    mask = torch.zeros(len(texts), longest, dtype=torch.long)
    own = torch.zeros(len(texts), longest, dtype=torch.bool)
    for row, text in enumerate(texts):
        hidden[row, : len(text.hidden)], mask[row, : len(text.hidden)] = text.hidden.float(), 1
        own[row, : len(text.own)] = text.own
    with torch.autocast("cpu", torch.bfloat16):
        made = _through(layers, hidden, mask)
    made = made.float()
    vectors = (made * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
    return torch.nn.functional.normalize(made, dim=-1), torch.nn.functional.normalize(vectors, dim=-1), own


def gather(library: Library, model: Model) -> tuple[list[Example], dict[int, list[Text]], dict[str, Text]]:
    """Return the examples, the windows of every passage in them, and the questions' texts, after the frozen layers."""
    tools = Assistant(library).tools
    files = {record.file: record.review_id for record in library.reviews()}
    examples: list[Example] = []
    for one in read_questions(TRAINING):
        state = understand_step(gate_step(State(one["question"]), tools), tools)
        probes, ranked = search(state.understood, tools, state.searched)
        right = {
            stored.passage_id
            for span in one["gold"]
            for stored in library.passages(files[span.file])
            if min(stored.passage.end, span.end) - max(stored.passage.start, span.start)
            >= 0.6 * (span.end - span.start)
        }
        near = [r.passage.passage_id for r in ranked[:NEAR] if r.passage.passage_id not in right]
        if right:
            probe = probes[0]
            examples.append(Example(probe.text, probe.weights, tuple(sorted(right)), tuple(near), one["gold"][0].file))
    wanted = sorted({i for one in examples for i in (*one.right, *one.wrong)})
    windows = {}
    for passage_id, stored in library.get_passages(tuple(wanted)).items():
        details = library.review(stored.review_id).details
        context = context_line(details, stored.passage.heading_path, library.encoder.count)
        head = f"{context}\n" if context else ""
        spans = library.encoder.spans(context, stored.text)
        windows[passage_id] = [model.lower(head + stored.text[a:b], len(head)) for a, b in spans]
    return examples, windows, {one.text: model.lower(one.text, 0) for one in examples}


def learn(
    model: Model, examples: Sequence[Example], windows: dict[int, list[Text]], questions: dict[str, Text]
) -> torch.nn.ModuleList:
    """Learn the layers."""
    layers: torch.nn.ModuleList = copy.deepcopy(model.published)
    layers.train()
    for module in layers.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = DROPOUT
    optimiser = torch.optim.AdamW(layers.parameters(), lr=RATE, weight_decay=0.01)
    steps = PASSES * -(-len(examples) // BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / (0.1 * steps)) * max(0.0, 1 - step / steps)
    )
    for turn in range(PASSES):
        losses = []
        for batch in _batches(examples):
            loss = _loss(layers, batch, windows, questions)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(layers.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            losses.append(float(loss.detach()))
        note(f"pass {turn + 1} of {PASSES}: loss {np.mean(losses):.3f}")
    layers.eval()
    return layers


def _batches(examples: Sequence[Example]) -> list[list[Example]]:
    mixed = sorted(examples, key=lambda one: (one.file, random.random()))
    groups = [mixed[i : i + SIDE_BY_SIDE] for i in range(0, len(mixed), SIDE_BY_SIDE)]
    random.shuffle(groups)
    flat = [one for group in groups for one in group]
    return [flat[i : i + BATCH] for i in range(0, len(flat), BATCH)]


def _loss(
    layers: torch.nn.ModuleList, batch: Sequence[Example], windows: dict[int, list[Text]], questions: dict[str, Text]
) -> Tensor:
    drawn: dict[int, None] = {}
    for one in batch:
        drawn[random.choice(one.right)] = None
        if one.wrong:
            drawn[random.choice(one.wrong)] = None
    ids = list(drawn)
    pieces, vectors, own = upper(layers, [random.choice(windows[i]) for i in ids])
    asked, meanings, counted = upper(layers, [questions[one.text] for one in batch])
    weights = torch.zeros(asked.shape[:2])
    for row, one in enumerate(batch):
        weights[row][counted[row]] = torch.from_numpy(one.weights)
    best = torch.einsum("qtd,psd->qpts", asked, pieces).masked_fill(~own[None, :, None, :], -1.0).amax(-1)
    late = (best * weights[:, None, :]).sum(-1)
    scores = (DENSE_SHARE * meanings @ vectors.T + LATE_SHARE * late) * SCALE
    right = torch.tensor([[i in one.right for i in ids] for one in batch])
    return (torch.logsumexp(scores, 1) - torch.logsumexp(scores.masked_fill(~right, -1e9), 1)).mean()


def main() -> None:
    """Learn and write the layers."""
    parser = argparse.ArgumentParser(description="Learn the tuned layers of the default encoder.")
    parser.add_argument("reviews", metavar="DIR", type=Path, help="the folder with the reports of the questions")
    parser.add_argument("--out", metavar="FILE", type=Path, required=True, help="where to write the layers (.npz)")
    given = parser.parse_args()
    random.seed(0)
    torch.manual_seed(0)
    with TemporaryDirectory() as folder, Library.open(Path(folder), encoder=BUNDLED_NAME) as library:
        for source in find_sources([given.reviews]):
            library.add(read_review(source))
            note(f"added {source.name}")
        model = Model()
        examples, windows, questions = gather(library, model)
    note(f"{len(examples)} questions, {len(windows)} passages")
    learned, published = learn(model, examples, windows, questions).state_dict(), model.published.state_dict()
    differences = {}
    for name, value in learned.items():
        number, _, rest = name.partition(".")
        differences[f"{FROZEN + int(number)}.{rest}"] = (value - published[name]).numpy().astype(np.float32)
    np.savez(given.out, **pack(differences))  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
