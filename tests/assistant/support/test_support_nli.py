from __future__ import annotations

from pathlib import Path

import pytest
import torch
from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

from assistant.support import SupportModelMissing, nli_check

WORDS = "[PAD] [UNK] [CLS] [SEP] [MASK] were fathers seen neglect was the a".split()


def save(folder: Path, labels: list[str], favoured: int) -> Path:
    """A cross-encoder of a few kilobytes that always favours one of its labels."""
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=1,
        intermediate_size=8,
        max_position_embeddings=64,
    )
    config.id2label = dict(enumerate(labels))
    config.label2id = {label: place for place, label in enumerate(labels)}
    model = BertForSequenceClassification(config)
    with torch.no_grad():
        model.classifier.weight.zero_()
        model.classifier.bias.copy_(torch.tensor([4.0 if place == favoured else 0.0 for place in range(len(labels))]))
    model.save_pretrained(folder)
    BertTokenizerFast(vocab={word: number for number, word in enumerate(WORDS)}).save_pretrained(folder)
    return folder


@pytest.mark.parametrize("labels", [["contradiction", "entailment", "neutral"], ["ENTAILMENT", "not_entailment"]])
def test_the_label_of_entailment_is_found_by_its_name(tmp_path: Path, labels: list[str]) -> None:
    place = next(p for p, label in enumerate(labels) if label.lower() == "entailment")
    for favoured in range(len(labels)):
        found = nli_check(str(save(tmp_path / str(favoured), labels, favoured))).judge("fathers seen", ["the fathers"])
        assert found.verdict == ("supported" if favoured == place else "unsupported")
        assert bool(found.reasons) == (favoured != place)


def test_a_contradiction_is_called_one(tmp_path: Path) -> None:
    model = save(tmp_path / "m", ["contradiction", "entailment", "neutral"], 0)
    assert nli_check(str(model)).judge("fathers seen", ["a neglect"]).reasons == ("the quote contradicts the claim",)


def test_a_model_that_cannot_judge_is_told_with_what_to_do(tmp_path: Path) -> None:
    model = save(tmp_path / "m", ["good", "bad"], 0)
    with pytest.raises(SupportModelMissing, match=r"no label for entailment.*Name a cross-encoder"):
        nli_check(str(model))
    with pytest.raises(SupportModelMissing, match=r"'no/such-model'.*Correct the setting"):
        nli_check("no/such-model")
