"""Draws from numpy's global chance instead of the generator it is given.

Call your function twice with equal generators. Are the draws the same? Which object do you draw with?
"""

import numpy as np

FAILS = {
    "test_chance_comes_from_the_generator",
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
    negatives = np.random.choice(words, size=(len(positives), k), p=probs)
    if exclude == "none":
        return negatives
    bad = negatives == positives[:, None]
    while bad.any():
        negatives[bad] = np.random.choice(words, size=bad.sum(), p=probs)
        bad = negatives == positives[:, None]
    return negatives
