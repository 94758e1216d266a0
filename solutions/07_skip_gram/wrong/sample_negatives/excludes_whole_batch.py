"""Excludes the positives of all rows, not only the row's own.

Is a word that is right in one row never wrong in another? Which positive does the specification exclude?
"""

import numpy as np

FAILS = {
    "test_law_given_the_positive",
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
    negatives = rng.choice(words, size=(len(positives), k), p=probs)
    if exclude == "none":
        return negatives
    bad = np.isin(negatives, positives)
    while bad.any():
        negatives[bad] = rng.choice(words, size=bad.sum(), p=probs)
        bad = np.isin(negatives, positives)
        if np.all(probs[np.setdiff1d(np.arange(words), positives)] == 0):
            bad = negatives == positives[:, None]
    return negatives
