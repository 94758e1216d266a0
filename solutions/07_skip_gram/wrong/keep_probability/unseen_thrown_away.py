"""Throws away words that never occur.

A word that does not occur cannot be thrown away. What does the specification say it gets?
"""

import numpy as np

FAILS = {
    "test_words_that_never_occur",
}


def _demand_shares(counts, t, variant):
    if not t > 0:
        raise ValueError(f"a threshold of {t}")
    if variant not in {"paper", "c"}:
        raise ValueError(f"unknown variant {variant!r}")
    if min(counts) < 0 or max(counts) <= 0:
        raise ValueError("impossible counts")


def keep_probability(counts, t=1e-3, variant="paper"):
    _demand_shares(counts, t, variant)
    share = counts / np.sum(counts, dtype="float64")
    ratio = t / np.where(share > 0, share, t)
    keep = np.sqrt(ratio)
    if variant == "c":
        keep = keep + ratio
    return np.where(share > 0, np.minimum(keep, 1), 0.0)
