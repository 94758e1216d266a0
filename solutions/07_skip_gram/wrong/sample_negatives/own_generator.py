"""Makes a generator of its own, with a fixed seed.

Call your function with two generators in different states. Are the draws the same? Should they be?
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
    rng = np.random.default_rng(0)
    negatives = rng.choice(words, size=(len(positives), k), p=probs)
    if exclude == "none":
        return negatives
    bad = negatives == positives[:, None]
    while bad.any():
        negatives[bad] = rng.choice(words, size=bad.sum(), p=probs)
        bad = negatives == positives[:, None]
    return negatives
