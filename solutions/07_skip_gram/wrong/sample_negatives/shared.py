"""Draws k words once, and gives them to all rows with the same positive.

Print your answer for ten pairs. How many different rows are there? Which draws does the specification call
independent?
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
    negatives = np.tile(rng.choice(words, size=k, p=probs), (len(positives), 1))
    if exclude == "none":
        return negatives
    for positive in np.unique(positives):
        law = np.where(np.arange(words) == positive, 0, probs)
        negatives[positives == positive] = rng.choice(words, size=k, p=law / law.sum())
    return negatives
