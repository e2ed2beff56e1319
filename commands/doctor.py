"""The checks of ``review-lessons doctor``: each says what it found and, where something is wrong, what mends it."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import app
from commands.console import count_of
from settings import Settings

ROOM_NEEDED = 2 * 2**30  # bytes; a library of a few thousand reports with its indexes


@dataclass(frozen=True, slots=True)
class Check:
    """One check: ``remedy`` is what to do, empty where all is well."""

    name: str
    state: Literal["well", "look", "wrong"]
    words: str
    remedy: str = ""


def examine(settings: Settings) -> Iterator[Check]:
    """Make each check in turn. Nothing is changed, but that opening a library mends what an interruption left."""
    checks: tuple[Callable[[Settings], Check], ...] = (_python, _encoder, _ocr, _folder, _room, _port)
    for check in checks:
        yield check(settings)
    yield _chat(settings)
    yield _library(settings)


def _python(settings: Settings) -> Check:
    version = ".".join(str(part) for part in sys.version_info[:3])
    if (3, 11) <= sys.version_info < (3, 13):
        return Check("Python", "well", version)
    return Check("Python", "wrong", f"{version} is not supported.", "Install it with Python 3.11 or 3.12.")


def _encoder(settings: Settings) -> Check:
    from vectorstore import EncoderError
    from vectorstore.encoder import identify

    try:
        card = identify(settings.encoder)
    except EncoderError as error:
        return Check("Encoder", "wrong", str(error), "Mend the installation or the setting encoder as said.")
    checked = "the checksum of its published part is right" if card.bundled else f"fingerprint {card.fingerprint}"
    return Check("Encoder", "well", f"{card.name}, {checked}.")


def _ocr(settings: Settings) -> Check:
    if all(find_spec(name) for name in ("rapidocr", "onnxruntime")):
        return Check("OCR", "well", "Scanned pages can be read.")
    remedy = "Install the product again: pip install -c constraints.txt ."
    return Check("OCR", "wrong", "rapidocr or onnxruntime is missing, so scanned pages cannot be read.", remedy)


def _folder(settings: Settings) -> Check:
    place = _nearest(settings.home)
    if os.access(place, os.W_OK | os.X_OK) and place.is_dir():
        there = "" if place == settings.home else " (made at the first use)"
        return Check("Folder", "well", f"{settings.home}{there}.")
    remedy = "Choose another folder with --home or REVIEW_LESSONS_HOME, or change who may write there."
    return Check("Folder", "wrong", f"{place} cannot be written to.", remedy)


def _room(settings: Settings) -> Check:
    free = shutil.disk_usage(_nearest(settings.home)).free
    words = f"{free / 2**30:.1f} GiB free."
    if free >= ROOM_NEEDED:
        return Check("Disk", "well", words)
    return Check("Disk", "look", words, "Make room before adding many reports; what does not fit is refused whole.")


def _port(settings: Settings) -> Check:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((settings.host, settings.port))
        except OSError as error:
            remedy = "If that is not the page itself, serve with another one: review-lessons serve --port 7861"
            return Check("Port", "look", f"{settings.port} cannot be used: {error.strerror}.", remedy)
    return Check("Port", "well", f"{settings.port} is free.")


def _chat(settings: Settings) -> Check:
    if settings.chat_model is None:
        return Check("Chat model", "well", "None is set: answers are the reports' own sentences.")
    from assistant.claims.chat import ChatFailed
    from assistant.claims.opening import ChatModelMissing
    from assistant.claims.probe import try_out

    try:
        model = app.open_chat(settings)
        trial = try_out(model)
    except ChatModelMissing as error:
        return Check("Chat model", "wrong", f"{settings.chat_model} cannot be used.", str(error))
    except ChatFailed as error:
        remedy = (
            "Check that it is running, and the settings chat_base_url and chat_api_key. Until then answers are the "
        )
        return Check("Chat model", "wrong", f"{settings.chat_model} {error}.", f"{remedy}reports' own sentences.")
    where = "on another machine" if model.remote else "on this machine"
    speed = f"first words after {trial.first_s:.1f} s, whole after {trial.whole_s:.1f} s"
    form = "structured output works" if trial.structured else "no structured output, so claims are asked for as lines"
    return Check("Chat model", "well", f"{model.name}, {where}: {speed}; {form}.")


def _library(settings: Settings) -> Check:
    from vectorstore import LibraryBusy, LibraryError

    try:
        home = app.find_home(settings)
    except app.NoLibrary as error:
        return Check("Library", "look", "There is none yet.", str(error))
    try:
        with app.open_library(settings, home) as library:
            report = library.verify()
            count = len(library.reviews())
            kind = "The demonstration library" if library.demonstration else "The library"
    except LibraryBusy as error:
        return Check("Library", "look", "It is in use, so it was not verified.", str(error))
    except LibraryError as error:
        return Check("Library", "wrong", str(error), "Follow what it says, then run review-lessons doctor again.")
    if report.clean:
        return Check("Library", "well", f"{kind} in {home}: {count_of(count, 'review')}, database and indexes agree.")
    remedy = "Run review-lessons library rebuild, then review-lessons library verify."
    return Check("Library", "wrong", f"{kind} in {home}: {' '.join(report.problems)}", remedy)


def _nearest(folder: Path) -> Path:
    """The folder itself, or the nearest one above it that exists."""
    return next((place for place in (folder, *folder.parents) if place.exists()), folder)
