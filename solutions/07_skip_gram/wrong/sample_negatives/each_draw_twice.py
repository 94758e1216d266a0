"""Uses every draw for two columns, to save half of them.

How often are the first two words of a row the same, and how often should they be? Which draws does the
specification call independent?
"""

import numpy as np

FAILS = {
    "test_draws_of_a_row_are_independent",
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
    half = rng.choice(words, size=(len(positives), k // 2 + 1), p=probs)
    negatives = np.repeat(half, 2, axis=1)[:, :k]
    if exclude == "none":
        return negatives
    bad = negatives == positives[:, None]
    while bad.any():
        negatives[bad] = rng.choice(words, size=bad.sum(), p=probs)
        bad = negatives == positives[:, None]
    return negatives
