"""Computes in float32.

Add up the probabilities of 20,000 words in float32. By how much do you miss 1? Which dtype does the
specification promise?
"""

import numpy as np

FAILS = {
    "test_any_dtype_of_counts_gives_float64",
    "test_power_one_and_power_zero",
    "test_probabilities_add_up_to_one",
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
    raised = np.where(counts > 0, counts.astype("float32") ** power, 0.0)
    return raised / raised.sum()
