"""Works with Python's numbers, one word at a time, and adds them without rounding."""

from math import fsum

import numpy as np


def _demand_counts(counts):
    if counts.ndim != 1:
        raise ValueError(f"counts with {counts.ndim} axes")
    if counts.size == 0 or counts.min() < 0 or counts.max() == 0:
        raise ValueError("impossible counts")


def noise_distribution(counts, power=0.75):
    _demand_counts(counts)
    raised = [float(count) ** power if count else 0.0 for count in counts]
    total = fsum(raised)
    return np.array([one / total for one in raised])
