"""The themes of labelled passages, on the half of the reviews that nothing was tuned on."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import numpy as np
import pytest

import samples
from benchmarks.themes import LABELS, figures, fit, gather, kappa, read_labels, write_weights
from desk.tagging import COLUMNS, load_weights, themes_of
from desk.taxonomy import load_taxonomy
from ingest import find_sources
from vectorstore import Encoder
from vectorstore.encoder import identify


def untouched(folders: list[Path]):
    taxonomy = load_taxonomy()
    labels = [label for label in read_labels() if not label.tuning]
    files = {label.file for label in labels}
    sources = [source for source in find_sources(folders) if source.name in files]
    labelled = gather(sources, taxonomy, labels, Encoder(identify(None)))
    given = themes_of(taxonomy, labelled.passages, labelled.table, load_weights())
    ids = [theme.id for theme in taxonomy.themes]
    found = np.asarray([[theme in themes for theme in ids] for themes in given])
    truth = np.asarray([[theme in label.themes for theme in ids] for label in labelled.labels])
    return labelled, found, truth


def test_themes_are_found_as_people_label_them(shared: Path) -> None:
    """The whole untouched half, real reports and samples: micro-F1 of at least 0.75."""
    labelled, found, truth = untouched([shared / "corpus" / "reviews", samples.folder()])
    assert len(labelled.labels) >= 140
    assert figures(found, truth)["f1"] >= 0.75


def test_the_samples_alone_keep_what_was_measured() -> None:
    labelled, found, truth = untouched([samples.folder()])
    assert len(labelled.labels) == sum(not label.tuning and label.samples for label in read_labels())
    assert figures(found, truth)["precision"] >= 0.6


def test_the_labels_are_many_twice_made_and_split_by_review() -> None:
    labels = read_labels()
    twice = [label for label in labels if label.first is not None]
    assert len(twice) >= 300
    assert sum(label.samples for label in twice) >= 70
    assert {label.file for label in labels if label.tuning}.isdisjoint(
        label.file for label in labels if not label.tuning
    )
    themes = {theme.id for theme in load_taxonomy().themes}
    assert {theme for label in labels for theme in label.themes} <= themes
    assert any(not label.themes for label in labels)
    assert kappa(labels, sorted(themes)) > 0.9


def test_no_words_of_a_report_stand_in_the_labels() -> None:
    with LABELS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert set(rows[0]) == {"set", "file", "start", "end", "sha256", "half", "drawn", "first", "second", "themes"}
    assert all(len(row["sha256"]) == len(hashlib.sha256().hexdigest()) for row in rows)


def test_figures_count_pairs() -> None:
    truth = np.asarray([[True, True, False], [False, False, True]])
    assert figures(truth, truth) == {"f1": 1.0, "precision": 1.0, "recall": 1.0, "labels": 3}
    half = np.asarray([[True, False, True], [False, False, False]])
    assert figures(half, truth) == {"f1": 0.4, "precision": 0.5, "recall": 0.333, "labels": 3}
    assert figures(~truth, truth)["f1"] == 0.0


@pytest.mark.parametrize("seed", [1, 2])
def test_fitting_finds_what_strong_cues_are_worth(seed: int, tmp_path: Path) -> None:
    """Of pairs that a strong cue settles, the fitted numbers rest on that cue, and are read back as written."""
    from benchmarks.themes import Label, Labelled

    draws = np.random.default_rng(seed)
    taxonomy = load_taxonomy()
    truth = draws.random((60, len(taxonomy.themes))) < 0.2
    table = np.zeros((*truth.shape, len(COLUMNS)))
    table[..., 0] = truth
    table[..., 4] = draws.random(truth.shape)
    labels = tuple(
        Label(
            "x",
            n,
            "",
            False,
            True,
            None,
            None,
            frozenset(t.id for t, yes in zip(taxonomy.themes, row, strict=True) if yes),
        )
        for n, row in enumerate(truth)
    )
    weights = fit(Labelled(labels, (), table, table[..., 4]), taxonomy)
    assert weights.weights[0] == max(weights.weights)
    write_weights(weights, tmp_path / "tagging.json")
    assert '"strong"' in (tmp_path / "tagging.json").read_text(encoding="utf-8")
