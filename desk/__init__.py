"""The desk: what trainers and librarians do with answers and reviews.

``evaluate`` asks the questions of a gold file and scores the answers; ``Runs`` keeps what was measured and says what
changed since the last time.
"""

from desk.evaluation import Evaluated, Held, evaluate
from desk.gold import GoldError, GoldQuestion, read_gold
from desk.report import table
from desk.runs import RunRecord, Runs, changes, run_record

__all__ = [
    "Evaluated",
    "GoldError",
    "GoldQuestion",
    "Held",
    "RunRecord",
    "Runs",
    "changes",
    "evaluate",
    "read_gold",
    "run_record",
    "table",
]
