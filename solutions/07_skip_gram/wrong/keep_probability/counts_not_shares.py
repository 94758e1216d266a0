"""Uses counts where the formula has shares of the text.

Write the text twice, one copy after the other. Which words have become more frequent? Does your answer
change?
"""

import numpy as np

FAILS = {
    "test_formula_of_the_program_in_c",
    "test_frequent_words_follow_the_paper",
    "test_impossible_texts_are_refused",
    "test_rare_words_are_all_kept",
    "test_text_written_twice",
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
    share = counts.astype("float64")
    ratio = t / np.where(share > 0, share, t)
    keep = np.sqrt(ratio)
    if variant == "c":
        keep = keep + ratio
    return np.minimum(keep, 1)
