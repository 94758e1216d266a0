"""Draws again ten times at most, and takes any other word then.

Ten redraws suffice for rare words. What about a positive that has nine tenths of the noise: how often is it
hit every time, and by which law is it replaced then?
"""

import numpy as np

FAILS = {
    "test_law_beside_a_very_likely_positive",
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
    for _ in range(10):
        negatives[bad] = rng.choice(words, size=bad.sum(), p=probs)
        bad = negatives == positives[:, None]
    other = rng.integers(words - 1, size=negatives.shape)
    return np.where(bad, other + (other >= positives[:, None]), negatives)
