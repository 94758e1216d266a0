"""Forgets the root.

With t = 0.01 and f = 0.04, what is t / f, and what does the formula give?
"""

import numpy as np

FAILS = {
    "test_formula_of_the_program_in_c",
    "test_frequent_words_follow_the_paper",
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
    keep = ratio
    if variant == "c":
        keep = keep + ratio
    return np.minimum(keep, 1)
