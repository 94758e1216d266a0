"""Draws all words alike.

Fillers stand everywhere in the text. Should they be held up as wrong as rarely as a rare word? Which
argument do you never look at?
"""

import numpy as np

FAILS = {
    "test_draws_of_a_row_are_independent",
    "test_law_beside_a_very_likely_positive",
    "test_law_given_the_positive",
    "test_law_where_nothing_is_excluded",
    "test_rows_are_independent",
}


def _demand_draws(positives, k, probs, exclude):
    if type(k) is not int:
        raise TypeError(f"{k!r} is no integer")
    if k < 1:
        raise ValueError(f"{k} negatives")
    if exclude not in {"positive", "none"}:
        raise ValueError(f"unknown: {exclude!r}")
    if exclude == "positive" and np.max(probs[positives]) == 1:
        raise ValueError("nothing else to draw")


def sample_negatives(positives, k, probs, rng, exclude="positive"):
    _demand_draws(positives, k, probs, exclude)
    words = len(probs)
    negatives = rng.choice(words, size=(len(positives), k))
    if exclude == "none":
        return negatives
    bad = negatives == positives[:, None]
    while bad.any():
        negatives[bad] = rng.choice(words, size=bad.sum())
        bad = negatives == positives[:, None]
    return negatives
