"""The tuned layers: what was learned on top of the bundled encoder, as differences to its last two layers.

Learned on written questions about published reports, so that everyday words find the reports' own (the script is
``benchmarks/tune.py``, the card ``vectorstore/data/tuned-layers.md``). Each matrix is kept as int8 with one scale a
row: the bundled weights stay as they were published, and 4 MB are added to them.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from vectorstore.errors import EncoderDamaged

if TYPE_CHECKING:
    from collections.abc import Mapping

    from torch.nn import Module

FILE = "tuned-layers.npz"
SCALE = "#scale"
_DAMAGED = "The learned layers in {} cannot be used ({}). Install the product again."
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
    add_differences(model, read_differences(path), path, below="encoder.layer.")


def read_differences(path: Path) -> dict[str, npt.NDArray[np.float32]]:
    """The differences that a file of packed ones holds. Raises EncoderDamaged."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as read:
            return unpack({name: read[name] for name in read.files})
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise EncoderDamaged(_DAMAGED.format(path, error)) from error


def add_differences(
    model: Module, differences: Mapping[str, npt.NDArray[np.float32]], path: Path, *, below: str = ""
) -> None:
    """Add differences to a loaded model's own parameters, named as they are ``below`` a part of their names.

    ``path`` is where they were read. Raises EncoderDamaged where the model has no parameter of that name and shape.
    """
    import torch

    parameters = {name.partition(below)[2] if below else name: value for name, value in model.named_parameters()}
    with torch.no_grad():
        for name, difference in differences.items():
            own = parameters.get(name)
            if own is None or tuple(own.shape) != difference.shape:
                raise EncoderDamaged(_DAMAGED.format(path, f"the encoder has no {name} of that shape"))
            own.add_(torch.from_numpy(difference))
