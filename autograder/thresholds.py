"""Has training come far enough? The mean of three seeds decides, a failed one is tried once more.

An outcome test measures a trained model on data that the student's code never sees, and bears
`@pytest.mark.threshold(full=0.92, half=0.80)` (`better="lower"` where less is better; `half` may
be left out). Where the numbers come from is told in calibration.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from autograder.errors import CourseError
from autograder.judging import Mismatch

Better = Literal["higher", "lower"]
Measure = Callable[[int], float]  # trains with a seed, returns the metric on unseen data
SEEDS = 3  # of one round; there are two rounds at most


@dataclass(frozen=True)
class Threshold:
    """What a mean must reach: `full` for all points, `half` for half of them."""

    full: float
    half: float | None = None
    better: Better = "higher"

    @classmethod
    def declared(cls, arguments: Mapping[str, Any], where: str) -> Threshold:
        """Return a threshold from the arguments of its mark.

        Raises:
            CourseError: they are not numbers in the right order, or have other names.
        """
        want = f'{where} needs @pytest.mark.threshold(full=number, half=number, better="higher" or "lower")'
        if odd := arguments.keys() - {"full", "half", "better"}:
            raise CourseError(f"{want}, received {', '.join(sorted(odd))}")
        full: Any = arguments.get("full")
        half: Any = arguments.get("half")
        better: Any = arguments.get("better", "higher")
        if not _finite(full) or not (half is None or _finite(half)) or better not in ("higher", "lower"):
            raise CourseError(f"{want}, received {dict(arguments)!r}")
        made = cls(full, half, better)
        if half is not None and (half == full or made.reaches(half, full)):
            raise CourseError(f"{where}: half points at {half:g} are not easier than full ones at {full:g}")
        return made

    def reaches(self, value: float, mark: float) -> bool:
        """Tell whether a value is at least as good as a mark. NaN and infinity are never good."""
        return math.isfinite(value) and (value >= mark if self.better == "higher" else value <= mark)


@dataclass(frozen=True)
class Trial:
    """What was measured: one round of values, or two."""

    threshold: Threshold
    rounds: tuple[tuple[float, ...], ...]

    @property
    def share(self) -> float:
        """The share of the points that the better round earns: 1, a half or none."""
        means = [_mean(values) for values in self.rounds]
        for mark, share in ((self.threshold.full, 1.0), (self.threshold.half, 0.5)):
            if mark is not None and any(self.threshold.reaches(mean, mark) for mean in means):
                return share
        return 0.0

    @property
    def words(self) -> str:
        """All values and what is asked, for the student."""
        rounds = [
            f"{_mean(values):.4g} on three {which} ({', '.join(f'{value:.4g}' for value in values)})"
            for which, values in zip(("seeds", "others"), self.rounds, strict=False)
        ]
        bound = "at least" if self.threshold.better == "higher" else "at most"
        half = "" if self.threshold.half is None else f" and {self.threshold.half:g} for half of them"
        return f"{' and '.join(rounds)}; {bound} {self.threshold.full:g} is asked for all points{half}."


class Shortfall(AssertionError):
    """A trial that does not earn all points."""

    def __init__(self, trial: Trial) -> None:
        self.trial = trial
        super().__init__(trial.words)


def attempt(measure: Measure, threshold: Threshold, seeds: Sequence[int]) -> Trial:
    """Measure with three seeds, and with three more if their mean does not reach the full mark.

    Args:
        measure: the outcome test's own function.
        threshold: what the mean must reach.
        seeds: six of them.

    Raises:
        Mismatch: a measured value is no number.
    """
    trial = Trial(threshold, ())
    for start in (0, SEEDS):
        values = tuple(number(measure(seed)) for seed in seeds[start : start + SEEDS])
        trial = Trial(threshold, (*trial.rounds, values))
        if trial.share == 1:
            break
    return trial


def number(value: Any) -> float:
    """Return a measured value as a float; NaN and infinity are numbers that reach no mark.

    Raises:
        Mismatch: it is no number.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | np.floating | np.integer):
        words = "What was measured on this answer is no number."
        raise Mismatch("type", expected="a number", received=type(value).__name__, words=words)
    return float(value)


def _mean(values: Sequence[float]) -> float:
    """Return the mean, or NaN where a value is not finite."""
    return math.fsum(values) / len(values) if all(map(math.isfinite, values)) else math.nan


def _finite(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
