"""Takes every other word for exclude as "positive".

What should happen when somebody writes exclude="context"?
"""

import numpy as np

FAILS = {
    "test_impossible_draws_are_refused",
}


def _demand_draws(positives, k, probs, exclude):
    if type(k) is not int:
        raise TypeError(f"{k!r} is no integer")
    if k < 1:
        raise ValueError(f"{k} negatives")
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
        negatives[bad] = rng.choice(words, size=bad.sum(), p=probs)
        bad = negatives == positives[:, None]
    return negatives
