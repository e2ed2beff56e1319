"""Nothing leaves the machine, and no words of reports lie where they could outlive their review."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.vectorstore.making import FATHERS, fathers
from vectorstore import Library

NO_NETWORK = """
import socket, sys
from pathlib import Path

def refuse(*arguments, **options):
    raise SystemExit(f"a connection was wanted: {arguments}")

socket.socket.connect = refuse
socket.socket.connect_ex = refuse
socket.getaddrinfo = refuse
from tests.vectorstore.making import fathers
from vectorstore import Library
with Library.open(Path(sys.argv[1])) as library:
    library.add(fathers())
    assert library.dense("fathers", 1) and library.lexical("fathers", 1)
    library.rebuild()
    assert library.verify().clean
"""


def test_no_connection_is_ever_wanted(home: Path) -> None:
    here = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", NO_NETWORK, str(home)], capture_output=True, text=True, cwd=here)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_indexes_keep_no_running_text(library: Library) -> None:
    library.add(fathers())
    for folder in ("chroma", "lexical", "tokens"):
        for path in (library.home / folder).rglob("*"):
            if path.is_file():
                content = path.read_bytes()
                assert not any(paragraph[:40].encode() in content for paragraph in FATHERS), path
