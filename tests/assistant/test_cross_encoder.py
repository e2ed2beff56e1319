from __future__ import annotations

from pathlib import Path

import pytest
import torch
from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

from assistant.cross_encoder import CrossEncoderReranker, RerankerMissing

WORDS = "[PAD] [UNK] [CLS] [SEP] [MASK] were fathers seen neglect was the a".split()


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cross-encoder of a few kilobytes with weights of chance: enough to be loaded and to score."""
    folder = tmp_path_factory.mktemp("cross-encoder")
    torch.manual_seed(1)
    small = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 1, "intermediate_size": 8}
    config = BertConfig(vocab_size=len(WORDS), num_labels=1, max_position_embeddings=64, **small)
    BertForSequenceClassification(config).save_pretrained(folder)
    BertTokenizerFast(vocab={word: number for number, word in enumerate(WORDS)}).save_pretrained(folder)
    return folder


def test_each_text_gets_a_score_of_its_own_whatever_stands_beside_it(model: Path) -> None:
    reranker = CrossEncoderReranker(str(model))
    texts = ["the fathers were seen", "a neglect", "was neglect seen"]
    together = reranker.score("were fathers seen", texts)
    assert len(set(together)) == 3
    alone = [reranker.score("were fathers seen", [text])[0] for text in texts]
    assert together == pytest.approx(alone, abs=1e-5)
    assert reranker.score("were fathers seen", []) == ()


def test_a_model_that_is_not_there_is_told_with_what_to_do() -> None:
    with pytest.raises(RerankerMissing, match=r"'no/such-model'.*Correct the setting"):
        CrossEncoderReranker("no/such-model")
