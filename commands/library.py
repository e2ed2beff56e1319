"""The commands that look after the library: look at it, change it by hand, take it away, check and mend it."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands import console
from commands.console import FAILED, USAGE, count_of, say, show, show_json
from commands.options import AsJson, Home, ReviewName, person, reading, review_named, settings_of

if TYPE_CHECKING:
    from vectorstore import Library, ReviewRecord

library_commands = typer.Typer(
    help="Look at the library, change it by hand, take it away, check and mend it.", no_args_is_help=True
)


@library_commands.command("list")
def list_reviews(
    ctx: typer.Context,
    withdrawn: Annotated[bool, typer.Option("--withdrawn", help="List those that were withdrawn too.")] = False,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """List the reviews in the library."""
    with reading(settings_of(ctx)) as library:
        records = (*library.reviews(), *(library.withdrawn() if withdrawn else ()))
    if as_json:
        show_json([_record_json(record) for record in records])
        return
    for record in records:
        known = (record.kind, record.local_authority, record.published.isoformat() if record.published else None)
        show(f"{record.review_id}  {record.title or record.file}")
        show(
            f"    {', '.join(part or 'not known' for part in known)}; {record.passages} passages; {record.file}"
            f"{'; withdrawn' if record.withdrawn else ''}"
        )
    say(f"{count_of(len(records), 'review')}.")


@library_commands.command("show")
def show_review(ctx: typer.Context, review: ReviewName, as_json: AsJson = False, home: Home = None) -> None:
    """Show what the library knows of one review: details, versions, and how its passages are divided."""
    with reading(settings_of(ctx)) as library:
        versions = library.versions(review_named(library, review))
        record = _held(library, review_named(library, review))
        roles = Counter(one.passage.role.value for one in library.passages(record.review_id, record.version))
        changes = [asdict(change) for change in library.changes(record.review_id)]
    shown = _record_json(record) | {"roles": dict(roles), "versions": [_record_json(one) for one in versions]}
    shown |= {"changes": changes}
    if as_json:
        show_json(shown)
        return
    for key, value in shown.items():
        if key == "versions":
            show("versions: " + ", ".join(f"{one.version}{' (current)' if one.current else ''}" for one in versions))
        elif key == "changes":
            show(f"changes by hand: {len(changes) or 'none'}")
        elif isinstance(value, dict):
            show(f"{key}: " + ", ".join(f"{name} {part}" for name, part in value.items()))
        else:
            words = "; ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
            show(f"{key}: {words or ('none' if key == 'warnings' else 'not known')}")


@library_commands.command()
def edit(
    ctx: typer.Context,
    review: ReviewName,
    title: Annotated[str | None, typer.Option(help="Its title.")] = None,
    kind: Annotated[str | None, typer.Option(help="A short name for its kind, such as cspr.")] = None,
    local_authority: Annotated[str | None, typer.Option(help="The authority it is about.")] = None,
    published: Annotated[str | None, typer.Option(help="The day it was published, as 2022-01-30.")] = None,
    url: Annotated[str | None, typer.Option(help="Where it was published.")] = None,
    themes: Annotated[str | None, typer.Option(help="Its themes, with semicolons between them.")] = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Change details of a review; an empty text ("") takes one away. What is set here stays over new versions."""
    from desk.details_form import read_details

    given = {
        "title": title,
        "kind": kind,
        "local_authority": local_authority,
        "published": published,
        "url": url,
        "themes": themes,
    }
    with reading(settings_of(ctx)) as library:
        review_id = review_named(library, review)
        held = _held(library, review_id)
        details = read_details(held.details, {name: text for name, text in given.items() if text is not None})  # type: ignore[misc]
        library.edit(review_id, details, by=person())
        record = _held(library, review_id)
    show_json(_record_json(record)) if as_json else show(f"The details of {record.file} are changed.")


@library_commands.command()
def withdraw(
    ctx: typer.Context,
    review: ReviewName,
    reason: Annotated[str | None, typer.Option(help="Why, for the review's history.")] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Bring a withdrawn review back.")] = False,
    home: Home = None,
) -> None:
    """Take a review out of search and lists; answers that cite it still open it and say that it was withdrawn."""
    with reading(settings_of(ctx)) as library:
        review_id = review_named(library, review)
        if undo:
            library.restore(review_id, reason, by=person())
            show(f"{review} is searched and listed again.")
        else:
            library.withdraw(review_id, reason, by=person())
            show(f"{review} is withdrawn. Bring it back with: review-lessons library withdraw {review_id} --undo")


@library_commands.command()
def erase(
    ctx: typer.Context,
    review: ReviewName,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Erase a review for good, from every part of the home, and prove that it is gone. There is no undoing it."""
    settings = settings_of(ctx)
    from desk.database import Desk
    from desk.erasing import erase_review

    with reading(settings) as library:
        review_id = review_named(library, review)
        record = _held(library, review_id)
        if not yes:
            if not sys.stdin.isatty():
                raise typer.BadParameter("Nobody is there to be asked. Give --yes to erase without asking.")
            typed = typer.prompt(f"This erases {record.file} for good. Type {review_id} to go on", err=True)
            if typed.strip() != review_id:
                say("Nothing was erased.")
                console.end(USAGE)
        with Desk.opened(library.home) as desk:
            proof = erase_review(library, desk, review_id)
    if as_json:
        show_json(asdict(proof) | {"clean": proof.clean})
    else:
        for problem in proof.problems:
            show(problem)
        words = f"{proof.files} files searched for {proof.phrases} phrases and {proof.stems} words of its own"
        show(f"{record.file} is erased ({words})." if proof.clean else f"{record.file} is not wholly gone ({words}).")
    console.end(0 if proof.clean else FAILED)


@library_commands.command()
def export(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Copy every report, with a manifest.csv, to a folder that another library can be made from."""
    from desk.exporting import export_reports

    with reading(settings_of(ctx)) as library:
        total = len(library.reviews())
        with console.Progressing("Copying reports", total) as progress:
            count = export_reports(library, folder, lambda _name: progress.advance())
    show_json({"exported": count, "folder": str(folder)}) if as_json else show(
        f"{count_of(count, 'report')} in {folder}."
    )


@library_commands.command()
def rebuild(ctx: typer.Context, as_json: AsJson = False, home: Home = None) -> None:
    """Make the search indexes again from the database."""
    with reading(settings_of(ctx), rebuilding=True) as library:
        count = len(library.reviews())
        with console.Progressing("Making the indexes again", count) as progress:
            library.rebuild(on_progress=progress.count)
    if as_json:
        show_json({"rebuilt": True, "reviews": count})
    else:
        show(f"The indexes of {count_of(count, 'review')} were made again.")


@library_commands.command()
def verify(ctx: typer.Context, as_json: AsJson = False, home: Home = None) -> None:
    """Compare the database with the indexes and prove each with a real query; changes nothing."""
    with reading(settings_of(ctx)) as library:
        report = library.verify()
    if as_json:
        show_json({"clean": report.clean, "problems": list(report.problems), "checked": dict(report.checked)})
    else:
        for problem in report.problems:
            show(problem)
        checked = ", ".join(f"{count} {name}" for name, count in report.checked.items())
        show(f"{'Clean' if report.clean else 'Not clean: run review-lessons library rebuild'} ({checked}).")
    console.end(0 if report.clean else FAILED)


def _held(library: Library, review_id: str) -> ReviewRecord:
    """The version of a review that is searched, or was until it was withdrawn. Raises NotInLibrary."""
    return next((one for one in library.withdrawn() if one.review_id == review_id), None) or library.review(review_id)


def _record_json(record: ReviewRecord) -> dict[str, object]:
    details = record.details
    return {
        "review_id": record.review_id,
        "version": record.version,
        "current": record.current,
        "withdrawn": record.withdrawn is not None,
        "file": record.file,
        "title": details.title,
        "kind": details.kind,
        "local_authority": details.local_authority,
        "published": details.published.isoformat() if details.published else None,
        "url": details.url,
        "themes": list(details.themes),
        "details_from": dict(details.sources),
        "added_at": record.added_at.isoformat(),
        "media_type": record.media_type,
        "sha256": record.sha256,
        "size": record.size,
        "pages": record.pages,
        "ocr_pages": record.ocr_pages,
        "passages": record.passages,
        "characters": record.characters,
        "source": record.source,
        "warnings": list(record.warnings),
    }
