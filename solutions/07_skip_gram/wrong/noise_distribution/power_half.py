"""Takes the square root if no power is given.

A word occurs 16 times as often as another. Should it be drawn 4 times as often, or 8 times? Which is the
default power?
"""

import numpy as np

FAILS = {
    "test_any_dtype_of_counts_gives_float64",
    "test_ratios_are_ratios_of_counts_to_the_power",
}


def _demand_counts(counts):
    if counts.ndim != 1:
        raise ValueError(f"counts with {counts.ndim} axes")
    if counts.size == 0 or counts.min() < 0 or counts.max() == 0:
        raise ValueError("impossible counts")


def noise_distribution(counts, power=0.5):
    _demand_counts(counts)
    raised = np.where(counts > 0, counts.astype("float64") ** power, 0.0)
    return raised / raised.sum()
