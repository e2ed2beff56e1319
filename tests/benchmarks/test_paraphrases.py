"""The paraphrases written by hand: no report's words in them, both halves large, and alterations that alter."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path

from benchmarks.alterations import alterations
from benchmarks.paraphrases import PARAPHRASES, half_of, read_paraphrases
from benchmarks.relocate import read_texts

READ = ("2016-05-10_oxfordshire_80536_jtai.pdf", "2022-08-12_rotherham_80543_ilacs.pdf")


def rows() -> list[dict[str, object]]:
    return [json.loads(line) for line in PARAPHRASES.read_text(encoding="utf-8").splitlines()]


def test_they_are_what_they_should_be() -> None:
    found = rows()
    assert len({row["id"] for row in found}) == len({row["claim"] for row in found}) == len(found) == 218
    halves: Counter[str] = Counter()
    for row in found:
        span = row.get("span")
        assert isinstance(span, dict) != ("quote" in row)
        halves[half_of(str(span["file"] if isinstance(span, dict) else row["file"]))] += 1
    assert min(halves.values()) >= 100


def test_spans_stand_in_the_reports(shared: Path) -> None:
    texts = read_texts(shared / "corpus" / "reviews", READ)
    spans = [span for row in rows() if isinstance(span := row.get("span"), dict) and span["file"] in READ]
    assert len(spans) >= 8
    found = [one for one in read_paraphrases(texts) if one.file in READ]
    assert len(found) == len(spans)
    for one in found:
        assert one.quote in one.around
        assert one.quote not in one.beside
        assert one.claim != one.quote


def test_alterations_change_the_claim() -> None:
    claim = "Police did not tell the school about four of the twelve missing children in most cases."
    made = list(alterations(claim, claim, random.Random(1)))
    assert {one.kind for one in made} >= {"number", "negation", "actor", "modality", "amount"}
    assert all(one.claim != claim for one in made)
