"""Where an outcome test's thresholds come from: what every known answer reaches, over many seeds.

The rule. For all points, ask for what the worst right answer still reaches with four standard
deviations (and at least 0.02) to spare; for half of them, for what lies halfway between that and
the best wrong answer that the test must catch. Both are rounded to two decimals in the student's
favour. Where a wrong answer comes within two of its standard deviations of the full mark, the
outcome cannot tell it from a right one: the test must go, or compare two runs in pairs.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from autograder.thresholds import SEEDS as ROUND
from autograder.thresholds import Better, Threshold

SPARE_SDS, LEAST_SPARE = 4, 0.02
APART_SDS = 2
SEEDS = 20  # the fewest that evidence may rest on
DECIMALS = 2
MOST_VALUES = 200  # of one answer, when rounds are counted: 1.3 million


@dataclass(frozen=True)
class Spread:
    """What one answer reached."""

    name: str
    values: tuple[float, ...]

    @property
    def mean(self) -> float:
        """The mean of all values."""
        return math.fsum(self.values) / len(self.values)

    @property
    def sd(self) -> float:
        """The sample standard deviation; of a single value, 0."""
        mean = self.mean
        squares = math.fsum((value - mean) ** 2 for value in self.values)
        return math.sqrt(squares / max(len(self.values) - 1, 1))

    def __str__(self) -> str:
        return f"{self.name} (mean {self.mean:.4g}, sd {self.sd:.2g})"


@dataclass(frozen=True)
class Proposal:
    """What the rule gives: thresholds, and the answers they rest on.

    `half` is None where there is no wrong answer to measure it by, or no room above the best one.
    """

    full: float
    half: float | None
    better: Better
    worst: Spread
    best: Spread | None

    def too_close(self, wrong: Sequence[Spread], full: float) -> list[Spread]:
        """Return the wrong answers that come within two standard deviations of a full mark."""
        sign = 1 if self.better == "higher" else -1
        return [one for one in wrong if sign * full < sign * one.mean + APART_SDS * one.sd]


def propose(right: Sequence[Spread], wrong: Sequence[Spread], better: Better = "higher") -> Proposal:
    """Apply the rule.

    Args:
        right: what the reference and the right answers reach; at least one.
        wrong: what the wrong answers reach that this test must catch.
        better: which direction is good.
    """
    sign = 1 if better == "higher" else -1
    worst = min(right, key=lambda one: _spared(one, sign))
    best = max(wrong, key=lambda one: sign * one.mean, default=None)
    full = favourable(_spared(worst, sign))
    made = Proposal(sign * full, None, better, worst, best)
    if best is None or made.too_close(wrong, made.full):
        return made
    half = favourable((full + sign * best.mean) / 2)
    return replace(made, half=sign * half) if sign * best.mean < half < full else made


def rounds_short(spread: Spread, threshold: Threshold) -> tuple[int, int]:
    """Count the rounds that do not reach the full mark, among all choices of three of the values.

    Args:
        spread: at least three values; of more than 200, the first 200 are looked at.
        threshold: what the mean of a round must reach.

    Returns:
        How many fall short, and how many rounds there are. A trial is lost by two such rounds in a row.
    """
    rounds = list(combinations(spread.values[:MOST_VALUES], ROUND))
    short = sum(not threshold.reaches(math.fsum(values) / ROUND, threshold.full) for values in rounds)
    return short, len(rounds)


def shortcomings(declared: Threshold, proposal: Proposal, wrong: Sequence[Spread]) -> Iterator[str]:
    """Yield what a declared threshold lacks, as ends of a sentence that begins with the test's name."""
    sign = 1 if declared.better == "higher" else -1
    at_most = "at most" if declared.better == "higher" else "at least"
    if proposal.better != declared.better:
        raise ValueError(f"a proposal for {proposal.better} is none for {declared.better}")
    if close := proposal.too_close(wrong, proposal.full):
        yield f"cannot tell {proposal.worst} from {close[0]}: drop this outcome test, or compare in pairs"
        return
    if sign * declared.full > sign * proposal.full:
        yield (
            f"asks for {declared.full:g}, expected {at_most} {proposal.full:g}: the worst right answer is "
            f"{proposal.worst}"
        )
    for one in proposal.too_close(wrong, declared.full):
        yield f"asks for {declared.full:g}, which {one} can reach, expected {proposal.full:g}"
    if declared.half is None or proposal.best is None:
        return
    if sign * declared.half <= sign * proposal.best.mean:
        yield f"gives half of the points at {declared.half:g}, which {proposal.best} reaches"
    elif proposal.half is not None and sign * declared.half > sign * proposal.half:
        yield (
            f"gives half of the points at {declared.half:g}, expected {at_most} {proposal.half:g}: halfway "
            f"from {proposal.best} to full ones at {proposal.full:g}"
        )


def _spared(one: Spread, sign: int) -> float:
    """Return what an answer still reaches with room to spare, larger being better."""
    return sign * one.mean - max(SPARE_SDS * one.sd, LEAST_SPARE)


def favourable(value: float) -> float:
    """Round down to two decimals; what is within a billionth of a step is on it."""
    scale = 10**DECIMALS
    return math.floor(round(value * scale, 7)) / scale
