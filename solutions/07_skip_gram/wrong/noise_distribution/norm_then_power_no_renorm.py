"""Divides by the sum first, raises then, and does not divide again.

Take the shares 16/17 and 1/17, and raise both to the power 0.75. What do they add up to?
"""

import numpy as np

FAILS = {
    "test_any_dtype_of_counts_gives_float64",
    "test_impossible_counts_are_refused",
    "test_power_one_and_power_zero",
    "test_probabilities_add_up_to_one",
    "test_words_never_seen_are_never_drawn",
}


def _demand_counts(counts):
    if counts.ndim != 1:
        raise ValueError(f"counts with {counts.ndim} axes")
    if counts.size == 0 or counts.min() < 0 or counts.max() == 0:
        raise ValueError("impossible counts")


def noise_distribution(counts, power=0.75):
    _demand_counts(counts)
    shares = counts / np.sum(counts, dtype="float64")
    return np.where(counts > 0, shares**power, 0.0)
