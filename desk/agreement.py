"""How far trainers agree beyond what chance would bring about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of two judges over ``n`` items that both judged.

    ``observed`` is the share of items with the same verdict, ``expected`` the share that chance would give two judges
    with these habits. Both are 0 where ``n`` is 0.
    """

    n: int
    observed: float
    expected: float

    @property
    def kappa(self) -> float | None:
        """Cohen's kappa, at most 1; 0 is no better than chance.

        None where it is undefined: nothing was judged by both, or both gave one and the same verdict throughout, so
        that chance alone would make them agree.
        """
        if not self.n or self.expected >= 1:
            return None
        return (self.observed - self.expected) / (1 - self.expected)


def cohen(pairs: Sequence[tuple[str, str]]) -> Agreement:
    """Compare two judges; each pair is the first one's verdict on an item and the second one's.

    Method: J. Cohen, A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20(1),
    1960, 37–46: kappa = (p_o − p_c) / (1 − p_c), where p_c sums the products of the judges' shares of each verdict.
    """
    n = len(pairs)
    if not n:
        return Agreement(0, 0.0, 0.0)
    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    same = sum(one == other for one, other in pairs)
    # Whole numbers until the last step: two judges who never vary must come out at exactly 1.
    chance = sum(first[verdict] * second[verdict] for verdict in first)
    return Agreement(n, same / n, chance / (n * n))


def pooled(agreements: Iterable[Agreement]) -> Agreement:
    """Put several pairs of judges together, each weighing as many items as it shares.

    Method: H. de Vries and others, Using pooled kappa to summarize interrater agreement across many items, Field
    Methods 20(3), 2008, 272–282: kappa of the mean observed and the mean expected agreement, which stays defined where
    a pair by itself has too little to compare.
    """
    counted = [one for one in agreements if one.n]
    n = sum(one.n for one in counted)
    if not n:
        return Agreement(0, 0.0, 0.0)
    if all(one.expected >= 1 for one in counted):
        return Agreement(n, 1.0, 1.0)
    observed = sum(one.n * one.observed for one in counted) / n
    return Agreement(n, observed, sum(one.n * one.expected for one in counted) / n)
