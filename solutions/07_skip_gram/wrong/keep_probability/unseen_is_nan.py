"""Divides 0 by 0 for words that never occur.

What is the share of a word with count 0, and what is t divided by it? And 0 times that?
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
    ratio = t / np.where(share > 0, share, np.nan)
    keep = np.sqrt(ratio)
    if variant == "c":
        keep = keep + ratio
    return np.minimum(keep, 1)
