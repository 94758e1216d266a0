"""Multiplies logarithms by the power, and subtracts the largest before it goes back."""

import numpy as np


def _demand_counts(counts):
    if counts.ndim != 1:
        raise ValueError(f"counts with {counts.ndim} axes")
    if counts.size == 0 or counts.min() < 0 or counts.max() == 0:
        raise ValueError("impossible counts")


def noise_distribution(counts, power=0.75):
    _demand_counts(counts)
    seen = np.flatnonzero(counts)
    logs = power * np.log(counts[seen].astype("float64"))
    raised = np.exp(logs - logs.max())
    probs = np.zeros(len(counts))
    probs[seen] = raised / raised.sum()
    return probs
