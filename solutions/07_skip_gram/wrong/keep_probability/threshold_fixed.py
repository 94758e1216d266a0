"""Uses a threshold of 0.001, whatever is asked for.

Which argument does your function never look at? How many of the words should be left for a t ten times
smaller?
"""

import numpy as np

FAILS = {
    "test_formula_of_the_program_in_c",
    "test_frequent_words_follow_the_paper",
    "test_impossible_texts_are_refused",
    "test_rare_words_are_all_kept",
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
    ratio = 1e-3 / np.where(share > 0, share, 1e-3)
    keep = np.sqrt(ratio)
    if variant == "c":
        keep = keep + ratio
    return np.minimum(keep, 1)
