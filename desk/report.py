"""A run as a table for people."""

from __future__ import annotations

from collections.abc import Sequence

from desk.runs import FigureRecord, RunRecord

_WIDTH = 14


def table(run: RunRecord) -> tuple[str, ...]:
    """The lines of a table: a figure a row, all questions with the 95% interval, then each kind of question."""
    kinds = list(run["by_kind"])
    gold, library = run["gold"], run["library"]
    lines = [
        f"{gold['questions']} questions of {gold['file']}; {library['reviews']} reviews, {library['passages']} "
        f"passages (library {library['fingerprint']}).",
        "",
        _row("", ["all", "95% interval", *kinds]),
    ]
    for name, figure in run["figures"].items():
        own = [run["by_kind"][kind].get(name) for kind in kinds]
        lines.append(_row(name, [_value(figure), f"{figure['low']:.2f} to {figure['high']:.2f}", *map(_value, own)]))
    words = run["answer_words_median"]
    if words:
        lines.append(_row("answer words, median", ["", "", *(f"{words[k]:.0f}" if k in words else "" for k in kinds)]))
    times = run["latency_ms"]
    if times:
        lines.append(f"\nTime to answer: median {times['p50']:.0f} ms, 95th percentile {times['p95']:.0f} ms.")
    return (*lines, *_remarks(run))


def _remarks(run: RunRecord) -> list[str]:
    lines = []
    if run["passages_too_long"] or run["quotes_too_long"]:
        lines.append(f"Too long: {run['passages_too_long']} passages, {run['quotes_too_long']} quotes.")
    missing = run["library"]["files_missing"]
    if missing:
        shown = ", ".join(missing[:5]) + (" …" if len(missing) > 5 else "")
        lines.append(f"The library lacks {len(missing)} of the gold passages' files, which count as misses: {shown}")
    if run["failed"]:
        lines.append(f"Ended in an error and count as wrong: {', '.join(run['failed'])}. The log says more.")
    return lines


def _value(figure: FigureRecord | None) -> str:
    return f"{figure['value']:.3f}" if figure else ""


def _row(name: str, cells: Sequence[str]) -> str:
    return (f"{name:26}" + "".join(f"{cell:>{_WIDTH}}" for cell in cells)).rstrip()
