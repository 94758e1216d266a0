"""Gives words that never occur a share when the power is 0.

What is 0 to the power 0 on a computer, and what would it mean here? Try the counts (3, 0, 5) with the power
0.
"""

import numpy as np

FAILS = {
    "test_words_never_seen_are_never_drawn",
}


def _demand_counts(counts):
    if counts.ndim != 1:
        raise ValueError(f"counts with {counts.ndim} axes")
    if counts.size == 0 or counts.min() < 0 or counts.max() == 0:
        raise ValueError("impossible counts")


def noise_distribution(counts, power=0.75):
    _demand_counts(counts)
    raised = np.power(counts.astype("float64"), power)
    return raised / raised.sum()
