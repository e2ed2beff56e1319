"""WiCE: are sentences of Wikipedia borne by the web pages that they cite, given the sentences that matter?

Oracle form: the evidence is a chunk of the page that holds the sentences people marked. Supported against the rest
(partially supported and not supported).
"""

from __future__ import annotations

import argparse

from benchmarks.bearing import Bench, separated
from benchmarks.common import arguments, read_lines, run, sample, watched


def measure(given: argparse.Namespace) -> dict[str, object]:
    """Judge every claim both ways."""
    everything = read_lines(given.folder / "oracle_claim_dev.jsonl")
    items = sample(everything, given.limit)
    bench = Bench()
    scored = []
    for one in watched(items, "claims"):
        evidence = one["evidence"]
        assert isinstance(evidence, list)
        scored.append(bench.score(one["label"] == "supported", str(one["claim"]), [" ".join(map(str, evidence))]))
    return {
        "benchmark": "wice",
        "claims": len(items),
        "of": len(everything),
        "supported": sum(one.true for one in scored),
        **separated(scored),
    }


if __name__ == "__main__":
    run(arguments("Supported or not, on WiCE.", "the folder with oracle_claim_dev.jsonl"), measure)
