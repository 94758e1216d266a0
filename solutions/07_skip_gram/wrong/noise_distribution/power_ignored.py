"""Raises to the power 0.75, whatever is asked for.

What does your function give for the power 1? Look where the argument is used.
"""

import numpy as np

FAILS = {
    "test_power_one_and_power_zero",
    "test_ratios_are_ratios_of_counts_to_the_power",
    "test_words_never_seen_are_never_drawn",
}


def _demand_counts(counts):
    if counts.ndim != 1:
        raise ValueError(f"counts with {counts.ndim} axes")
    if counts.size == 0 or counts.min() < 0 or counts.max() == 0:
        raise ValueError("impossible counts")


def noise_distribution(counts, power=0.75):
    _demand_counts(counts)
    raised = np.where(counts > 0, counts.astype("float64") ** 0.75, 0.0)
    return raised / raised.sum()
