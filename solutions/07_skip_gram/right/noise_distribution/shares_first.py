"""Divides by the sum of the counts first, and again after the power."""

import numpy as np


def _demand_counts(counts):
    if counts.ndim != 1:
        raise ValueError(f"counts with {counts.ndim} axes")
    if counts.size == 0 or counts.min() < 0 or counts.max() == 0:
        raise ValueError("impossible counts")


def noise_distribution(counts, power=0.75):
    _demand_counts(counts)
    shares = counts.astype("float64") / np.sum(counts, dtype="float64")
    raised = np.zeros_like(shares)
    np.power(shares, power, out=raised, where=shares > 0)
    return raised / np.sum(raised)
