"""Excludes the positive also where nothing is to be excluded.

What does exclude="none" ask for? How often should the positive turn up then?
"""

import numpy as np

FAILS = {
    "test_law_where_nothing_is_excluded",
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
    if exclude == "none" and np.all(probs[positives] < 1):
        exclude = "positive"
    if exclude == "none":
        return negatives
    bad = negatives == positives[:, None]
    while bad.any():
        negatives[bad] = rng.choice(words, size=bad.sum(), p=probs)
        bad = negatives == positives[:, None]
    return negatives
