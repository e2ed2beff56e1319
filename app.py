"""Builds the settings, the library, the assistant and the page.

The heavy rooms are imported where they are needed, so that a command that only refuses does so at once.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import samples
from commands.console import FAILED, USAGE, Progressing, explain, open_log, say
from settings import THIS_MACHINE, Settings, read_settings

if TYPE_CHECKING:
    from assistant import Assistant
    from assistant.claims.chat import ChatModel
    from assistant.claims.composer import ChatComposer
    from desk.accounts import Accounts
    from vectorstore import Encoder, Library

# Nothing that is asked leaves this machine, also where somebody traces other programs of theirs. The libraries read
# these when they are first imported, which this module is before any of them.
os.environ.update(dict.fromkeys(("LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2", "LANGSMITH_TRACING"), "false"))
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"


class NoLibrary(Exception):
    """There is no library where one was to be opened; the message says how to start one."""


def holds_library(home: Path) -> bool:
    """Whether a folder holds a library, told without opening it."""
    from vectorstore.database import DATABASE_FILE

    return (home / DATABASE_FILE).is_file()


def find_home(settings: Settings) -> Path:
    """The library that is read: one's own where there is one, else the demonstration. Raises NoLibrary."""
    for home in (settings.home, settings.demonstration):
        if holds_library(home):
            return home
    raise NoLibrary(
        f"There is no library in {settings.home} yet. Start your own: review-lessons ingest FOLDER. "
        "Or look at one of invented reviews: review-lessons serve."
    )


def open_library(settings: Settings, home: Path, *, rebuilding: bool = False) -> Library:
    """Open the library in ``home``; a new one in the demonstration's folder is made for the samples only."""
    from vectorstore import Library

    demonstration = home == settings.demonstration
    return Library.open(
        home,
        encoder=settings.encoder,
        demonstration=demonstration,
        samples=_sample_sums() if demonstration else (),
        rebuilding=rebuilding,
    )


def _sample_sums() -> frozenset[str]:
    from desk.adding import sample_sums

    return sample_sums()


def build_assistant(settings: Settings, library: Library) -> Assistant:
    """The assistant over a library, as the settings want it.

    Raises RerankerMissing, ChatModelMissing, SupportModelMissing and TelemetryMissing.
    """
    from assistant import Assistant
    from assistant.cross_encoder import CrossEncoderReranker
    from assistant.telemetry import NO_SPANS, open_spans

    return Assistant(
        library,
        signposting=settings.urgent_signposting,
        reranker=CrossEncoderReranker(settings.reranker) if settings.reranker else None,
        chat=build_chat(settings, library.encoder) if settings.chat_model else None,
        spans=open_spans() if settings.telemetry else NO_SPANS,
    )


def build_chat(settings: Settings, encoder: Encoder) -> ChatComposer:
    """The chat model that is set and what checks its claims. Raises ChatModelMissing and SupportModelMissing."""
    from assistant.claims.composer import ChatComposer
    from assistant.support import embedded_check, nli_check

    support = nli_check(settings.support_model) if settings.support_model else embedded_check(encoder)
    return ChatComposer(open_chat(settings), support, settings.mask_details)


def open_chat(settings: Settings) -> ChatModel:
    """The chat model that is set; nothing is sent to it yet. Raises ChatModelMissing."""
    from assistant.claims.opening import open_chat_model

    key = settings.chat_api_key.get_secret_value() if settings.chat_api_key else None
    return open_chat_model(
        settings.chat_model or "", base_url=settings.chat_base_url, api_key=key, timeout_s=settings.chat_timeout_s
    )


def serve(settings: Settings, library: Library, announce: Callable[[str], None]) -> None:
    """Build the page over a library and its assistant and serve it until stopped. Raises WebError."""
    from desk.database import Desk
    from web import launch

    tag_themes(library)
    examples = sample_questions() if library.demonstration else ()
    with Desk.opened(Path(library.home)) as desk, open_accounts(settings) as accounts:
        launch(
            library,
            build_assistant(settings, library),
            settings,
            desk=desk,
            accounts=accounts,
            host=settings.host,
            port=settings.port,
            names=[name.strip() for name in settings.host_names.split(",") if name.strip()],
            examples=examples,
            announce=announce,
        )


def tag_themes(library: Library) -> None:
    """Tell a library the themes of its reviews, so that it can be searched by them; finds those of what is new."""
    from desk.database import Desk
    from desk.themes import open_themes

    home = Path(library.home)
    with Desk.opened(home) as desk:
        open_themes(desk, home).refresh(library)


@contextmanager
def open_accounts(settings: Settings) -> Iterator[Accounts]:
    """The accounts of a home, which hold for its demonstration library too."""
    from desk.accounts import Accounts
    from desk.database import Desk

    with Desk.opened(settings.home) as desk:
        yield Accounts(desk, settings.home)


def sample_questions() -> tuple[str, ...]:
    """Questions that the samples were written to answer: first those that several of them speak to."""
    asked = [json.loads(line) for line in samples.questions().read_text(encoding="utf-8").splitlines()]
    return tuple(str(q["question"]) for kind in ("theme", "single") for q in asked if q["kind"] == kind)


def start(settings: Settings) -> int:
    """Serve one's own library, or the demonstration where there is none yet, until stopped; the exit code.

    Raises LibraryError where the library cannot be opened.
    """
    own = holds_library(settings.home)
    if settings.host != THIS_MACHINE and not _may_be_reached(settings):
        return USAGE
    with open_library(settings, settings.home if own else settings.demonstration) as library:
        for words in library.opened_with:
            say(words)
        if not own:
            _prepare_demonstration(library)
        from web import WebError

        # Stopped by whoever started it, the page ends as it does on Ctrl-C: with the library closed.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            serve(settings, library, lambda address: say(f"The page is at {address}\nStop it with Ctrl-C."))
        except WebError as error:
            say(str(error))
            return FAILED
        except KeyboardInterrupt:
            say("Stopped.")
    return 0


def _may_be_reached(settings: Settings) -> bool:
    """Whether other machines may come in: not before there are accounts."""
    from desk.accounts import NO_ACCOUNTS_YET, is_loopback

    if is_loopback(settings.host):
        return True
    with open_accounts(settings) as accounts:
        if accounts.any():
            return True
    say(NO_ACCOUNTS_YET.format(host=settings.host))
    return False


def _prepare_demonstration(library: Library) -> None:
    from desk.adding import add_files, missing_samples

    say("There is no library of yours yet: this is a demonstration, and all its reviews are invented.")
    say("Start your own with: review-lessons ingest FOLDER")
    missing = missing_samples(library)
    with Progressing("Preparing the demonstration", len(missing)) as progress:
        for result in add_files(library, missing, progress):
            if result.outcome == "failed":
                say(f"{result.file}: {result.reason} {result.remedy}")


def main() -> None:
    """Serve the page; the same as ``review-lessons serve``."""
    parser = argparse.ArgumentParser(description="Serve the page; the same as review-lessons serve.")
    parser.add_argument("--home", metavar="DIR", type=Path, help="the library's folder")
    parser.add_argument("--host", help="the address to listen on")
    parser.add_argument("--port", type=int, help="the port that the page listens on")
    given = parser.parse_args()
    try:
        settings = read_settings(home=given.home, host=given.host, port=given.port)
        open_log(settings.logs)
        sys.exit(start(settings))
    except Exception as error:
        sys.exit(explain(error))


if __name__ == "__main__":
    main()
