"""Which files there are to read, and what a manifest says about each."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import UnreadableFile
from ingest.manifest import MANIFEST_NAME, Manifest, ManifestRow, read_manifest, tidy

READABLE = frozenset({".pdf", ".docx", ".html", ".htm", ".xhtml", ".md", ".markdown", ".txt", ".text"})
# Not readable, but somebody's report all the same: taken up so that the refusal names the file and says what to do.
REFUSED = frozenset({".doc", ".docm", ".dot", ".dotx", ".rtf", ".odt", ".pages"})
MAX_NAME = 200
MAX_BYTES = 200_000_000
TOO_LARGE = ("The file is larger than 200 MB.", "Save it with smaller pictures, or in parts.")

Note = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read: on disk (``path``) or handed over as bytes (``content``), with its manifest row if any.

    ``name`` is a base name that is safe to show and to store, whatever the file was called where it came from.
    """

    name: str
    path: Path | None = None
    content: bytes | None = None
    row: ManifestRow | None = None


def uploaded(name: str, content: bytes, row: ManifestRow | None = None) -> Source:
    """A source from bytes that did not come from a file of ours; of the name only the last part is kept."""
    return Source(base_name(name), content=content, row=row)


def base_name(name: str) -> str:
    """The last part of a path in any system's spelling, in visible characters, at most 200 of them."""
    last = tidy(name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1])
    if last in {"", ".", ".."}:
        return "unnamed"
    if len(last) <= MAX_NAME:
        return last
    stem, dot, suffix = last.rpartition(".")
    if not dot or len(suffix) > 10:
        return last[:MAX_NAME]
    return stem[: MAX_NAME - len(suffix) - 1] + "." + suffix


def content_of(source: Source) -> bytes:
    """The bytes of a source, from where they stand; raises UnreadableFile where they cannot be had."""
    if source.content is not None:
        return source.content
    if source.path is None:
        raise UnreadableFile(source.name, "There is no file to read.", "Name a file on this computer, or upload one.")
    try:
        if source.path.is_dir():
            raise UnreadableFile(source.name, "This is a folder.", "Name the files in it, or the folder as such.")
        if source.path.stat().st_size > MAX_BYTES:
            raise UnreadableFile(source.name, *TOO_LARGE)
        return source.path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableFile(
            source.name, "There is no such file.", "Check where it is and what it is called."
        ) from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "its name is not a file's name"
        raise UnreadableFile(
            source.name,
            f"The file could not be opened ({reason}).",
            "Check that you may read it, and that it is a file.",
        ) from error


def find_sources(paths: Iterable[Path | str], *, on_note: Note | None = None) -> tuple[Source, ...]:
    """List what stands under files and folders, each file once, in the order given and sorted within a folder.

    Folders are searched to the bottom; hidden files, links to folders and files of other kinds are left out. A file
    named directly is always a source: reading it says what is wrong with it, also that it is not there. ``on_note``
    is told, in whole sentences, what was left out and what is wrong with a manifest.
    """
    finder = _Finder(on_note or _silent)
    for path in paths:
        finder.look(Path(path))
    return tuple(finder.sources.values())


def _silent(note: str) -> None:
    """Nobody wanted the notes."""


class _Finder:
    """One search: the manifests read so far and the sources found, by resolved path so that none comes twice."""

    def __init__(self, note: Note) -> None:
        self.note = note
        self.sources: dict[Path, Source] = {}
        self.manifests: dict[Path, Manifest | None] = {}

    def look(self, path: Path) -> None:
        if path.is_dir():
            self._folder(path)
        else:
            self._add(path, self._row(path, path.absolute().parent))

    def _folder(self, top: Path) -> None:
        left_out: dict[str, int] = {}
        visited: list[Path] = []
        for folder, names, files in os.walk(top, onerror=self._closed):
            names[:] = sorted(name for name in names if not name.startswith("."))
            visited.append(Path(folder))
            for name in sorted(files):
                path = Path(folder) / name
                row = self._row(path, top.absolute())
                suffix = path.suffix.casefold()
                if name == MANIFEST_NAME:
                    continue
                if name.startswith((".", "~$")):
                    left_out["hidden or temporary"] = left_out.get("hidden or temporary", 0) + 1
                elif row is not None or suffix in READABLE | REFUSED:
                    self._add(path, row)
                else:
                    left_out[suffix or "no ending"] = left_out.get(suffix or "no ending", 0) + 1
        for kind, count in sorted(left_out.items()):
            files_word = "file" if count == 1 else "files"
            self.note(f"{top.name or top}: {count} {files_word} left out ({kind}).")
        for folder_path in visited:
            self._missing(folder_path)

    def _closed(self, error: OSError) -> None:
        self.note(f"{Path(error.filename).name}: the folder could not be opened ({error.strerror}) and was left out.")

    def _add(self, path: Path, row: ManifestRow | None) -> None:
        try:
            key = path.resolve()
        except (OSError, RuntimeError, ValueError):  # a loop of links, or a name that no file can have
            key = path.absolute()
        if key not in self.sources:
            self.sources[key] = Source(base_name(path.name), path=path, row=row)

    def _row(self, path: Path, top: Path) -> ManifestRow | None:
        """The row of the nearest manifest that lists the file, looking from its own folder up to ``top``."""
        file = path.absolute()
        for folder in file.parents:
            manifest = self._manifest(folder)
            row = manifest.row(file.relative_to(folder).as_posix()) if manifest else None
            if row is not None or folder == top:
                return row
        return None

    def _manifest(self, folder: Path) -> Manifest | None:
        if folder not in self.manifests:
            manifest = self.manifests[folder] = read_manifest(folder)
            for warning in manifest.warnings if manifest else ():
                self.note(f"{folder.name}: {warning}")
        return self.manifests[folder]

    def _missing(self, folder: Path) -> None:
        manifest = self._manifest(folder.absolute())
        used = {id(source.row) for source in self.sources.values()}
        for row in manifest.rows.values() if manifest else ():
            if id(row) not in used:
                self.note(f"{folder.name}: {MANIFEST_NAME} lists {row.file}, which is not there.")
