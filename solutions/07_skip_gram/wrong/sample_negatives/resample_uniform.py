"""Replaces a positive by a word drawn from all words alike.

With the noise (0.5, 0.3, 0.2) and the positive 0: how often should words 1 and 2 turn up, and how often do
they in your answer?
"""

import numpy as np

FAILS = {
    "test_law_beside_a_very_likely_positive",
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
    bad = negatives == positives[:, None]
    while bad.any():
        negatives[bad] = rng.integers(words, size=bad.sum())
        bad = negatives == positives[:, None]
    return negatives
