"""The tuned layers: small, close to what was learned, applied to the default encoder only."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from vectorstore import EncoderDamaged
from vectorstore.encoder import BUNDLED_NAME, Encoder, identify
from vectorstore.tuned import apply_tuned, pack, tuned_file, unpack

MOST = 25_000_000


@given(
    arrays.arrays(
        np.float32,
        arrays.array_shapes(min_dims=1, max_dims=2, max_side=12),
        elements=st.floats(-1, 1, width=32),
    )
)
def test_what_is_packed_comes_back_within_half_a_step(
    difference: np.ndarray[tuple[int, ...], np.dtype[np.float32]],
) -> None:
    back = unpack(pack({"x": difference}))["x"]
    step = np.abs(difference).max(axis=-1, keepdims=True) / 127 if difference.ndim == 2 else np.zeros(1)
    assert np.all(np.abs(back - difference) <= step / 2 + 1e-6)


def test_what_is_shipped_is_small() -> None:
    assert tuned_file().stat().st_size < MOST


def test_the_default_is_tuned_and_the_published_one_is_to_be_had_by_its_name() -> None:
    default, published = identify(None), identify(BUNDLED_NAME)
    assert default.fingerprint != published.fingerprint
    question = "Were dads left out?"
    tuned, plain = Encoder(default).query(question), Encoder(published).query(question)
    assert 0.2 < float(tuned @ plain) < 0.999


def test_layers_of_another_shape_are_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.npz"
    np.savez(wrong, **{"4.output.dense.weight": np.zeros((2, 2), np.int8)})
    model = Encoder(identify(BUNDLED_NAME))._model()
    with pytest.raises(EncoderDamaged, match="Install the product again"):
        apply_tuned(model, wrong)
    wrong.write_bytes(b"nothing")
    with pytest.raises(EncoderDamaged):
        apply_tuned(model, wrong)
