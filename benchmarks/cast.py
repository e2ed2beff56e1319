"""Rewriting on TREC CAsT 2019 and 2020: how near the understood question comes to what people rewrote.

Each later turn of a topic is understood after the asker's raw turns before it (CAsT has no answers in 2019), and
compared by token F1 with the human rewrite; beside it the raw utterance, and the raw utterance after the turn before.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.model import Turn
from assistant.places import Gazetteer
from assistant.understand import understand
from benchmarks.common import arguments, mean, run, sample, token_f1, with_interval
from vectorstore import Filters

TOPICS_2019 = "evaluation_topics_v1.0.json"
REWRITES_2019 = "evaluation_topics_annotated_resolved_v1.0.tsv"
TOPICS_2020 = "2020_manual_evaluation_topics_v1.0.json"


@dataclass(frozen=True, slots=True)
class Utterance:
    """One turn: what was said, what had been said before it, and what people made of it."""

    year: int
    raw: str
    before: tuple[str, ...]
    rewrite: str


def read_topics(folder: Path) -> list[Utterance]:
    """The turns of both years that have something before them."""
    resolved = dict(
        line.split("\t", 1)
        for line in (folder / REWRITES_2019).read_text(encoding="utf-8").splitlines()
        if "\t" in line
    )
    out: list[Utterance] = []
    for year, name in ((2019, TOPICS_2019), (2020, TOPICS_2020)):
        for topic in json.loads((folder / name).read_text(encoding="utf-8")):
            before: list[str] = []
            for turn in topic["turn"]:
                raw = turn["raw_utterance"].strip()
                key = f"{topic['number']}_{turn['number']}"
                rewrite = resolved.get(key) if year == 2019 else turn["manual_rewritten_utterance"]
                if before and rewrite:
                    out.append(Utterance(year, raw, tuple(before), rewrite.strip()))
                before.append(raw)
    return out


def standalone(utterance: Utterance) -> str:
    """The utterance as the product's understand step reads it in its conversation."""
    history = [Turn("user", text) for text in utterance.before]
    return understand(utterance.raw, history, Filters(), (), Gazetteer(())).text


def scores(utterances: Sequence[Utterance]) -> dict[str, object]:
    """Token F1 three ways, over these turns."""
    return {
        "turns": len(utterances),
        "product": with_interval([token_f1(standalone(one), one.rewrite) for one in utterances]),
        "raw": mean(token_f1(one.raw, one.rewrite) for one in utterances),
        "last_turn_prefixed": mean(token_f1(f"{one.before[-1]} {one.raw}", one.rewrite) for one in utterances),
    }


def measure(given: argparse.Namespace) -> dict[str, object]:
    """Token F1 over all later turns, over each year, and over those that people changed or left as they were."""
    turns = sample(read_topics(given.folder), given.limit)
    changed = [one for one in turns if token_f1(one.raw, one.rewrite) < 1]
    kept = [one for one in turns if token_f1(one.raw, one.rewrite) == 1]
    return {
        "benchmark": "cast",
        "token_f1": scores(turns),
        "2019": scores([one for one in turns if one.year == 2019]),
        "2020": scores([one for one in turns if one.year == 2020]),
        "rewritten_by_people": scores(changed),
        "left_as_they_were": scores(kept),
    }


if __name__ == "__main__":
    run(
        arguments("Rewriting of follow-ups on CAsT 2019 and 2020.", "the folder with the topics of both years"), measure
    )
