"""The files as they came, byte for byte, each under the name of its own content."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath, PureWindowsPath

from ingest.model import Original

FOLDER = "originals"
_CHUNK = 1 << 20


def base_name(name: str) -> str:
    """The last part of a name that may be a path of any system, without control characters; never empty."""
    last = PureWindowsPath(PurePosixPath(name).name).name
    kept = "".join(char for char in last if char.isprintable()).strip().strip(".") or "unnamed"
    return kept[-200:]


def unique_file(wanted: str, taken: Iterable[str]) -> str:
    """``wanted``, or with a number before its suffix where another review already has it (case ignored)."""
    used = {name.casefold() for name in taken}
    stem, suffix = Path(wanted).stem, Path(wanted).suffix
    name, number = wanted, 2
    while name.casefold() in used:
        name, number = f"{stem} ({number}){suffix}", number + 1
    return name


class Originals:
    """The folder of original files. Names given from outside never become paths."""

    def __init__(self, home: Path) -> None:
        """The folder below this home, made where there is none."""
        self._folder = home / FOLDER
        self._folder.mkdir(exist_ok=True)

    def path(self, sha256: str, name: str) -> Path:
        """Where the file with this content stands, or would stand."""
        suffix = Path(base_name(name)).suffix.lower()
        return self._folder / (sha256 + (suffix if re.fullmatch(r"\.[a-z0-9]{1,8}", suffix) else ""))

    def put(self, original: Original) -> None:
        """Write the file so that it is there whole or not at all."""
        target = self.path(original.sha256, original.name)
        if target.exists() and file_sha256(target) == original.sha256:
            return
        part = target.with_name(target.name + ".part")
        try:
            with part.open("wb") as file:
                file.write(original.content)
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
        except OSError:
            part.unlink(missing_ok=True)
            raise
        _sync_folder(self._folder)

    def sweep(self, wanted: Iterable[Path]) -> int:
        """Remove files that no version knows, left by an interrupted write; how many there were."""
        keep = set(wanted)
        strays = [path for path in self._folder.iterdir() if path.is_file() and path not in keep]
        for path in strays:
            path.unlink()
        return len(strays)


def file_sha256(path: Path) -> str:
    """Hex SHA-256 of a file, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            digest.update(piece)
    return digest.hexdigest()


def _sync_folder(folder: Path) -> None:
    """Make a rename outlast a power cut, where the system can."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
