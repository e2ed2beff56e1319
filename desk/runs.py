"""Runs that were measured before: kept as one file each, compared with the one before on the same questions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import TypedDict

from desk.evaluation import Evaluated

FORMAT = 1
_SAME = 0.0005  # differences below this are rounding


class FigureRecord(TypedDict):
    """A figure as it is kept."""

    value: float
    low: float
    high: float
    questions: int


class GoldRecord(TypedDict):
    """Which questions were asked: the file's name and the SHA-256 of its content."""

    file: str
    sha256: str
    questions: int


class LibraryRecord(TypedDict):
    """What they were asked of."""

    fingerprint: str
    reviews: int
    passages: int
    files_missing: list[str]


class RunRecord(TypedDict):
    """One run, as its JSON file holds it."""

    format: int
    date: str
    gold: GoldRecord
    library: LibraryRecord
    settings: dict[str, str]
    figures: dict[str, FigureRecord]
    by_kind: dict[str, dict[str, FigureRecord]]
    latency_ms: dict[str, float]
    answer_words_median: dict[str, float]
    passages_too_long: int
    quotes_too_long: int
    failed: list[str]
    questions: list[dict[str, object]]


def run_record(evaluated: Evaluated, gold: Path, settings: Mapping[str, str]) -> RunRecord:
    """Write down a run over the questions in ``gold``; ``settings`` are those that bear on the answers."""
    return {
        "format": FORMAT,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "gold": {
            "file": gold.name,
            "sha256": hashlib.sha256(gold.read_bytes()).hexdigest(),
            "questions": len(evaluated.outcomes),
        },
        "library": {
            "fingerprint": evaluated.fingerprint,
            "reviews": evaluated.reviews,
            "passages": evaluated.passages,
            "files_missing": list(evaluated.missing),
        },
        "settings": dict(settings),
        "figures": {name: _kept(asdict(figure)) for name, figure in evaluated.figures.items()},
        "by_kind": {
            kind: {name: _kept(asdict(figure)) for name, figure in own.items()}
            for kind, own in evaluated.by_kind.items()
        },
        "latency_ms": {name: round(ms, 1) for name, ms in evaluated.latency_ms.items()},
        "answer_words_median": evaluated.words_median,
        "passages_too_long": sum(outcome.long_passages for outcome in evaluated.outcomes),
        "quotes_too_long": sum(outcome.long_quotes for outcome in evaluated.outcomes),
        "failed": list(evaluated.failed),
        "questions": [asdict(outcome) for outcome in evaluated.outcomes],
    }


def _kept(figure: Mapping[str, float]) -> FigureRecord:
    return {
        "value": round(figure["value"], 4),
        "low": round(figure["low"], 4),
        "high": round(figure["high"], 4),
        "questions": int(figure["questions"]),
    }


class Runs:
    """The runs kept in a folder, one JSON file each, named by their time."""

    def __init__(self, folder: Path) -> None:
        """The folder is made when the first run is kept."""
        self._folder = folder

    def latest(self, gold_sha256: str) -> RunRecord | None:
        """The last run over the same questions; files that cannot be read are passed over."""
        for path in sorted(self._folder.glob("*.json"), reverse=True):
            try:
                read = json.loads(path.read_text(encoding="utf-8"))
                if read["format"] == FORMAT and read["gold"]["sha256"] == gold_sha256:
                    run: RunRecord = read
                    return run
            except (OSError, ValueError, KeyError, TypeError):
                continue
        return None

    def keep(self, run: RunRecord) -> Path:
        """Write a run down; returns its file."""
        self._folder.mkdir(parents=True, exist_ok=True)
        stem = run["date"].replace(":", "").replace("+0000", "Z")
        taken = (self._folder / f"{stem}-{number:03}.json" for number in count(1))
        path = next(path for path in taken if not path.exists())
        draft = path.with_suffix(".part")
        draft.write_text(json.dumps(run, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        return draft.replace(path)


def changes(before: RunRecord, now: RunRecord) -> tuple[str, ...]:
    """What changed between two runs over the same questions, a line each."""
    lines = [f"Since the run of {before['date']}:"]
    if before["library"]["fingerprint"] != now["library"]["fingerprint"]:
        lines.append("  the library holds other reviews or other texts")
    for key in sorted(before["settings"].keys() | now["settings"].keys()):
        was, is_now = before["settings"].get(key), now["settings"].get(key)
        if was != is_now:
            lines.append(f"  {key}: {was or 'not set'} before, {is_now or 'not set'} now")
    for name, figure in now["figures"].items():
        old = before["figures"].get(name)
        if old and abs(figure["value"] - old["value"]) > _SAME:
            lines.append(f"  {name}: {old['value']:.3f} before, {figure['value']:.3f} now")
    lines.extend(_questions(before["questions"], now["questions"]))
    if len(lines) == 1:
        lines.append("  nothing changed")
    return tuple(lines)


def _questions(before: Sequence[Mapping[str, object]], now: Sequence[Mapping[str, object]]) -> list[str]:
    """Which questions fare better or worse, by name."""
    old = {row["id"]: row for row in before}
    pairs = [(str(row["id"]), old[row["id"]], row) for row in now if row["id"] in old]
    lines = []
    for title, right in (("settled rightly", _settled), ("found among the first five", _found)):
        better = [name for name, was, is_now in pairs if right(is_now) and not right(was)]
        worse = [name for name, was, is_now in pairs if right(was) and not right(is_now)]
        lines.extend([f"  now {title}: {', '.join(better)}"] if better else [])
        lines.extend([f"  no longer {title}: {', '.join(worse)}"] if worse else [])
    return lines


def _settled(row: Mapping[str, object]) -> bool:
    """Whether it cites a gold passage, or refuses where there is none."""
    return bool(row["refused_rightly"] if row["kind"] == "unanswerable" else row["cited"])


def _found(row: Mapping[str, object]) -> bool:
    rank = row["rank"]
    return isinstance(rank, int) and rank <= 5
