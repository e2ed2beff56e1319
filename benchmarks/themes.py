"""How well the themes of passages are found, against passages that were labelled by hand.

    python -m benchmarks.themes DIR [--json] [--fit FILE]

DIR holds the reports that ``tests/data/themes.csv`` names; the samples come with the product. Labels are given by file,
place and SHA-256, so that no report's words are kept with them. The reviews were dealt into two halves before anything
was tuned; figures are of the half that was not used. ``--fit`` fits the numbers anew on the other half and writes them.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

import samples
from benchmarks.common import arguments, run, sample, watched
from benchmarks.logistic import Floats, fit_logistic
from desk.tagging import COLUMNS, Weights, describe, example_vectors, load_weights, themes_of
from desk.taxonomy import Taxonomy, load_taxonomy
from ingest import Source, find_sources, read_review
from ingest.model import Review
from vectorstore import Encoder, StoredPassage
from vectorstore.context import context_line
from vectorstore.encoder import identify

LABELS = Path(__file__).resolve().parents[1] / "tests" / "data" / "themes.csv"
BASELINES = (0.25, 0.3, 0.35, 0.4)  # cosine to the theme's name from which the baseline gives the theme
THRESHOLD = 0.35
COPIES, LOST, RIDGE, SEED = 8, 0.25, 8.0, 1

Truth = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Label:
    """What a passage was labelled with; ``first`` and ``second`` are the two passes, None where there was one only."""

    file: str
    start: int
    sha256: str
    samples: bool
    tuning: bool
    first: frozenset[str] | None
    second: frozenset[str] | None
    themes: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """The labelled passages that were found, with their six numbers for each theme and their nearness to its name."""

    labels: tuple[Label, ...]
    passages: tuple[StoredPassage, ...]
    table: Floats
    names: Floats


def read_labels(path: Path = LABELS) -> tuple[Label, ...]:
    """Read the file of labels."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(
        Label(
            row["file"],
            int(row["start"]),
            row["sha256"],
            row["set"] == "samples",
            row["half"] == "tuning",
            None if row["drawn"] == "more random" else _ids(row["first"]),
            None if row["drawn"] == "more random" else _ids(row["second"]),
            _ids(row["themes"]),
        )
        for row in rows
    )


def kappa(labels: Sequence[Label], themes: Sequence[str]) -> float:
    """Cohen's kappa (1960) between the two passes, over every pair of passage and theme."""
    pairs = [
        (theme in label.first, theme in label.second)
        for label in labels
        for theme in themes
        if label.first is not None and label.second is not None
    ]
    table = np.asarray(pairs, dtype=np.float64)
    agreed = float((table[:, 0] == table[:, 1]).mean())
    first, second = table.mean(axis=0)
    chance = float(first * second + (1 - first) * (1 - second))
    return (agreed - chance) / (1 - chance)


def gather(sources: Iterable[Source], taxonomy: Taxonomy, labels: Sequence[Label], encoder: Encoder) -> Labelled:
    """Read the reports and describe their labelled passages; those whose words are not there are left out."""
    examples = example_vectors(taxonomy, encoder)
    names = np.stack([encoder.query(theme.name) for theme in taxonomy.themes])
    kept: list[tuple[Label, StoredPassage, Floats, Floats]] = []
    for source in sources:
        wanted = {label.start: label for label in labels if label.file == source.name}
        if not wanted:
            continue
        review = read_review(source)
        here = [one for one in _stored(review) if one.passage.start in wanted]
        here = [one for one in here if _sum(one.text) == wanted[one.passage.start].sha256]
        contexts = [context_line(review.details, one.passage.heading_path, encoder.count) for one in here]
        windows = encoder.windows([(context, one.text) for context, one in zip(contexts, here, strict=True)])
        vectors = {
            one.passage_id: np.stack([window.vector for window in made])
            for one, made in zip(here, windows, strict=True)
        }
        table = describe(taxonomy, here, vectors, examples)
        near = [(vectors[one.passage_id] @ names.T).max(axis=0).astype(np.float64) for one in here]
        kept += zip([wanted[one.passage.start] for one in here], here, table, near, strict=True)
    found, passages, tables, nearness = zip(*kept, strict=True)
    return Labelled(tuple(found), tuple(passages), np.stack(tables), np.stack(nearness))


def _stored(review: Review) -> list[StoredPassage]:
    return [
        StoredPassage(number, review.original.name, review.version, passage, review.text[passage.start : passage.end])
        for number, passage in enumerate(review.passages)
    ]


def figures(found: Truth, truth: Truth) -> dict[str, float]:
    """Micro-averaged precision, recall and F1 over all pairs of passage and theme."""
    hits = int((found & truth).sum())
    wrong, missed = int((found & ~truth).sum()), int((truth & ~found).sum())
    return {
        "f1": round(2 * hits / (2 * hits + wrong + missed), 3) if hits else 0.0,
        "precision": round(hits / (hits + wrong), 3) if hits else 0.0,
        "recall": round(hits / (hits + missed), 3) if hits else 0.0,
        "labels": hits + missed,
    }


def fit(labelled: Labelled, taxonomy: Taxonomy) -> Weights:
    """Fit the numbers on the tuning half.

    Its cue words were chosen by looking at that half, and so stand in it more often than elsewhere: every copy that is
    fitted loses a quarter of the cues at random, as if the words of other reports were not all foreseen.
    """
    chosen = np.asarray([label.tuning for label in labelled.labels])
    truth = _truth(labelled, taxonomy)[chosen]
    draws = np.random.default_rng(SEED)
    copies = [_losing(labelled.table[chosen], draws) for _ in range(COPIES)]
    columns = np.concatenate(copies).reshape(-1, len(COLUMNS))
    model = fit_logistic(columns, np.concatenate([truth] * COPIES).reshape(-1), RIDGE)
    return Weights(round(model.bias, 4), tuple(round(float(one), 4) for one in model.weights), THRESHOLD)


def _losing(table: Floats, draws: np.random.Generator) -> Floats:
    strong = draws.binomial((table[..., 0] + table[..., 1]).astype(int), 1 - LOST)
    thinned = table.copy()
    thinned[..., 0] = strong > 0
    thinned[..., 1] = np.maximum(strong - 1, 0)
    thinned[..., 2] = draws.binomial(table[..., 2].astype(int), 1 - LOST)
    return thinned


def compare(labelled: Labelled, taxonomy: Taxonomy, weights: Weights) -> dict[str, object]:
    """All figures: of the untouched half, of its parts, of each theme, and of the baseline."""
    truth = _truth(labelled, taxonomy)
    given = themes_of(taxonomy, labelled.passages, labelled.table, weights)
    ids = [theme.id for theme in taxonomy.themes]
    found = np.asarray([[theme in themes for theme in ids] for themes in given])
    tuning = np.asarray([label.tuning for label in labelled.labels])
    invented = np.asarray([label.samples for label in labelled.labels])
    rest = ~tuning
    # The baseline's threshold is chosen where it does best on the tuning half.
    best = max(BASELINES, key=lambda one: figures(labelled.names[tuning] >= one, truth[tuning])["f1"])
    return {
        "passages": {"tuning": int(tuning.sum()), "untouched": int(rest.sum())},
        "untouched": figures(found[rest], truth[rest]),
        "untouched, real reports": figures(found[rest & ~invented], truth[rest & ~invented]),
        "untouched, samples": figures(found[rest & invented], truth[rest & invented]),
        "baseline": figures(labelled.names[rest] >= best, truth[rest]) | {"cosine": best},
        "tuning": figures(found[tuning], truth[tuning]),
        "themes": {
            theme: figures(found[rest, n], truth[rest, n]) for n, theme in enumerate(ids) if truth[rest, n].any()
        },
    }


def measure(given: argparse.Namespace) -> dict[str, object]:
    """Read the reports and the samples that were labelled and score the themes found in their passages."""
    taxonomy, labels = load_taxonomy(), read_labels()
    files = {label.file for label in labels}
    sources = [one for one in find_sources([given.folder, samples.folder()]) if one.name in files]
    chosen = watched(sample(sources, given.limit), "reports", every=10)
    labelled = gather(chosen, taxonomy, labels, Encoder(identify(None)))
    weights = fit(labelled, taxonomy) if given.fit else load_weights()
    if given.fit:
        write_weights(weights, given.fit)
    agreement = {"kappa of the two passes": round(kappa(labels, [theme.id for theme in taxonomy.themes]), 3)}
    return agreement | compare(labelled, taxonomy, weights)


def write_weights(weights: Weights, path: Path) -> None:
    """Write fitted numbers in the form that the product reads."""
    origin = (
        "logistic regression over pairs of passage and theme (Newton, ridge 8.0; a quarter of the cues left out at "
        "random in each of 8 copies) by benchmarks/themes.py on the tuning half of tests/data/themes.csv"
    )
    read = {
        "origin": origin,
        "bias": weights.bias,
        "weights": dict(zip(COLUMNS, weights.weights, strict=True)),
        "threshold": weights.threshold,
    }
    path.write_text(json.dumps(read, indent=2) + "\n", encoding="utf-8")


def _truth(labelled: Labelled, taxonomy: Taxonomy) -> Truth:
    return np.asarray([[theme.id in label.themes for theme in taxonomy.themes] for label in labelled.labels])


def _ids(cell: str) -> frozenset[str]:
    return frozenset(part for part in cell.split(";") if part)


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _parser() -> argparse.ArgumentParser:
    return arguments(
        "How well the themes of passages are found.",
        "the folder of reports",
        lambda parser: parser.add_argument("--fit", metavar="FILE", type=Path, help="fit the numbers and write them"),
    )


if __name__ == "__main__":
    run(_parser(), measure)
