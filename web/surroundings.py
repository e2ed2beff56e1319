"""What a turn is shown in: what the library holds, what the asker ticked, and what they may do with the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from vectorstore import Filters, ReviewRecord


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the page knows beside an answer.

    ``remark_days`` is for how many days a remark would be kept, None where remarks are not kept at all. ``checks``
    says in words, by the number of a citation, what trainers found of it.
    """

    reviews: Sequence[ReviewRecord] = ()
    ticked: Filters = field(default_factory=Filters)
    remark_days: int | None = None
    checks: Mapping[int, str] = field(default_factory=dict)
