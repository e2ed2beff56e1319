"""The tuned layers: what was learned on top of the bundled encoder, as differences to its last two layers.

Learned on written questions about published reports, so that everyday words find the reports' own (the script is
``benchmarks/tune.py``, the card ``vectorstore/data/tuned-layers.md``). Each matrix is kept as int8 with one scale a
row: the bundled weights stay as they were published, and 4 MB are added to them.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from vectorstore.errors import EncoderDamaged

if TYPE_CHECKING:
    from collections.abc import Mapping

    from torch.nn import Module

FILE = "tuned-layers.npz"
SCALE = "#scale"
Arrays = npt.NDArray[np.float32] | npt.NDArray[np.int8]


def tuned_file() -> Path:
    """Where the tuned layers lie."""
    return Path(str(resources.files("vectorstore"))) / "data" / FILE


def pack(differences: Mapping[str, npt.NDArray[np.float32]]) -> dict[str, Arrays]:
    """Make differences small: matrices as int8 with a scale for each row, vectors as they are."""
    packed: dict[str, Arrays] = {}
    for name, difference in differences.items():
        if difference.ndim != 2:
            packed[name] = difference.astype(np.float32)
            continue
        scale = np.maximum(np.abs(difference).max(axis=1, keepdims=True) / 127, 1e-12)
        packed[name] = np.round(difference / scale).astype(np.int8)
        packed[name + SCALE] = scale[:, 0].astype(np.float32)
    return packed


def unpack(packed: Mapping[str, Arrays]) -> dict[str, npt.NDArray[np.float32]]:
    """The differences that ``pack`` packed, each number within half a step of its row's scale."""
    return {
        name: value.astype(np.float32) * (packed[name + SCALE][:, None] if name + SCALE in packed else np.float32(1))
        for name, value in packed.items()
        if not name.endswith(SCALE)
    }


def apply_tuned(model: Module, path: Path) -> None:
    """Add the differences in ``path`` to the layers of a loaded encoder. Raises EncoderDamaged."""
    import torch

    advice = f"The tuned layers in {path} cannot be used ({{}}). Install the product again."
    try:
        with np.load(path, allow_pickle=False) as read:
            differences = unpack({name: read[name] for name in read.files})
    except (OSError, ValueError, KeyError) as error:
        raise EncoderDamaged(advice.format(error)) from error
    parameters = {name.partition("encoder.layer.")[2]: value for name, value in model.named_parameters()}
    with torch.no_grad():
        for name, difference in differences.items():
            own = parameters.get(name)
            if own is None or tuple(own.shape) != difference.shape:
                raise EncoderDamaged(advice.format(f"the encoder has no {name} of that shape"))
            own.add_(torch.from_numpy(difference))
