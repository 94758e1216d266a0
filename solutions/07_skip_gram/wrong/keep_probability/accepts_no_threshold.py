"""Accepts a threshold of 0.

With t = 0, which words are kept? What should happen instead?
"""

import numpy as np

FAILS = {
    "test_impossible_texts_are_refused",
}


def _demand_shares(counts, t, variant):
    if t < 0:
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
    return np.minimum(keep, 1)
