"""Takes counts below zero for zeros.

Can a word occur -1 times? What should happen when somebody says so?
"""

import numpy as np

FAILS = {
    "test_impossible_counts_are_refused",
}


def _demand_counts(counts):
    if counts.ndim != 1:
        raise ValueError(f"counts with {counts.ndim} axes")
    if counts.size == 0 or counts.max() <= 0:
        raise ValueError("impossible counts")


def noise_distribution(counts, power=0.75):
    _demand_counts(counts)
    raised = np.where(counts > 0, counts.astype("float64") ** power, 0.0)
    return raised / raised.sum()
