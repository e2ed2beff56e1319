"""What several commands share: their common options, and how each comes by settings and an open library."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import app
from commands import console
from commands.console import say
from settings import Settings, read_settings

if TYPE_CHECKING:
    from vectorstore import Library


def _keep_home(ctx: typer.Context, home: Path | None) -> Path | None:
    """``--home`` may stand before or after the command; the one nearest to the command counts."""
    if home is not None:
        ctx.find_root().obj = home
    return home


Home = Annotated[
    Path | None,
    typer.Option("--home", metavar="DIR", help="The library's folder.", callback=_keep_home, file_okay=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="Write the result as JSON.")]
ReviewName = Annotated[str, typer.Argument(metavar="REVIEW", help="The review's id, or the name of its file.")]


def settings_of(ctx: typer.Context, host: str | None = None, port: int | None = None) -> Settings:
    """The settings of a command, whose log is open from now on."""
    home = ctx.find_root().obj
    settings = read_settings(home=home, host=host, port=port)
    console.open_log(settings.logs)
    return settings


@contextmanager
def reading(settings: Settings, *, rebuilding: bool = False) -> Iterator[Library]:
    """The library that is read: one's own, or else the demonstration, which says so."""
    home = app.find_home(settings)
    with opened(settings, home, rebuilding=rebuilding) as library:
        if library.demonstration:
            say("This is the demonstration library: all its reviews are invented.")
        yield library


def opened(settings: Settings, home: Path, *, rebuilding: bool = False) -> Library:
    """The library in a folder; what opening had to mend is told."""
    library = app.open_library(settings, home, rebuilding=rebuilding)
    for words in library.opened_with:
        say(words)
    return library


def review_named(library: Library, name: str) -> str:
    """The id of the review with this id or file name, withdrawn ones too; the name itself where there is none."""
    by_file = {record.file: record.review_id for record in (*library.withdrawn(), *library.reviews())}
    return by_file.get(name, name)


def person() -> str | None:
    """Who gives the command, as the system knows them, for what is written down of a change."""
    try:
        return f"{getpass.getuser()} (command line)"
    except (OSError, KeyError):
        return None
