"""Computes in the dtype of the counts, if that is floating.

Counts may come as float32. What does the specification say of the answer's dtype?
"""

import numpy as np

FAILS = {
    "test_any_dtype_of_counts_gives_float64",
}


def _demand_counts(counts):
    if counts.ndim != 1:
        raise ValueError(f"counts with {counts.ndim} axes")
    if counts.size == 0 or counts.min() < 0 or counts.max() == 0:
        raise ValueError("impossible counts")


def noise_distribution(counts, power=0.75):
    _demand_counts(counts)
    raised = np.where(
        counts > 0, (counts if counts.dtype.kind == "f" else counts.astype("float64")) ** power, 0.0
    )
    return raised / raised.sum()
