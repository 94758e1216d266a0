"""Uses the formula of the program for the paper, and that of the paper for the program.

Two formulas, two names. Which of them has two terms? Which one is the default?
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
    keep = np.sqrt(ratio)
    if variant == "paper":
        keep = keep + ratio
    return np.minimum(keep, 1)
