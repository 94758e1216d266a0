"""What is computed of plain numbers. None where a number is not defined, never NaN."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

PLACES = 9  # decimal places that count: sums of the same points in another order are the same score
MAX_BINS = 12
STEPS = (1, 2, 5, 10)
DEVIATIONS = 5  # median absolute deviations from the median
LEAST_SPREAD = math.log(1.1)  # of logarithms: below a tenth, times of one class differ by chance
LEAST_DIFFERENCE = 1.0  # in the unit of the values: nobody looks into milliseconds
LEAST_VALUES = 5
LARGEST_LOG = 700.0  # of a float


def mean(values: Sequence[float]) -> float | None:
    """Return the mean; None of nothing."""
    return statistics.fmean(values) if values else None


def median(values: Sequence[float]) -> float | None:
    """Return the median; None of nothing."""
    return statistics.median(values) if values else None


def quartiles(values: Sequence[float]) -> tuple[float | None, float | None]:
    """Return what a quarter of the values lies below, and above, interpolated between the values."""
    if len(values) < 2:
        return (values[0], values[0]) if values else (None, None)
    low, _, high = statistics.quantiles(values, n=4, method="inclusive")
    return low, high


def deviation(values: Sequence[float]) -> float | None:
    """Return the standard deviation of a sample; None of fewer than two values."""
    return statistics.stdev(values) if len(values) > 1 else None


def share(part: float, whole: float) -> float | None:
    """Return part / whole, from 0 to 1; None of nothing."""
    return min(1.0, part / whole) if whole else None


def correlation(x: Sequence[float], y: Sequence[float]) -> float | None:
    """Return Pearson's correlation, from -1 to 1; None where either does not vary.

    Of an item's score with the rest of the score it is the item's discrimination (for an item of two
    values, the point-biserial correlation).
    """
    x, y = [round(value, PLACES) for value in x], [round(value, PLACES) for value in y]
    if len(set(x)) < 2 or len(set(y)) < 2:
        return None
    try:
        return min(1.0, max(-1.0, statistics.correlation(x, y)))
    except statistics.StatisticsError:  # it varies by less than a float can square
        return None


@dataclass(frozen=True)
class Spread:
    """Median, the value that one in ten exceeds, and the largest, in the unit of the values."""

    median: float
    ninth_tenth: float
    largest: float


def spread(values: Sequence[float]) -> Spread | None:
    """Describe values; None of nothing. Quantiles are interpolated between the values."""
    if not values:
        return None
    tenths = statistics.quantiles(values, n=10, method="inclusive") if len(values) > 1 else [*values] * 9
    return Spread(statistics.median(values), tenths[8], max(values))


@dataclass(frozen=True)
class Histogram:
    """Scores by bins of one width, from 0; full marks have a bin of their own, the last.

    `counts[i]` is of scores from `i * width` up to but without the next, and without full marks.
    """

    width: float
    most: float
    counts: tuple[int, ...]

    @property
    def labels(self) -> list[str]:
        """What each bin holds, in points."""
        edges = [index * self.width for index in range(len(self.counts) - 1)] + [self.most]
        between = [f"{low:g} to under {high:g}" for low, high in pairwise(edges)]
        return [*between, f"{self.most:g} (full marks)"]


def histogram(scores: Sequence[float], most: float) -> Histogram:
    """Count scores from 0 to `most` (above 0) by bins whose width is easy to read."""
    raw = most / MAX_BINS
    magnitude = 10.0 ** math.floor(math.log10(raw))
    width = next(step * magnitude for step in STEPS if step * magnitude >= raw * (1 - 10**-PLACES))
    bins = math.ceil(most / width - 10**-PLACES)
    counts = [0] * (bins + 1)
    for score in scores:
        full = score >= most - 10**-PLACES
        counts[bins if full else min(bins - 1, int(score / width + 10**-PLACES))] += 1
    return Histogram(width, most, tuple(counts))


@dataclass(frozen=True)
class Usual:
    """What is usual of positive values: from `low` (0 where nothing is too low) to `high`, both in."""

    low: float
    high: float


def usual(values: Sequence[float]) -> Usual | None:
    """Return what lies within 5 median absolute deviations of the median, on a logarithmic scale.

    The deviation counts as a tenth at least, so that of nearly equal values none stands out that is
    not larger or smaller by 1.6 times, nor any that differs by less than 1 from the median. None
    where fewer than five values are positive.
    """
    logs = [math.log(value) for value in values if value > 0]
    if len(logs) < LEAST_VALUES:
        return None
    middle = statistics.median(logs)
    deviation = max(LEAST_SPREAD, statistics.median(abs(value - middle) for value in logs))
    reach = DEVIATIONS * deviation
    low, typical, high = (
        math.exp(min(value, LARGEST_LOG)) for value in (middle - reach, middle, middle + reach)
    )
    return Usual(max(0.0, min(low, typical - LEAST_DIFFERENCE)), max(high, typical + LEAST_DIFFERENCE))
