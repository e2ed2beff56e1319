"""AttributionBench: are sentences of machine-written answers borne by the references that they cite?"""

from __future__ import annotations

import argparse
from collections import defaultdict

from benchmarks.bearing import LINE, Bench, Scored, best_line, macro_f1, separated
from benchmarks.common import arguments, read_lines, run, sample, watched


def measure(given: argparse.Namespace) -> dict[str, object]:
    """Judge every claim both ways; macro-F1 over all, as its authors take it, and for each of its sources."""
    everything = [
        one
        for path in sorted(given.folder.glob("*.jsonl"))
        for one in read_lines(path)
        if one.get("attribution_label") in {"attributable", "not attributable"}
    ]
    items = sample(everything, given.limit)
    bench = Bench()
    sources: defaultdict[str, list[Scored]] = defaultdict(list)
    scored: list[Scored] = []
    for one in watched(items, "claims"):
        references = one["references"]
        assert isinstance(references, list)
        made = bench.score(one["attribution_label"] == "attributable", str(one["claim"]), list(map(str, references)))
        scored.append(made)
        sources[str(one["src_dataset"])].append(made)
    truth = [one.true for one in scored]
    line = best_line(truth, [one.cosine for one in scored], macro=True)
    return {
        "benchmark": "attribution",
        "claims": len(items),
        "of": len(everything),
        "attributable": sum(truth),
        "macro_f1": {
            "check": _macro(scored),
            "cosine, its best threshold": macro_f1(truth, [one.cosine >= line for one in scored]),
            "check, its best threshold": macro_f1(
                truth,
                [one.check >= best_line(truth, [s.check for s in scored], macro=True) for one in scored],
            ),
        },
        "by_source": {name: _macro(own) for name, own in sorted(sources.items())},
        **separated(scored),
    }


def _macro(scored: list[Scored]) -> float:
    return macro_f1([one.true for one in scored], [one.check >= LINE for one in scored])


if __name__ == "__main__":
    run(arguments("Attributable or not, on AttributionBench.", "the folder with its .jsonl files"), measure)
