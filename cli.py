"""The console commands: results go to standard output, everything else to standard error.

Exit codes: 0 all well, 1 something failed, 2 wrong usage, 3 the library is in use by another process.
"""

from __future__ import annotations

import json
import logging
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

import app
from commands import console
from commands.check import check_commands
from commands.console import FAILED, STOPPED, USAGE, count_of, say, show, show_json
from commands.library import library_commands
from commands.options import AsJson, Home, opened, reading, settings_of
from commands.users import user_commands

if TYPE_CHECKING:
    from assistant import Answer, Assistant
    from desk.adding import FileResult
    from vectorstore import Filters

commands = typer.Typer(
    name="review-lessons",
    help="Answers from published safeguarding reviews; every sentence opens at the words it rests on.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
commands.add_typer(library_commands, name="library")
commands.add_typer(user_commands, name="user")
commands.add_typer(check_commands, name="check")

Filter = Annotated[
    list[str] | None,
    typer.Option("--filter", metavar="KEY=VALUE", help="Search only reviews for which this holds; may be repeated."),
]


@commands.callback()
def _every_command(home: Home = None) -> None:
    """Answers from published safeguarding reviews; every sentence opens at the words it rests on."""


@commands.command()
def serve(
    ctx: typer.Context,
    host: Annotated[str | None, typer.Option(help="Where to listen; any but 127.0.0.1 needs accounts.")] = None,
    port: Annotated[int | None, typer.Option(help="The port that the page listens on.")] = None,
    home: Home = None,
) -> None:
    """Open the page: one's own library, or the demonstration where there is none yet."""
    console.end(app.start(settings_of(ctx, host=host, port=port)))


@commands.command()
def ingest(
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", exists=True, help="Files and folders of reports.")],
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Add reports to the library, with the details that a manifest.csv beside them gives."""
    settings = settings_of(ctx)
    from desk.adding import add_files
    from ingest import find_sources

    notes: list[str] = []
    sources = find_sources(paths, on_note=notes.append)
    for note in notes:
        say(note)
    if not sources:
        say("There is no report among these. Reports are PDF, Word (.docx), web page, Markdown and plain text files.")
        console.end(USAGE)
    results: list[FileResult] = []
    with opened(settings, settings.home) as library:
        try:
            with console.stopping_between() as pressed, console.Progressing("Adding reports", len(sources)) as progress:
                for result in add_files(library, sources, progress):
                    results.append(result)  # one by one, so that those before an interruption are kept
                    if pressed() and len(results) < len(sources):
                        raise KeyboardInterrupt
        finally:
            _show_results(results, notes, len(sources), as_json)
    console.end(FAILED if any(result.outcome == "failed" for result in results) else 0)


def _show_results(results: Sequence[FileResult], notes: Sequence[str], total: int, as_json: bool) -> None:
    counts = Counter(result.outcome for result in results)
    if as_json:
        summary = {"added": counts["added"], "new_versions": counts["new version"], "unchanged": counts["unchanged"]}
        rest = {"failed": counts["failed"], "not_tried": total - len(results), "notes": list(notes)}
        show_json(summary | rest | {"files": [asdict(result) for result in results]})
        return
    show(
        f"{counts['added']} added, {count_of(counts['new version'], 'new version')}, {counts['unchanged']} unchanged, "
        f"{counts['failed']} failed."
    )
    for result in results:
        for warning in result.warnings:
            show(f"  Note on {result.file}: {warning}")
    for result in results:
        if result.outcome == "failed":
            show(f"  Failed: {result.file}. {result.reason} {result.remedy}".rstrip())
    if len(results) < total:
        show(f"  {total - len(results)} not tried. What was added stays; run the same command again to go on.")


@commands.command()
def ask(
    ctx: typer.Context,
    question: Annotated[str | None, typer.Argument(help="The question, in your own words.")] = None,
    filters: Filter = None,
    batch: Annotated[
        Path | None, typer.Option(metavar="IN.jsonl", exists=True, dir_okay=False, help="Questions, one a line.")
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="OUT.jsonl", dir_okay=False, help="Answers, one a line.")] = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Ask a question, or a file of questions, and get answers with their sources."""
    if (question is None) == (batch is None):
        raise typer.BadParameter("Give either one question or --batch with a file of questions.")
    if (batch is None) != (out is None):
        raise typer.BadParameter("--batch and --out go together.")
    if out is not None and not out.absolute().parent.is_dir():
        raise typer.BadParameter(f"There is no folder {out.absolute().parent} to write the answers to.")
    settings = settings_of(ctx)
    from vectorstore import Filters

    chosen = Filters.parse(filters or ())
    with reading(settings) as library:
        from assistant import answer_json

        if chosen.theme:
            app.tag_themes(library)
        assistant = app.build_assistant(settings, library)
        if batch is not None and out is not None:
            console.end(_answer_all(assistant, batch, out, chosen))
            return
        answer = assistant.ask(question or "", filters=chosen)
    if as_json:
        show_json(answer_json(answer))
    else:
        _show_answer(answer)


def _answer_all(assistant: Assistant, batch: Path, out: Path, filters: Filters) -> int:
    """Answer each line in order. ``out`` appears when all are answered; until then they stand in a file beside it."""
    from assistant.batch import answer_line

    failures: list[Exception] = []
    lines = batch.read_bytes().splitlines()
    part = out.with_name(f"{out.name}.part")
    with part.open("w", encoding="utf-8") as written, console.Progressing("Answering", len(lines)) as progress:
        for line in lines:
            answer = answer_line(assistant, line, filters, on_failure=failures.append)
            written.write(json.dumps(answer, ensure_ascii=False) + "\n")
            written.flush()
            progress.advance()
    for error in failures:
        logging.getLogger(console.LOG).error("A line of a batch was not answered", exc_info=error)
    part.replace(out)
    say(f"{count_of(len(lines), 'answer')} in {out}.")
    if failures:
        say(f"{count_of(len(failures), 'question')} could not be answered; the log says more.")
    return FAILED if failures else 0


def _show_answer(answer: Answer) -> None:
    from assistant.understand import display_name

    for notice in answer.notices:
        if notice not in answer.answer:
            say(notice)
    show(answer.answer)
    if answer.citations:
        show("\nSources")
    for source in answer.citations:
        place = [
            f"page {source.page}" if source.page else "",
            f"paragraph {source.paragraph}" if source.paragraph else "",
        ]
        authority = display_name(source.local_authority) if source.local_authority else None
        known = [source.title or source.file, authority, source.published, *place]
        show(f"[{source.n}] {', '.join(part for part in known if part)}")
        show(f"    “{' '.join(source.quote.split())}”")
    if not answer.claims and answer.passages:
        show("\nNearest passages, which may not answer the question")
        for passage in answer.passages[:3]:
            where = f", page {passage.page}" if passage.page else ""
            show(f"- {passage.title or passage.file}{where}: {' '.join(passage.text.split())[:200]} …")


@commands.command("eval")
def evaluate(
    ctx: typer.Context,
    gold: Annotated[Path, typer.Argument(metavar="GOLD.jsonl", exists=True, dir_okay=False, help="Gold questions.")],
    reviews: Annotated[
        Path | None, typer.Option(metavar="DIR", exists=True, help="Ask of these reports, not of the library.")
    ] = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Ask questions whose answers are known, score what comes back, and say what changed since the last time."""
    from commands.measure import measure
    from desk import table

    run, changed = measure(settings_of(ctx), gold, reviews)
    show_json(run | {"changes": changed}) if as_json else show("\n".join((*table(run), "", *changed)).rstrip())


@commands.command()
def doctor(ctx: typer.Context, as_json: AsJson = False, home: Home = None) -> None:
    """Check this machine and the library, with what to do about each thing that is wrong."""
    from commands.doctor import examine

    checks = []
    for check in examine(settings_of(ctx)):
        checks.append(check)
        if not as_json:
            show(f"{check.state.upper():8}{check.name}: {check.words}")
            if check.remedy:
                show(f"        {check.remedy}")
    if as_json:
        show_json([asdict(check) for check in checks])
    console.end(FAILED if any(check.state == "wrong" for check in checks) else 0)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command and end the process with its exit code."""
    try:
        commands(arguments)
    except SystemExit as ended:
        if ended.code == STOPPED:
            say("Stopped. Nothing is half done: what was finished stays, and the same command goes on from there.")
        raise
    except Exception as error:
        sys.exit(console.explain(error))
    sys.exit(0)


if __name__ == "__main__":
    main()
