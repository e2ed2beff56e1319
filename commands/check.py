"""The commands for checks; they need not wait for the process that holds the library."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import app
from commands.console import FAILED, count_of, end, say, show
from commands.options import Home, settings_of

check_commands = typer.Typer(help="What trainers found when they checked answers.", no_args_is_help=True)


@check_commands.command("export")
def export_checks(
    ctx: typer.Context,
    out: Annotated[
        Path | None, typer.Option(metavar="GOLD.jsonl", dir_okay=False, help="Where to write; else standard output.")
    ] = None,
    home: Home = None,
) -> None:
    """Write the answers with supported sources as gold questions, which `review-lessons eval` measures with."""
    settings = settings_of(ctx)
    if out is not None and not out.absolute().parent.is_dir():
        raise typer.BadParameter(f"There is no folder {out.absolute().parent} to write the questions to.")
    from desk.check_report import gold_lines
    from desk.database import Desk

    with Desk.opened(app.find_home(settings)) as desk:
        lines = gold_lines(desk)
    if not lines:
        say("No kept answer has a source that trainers found supported, so there is nothing to measure with yet.")
        end(FAILED)
    if out is None:
        for line in lines:
            show(line)
    else:
        out.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    say(f"{count_of(len(lines), 'gold question')}{f' in {out}' if out else ''}.")
