"""What ``review-lessons eval`` does: ask gold questions of a library, score the answers, keep the run, compare it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import app
from commands.console import Progressing, say
from settings import Settings

if TYPE_CHECKING:
    from desk import RunRecord
    from vectorstore import Library

EVALUATIONS = "evaluations"


class NothingToMeasure(Exception):
    """A folder of reports from which no library could be made; the message says why."""


def measure(settings: Settings, gold: Path, reviews: Path | None) -> tuple[RunRecord, tuple[str, ...]]:
    """Ask the questions in ``gold`` of the home's library, or of one made for this from the reports in ``reviews``.

    Returns the run, which is kept in the home, and what changed since the last one over the same questions.
    """
    from desk import Runs, changes, evaluate, read_gold, run_record

    questions = read_gold(gold)
    with opened(settings, reviews) as library, Progressing("Answering", len(questions)) as progress:
        card = library.encoder.card
        if any(question.ticked.theme for question in questions):
            app.tag_themes(library)
        used = {"encoder": f"{card.name} {card.fingerprint}", "reranker": settings.reranker or "none"}
        evaluated = evaluate(app.build_assistant(settings, library), library, questions, progress.advance)
    run = run_record(evaluated, gold, used)
    runs = Runs(settings.home / EVALUATIONS)
    before = runs.latest(run["gold"]["sha256"])
    runs.keep(run)
    return run, changes(before, run) if before else ()


@contextmanager
def opened(settings: Settings, reviews: Path | None) -> Iterator[Library]:
    """The home's library, or one made in a temporary folder of the reports in ``reviews``."""
    if reviews is None:
        with app.open_library(settings, app.find_home(settings)) as library:
            for words in library.opened_with:
                say(words)
            yield library
        return
    from desk.adding import add_files, is_sample
    from ingest import find_sources

    sources = find_sources([reviews], on_note=say)
    with tempfile.TemporaryDirectory(prefix="review-lessons-eval-") as folder:
        apart = settings.model_copy(update={"home": Path(folder)})
        invented = bool(sources) and all(is_sample(source) for source in sources)
        with app.open_library(apart, apart.demonstration if invented else apart.home) as library:
            with Progressing("Reading reports", len(sources)) as progress:
                for result in add_files(library, sources, progress):
                    if result.outcome == "failed":
                        say(f"{result.file}: {result.reason} {result.remedy}")
            if not library.reviews():
                raise NothingToMeasure(f"No report in {reviews} could be read, so there is nothing to ask.")
            yield library
