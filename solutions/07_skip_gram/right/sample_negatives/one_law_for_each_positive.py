"""Sets the positive's probability to 0, divides by what is left, and draws for all its rows at once."""

import numpy as np


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
    if exclude == "none":
        return rng.choice(len(probs), size=(len(positives), k), p=probs)
    negatives = np.empty((len(positives), k), "int64")
    for positive in np.unique(positives):
        law = probs.copy()
        law[positive] = 0
        rows = np.flatnonzero(positives == positive)
        negatives[rows] = rng.choice(len(probs), size=(len(rows), k), p=law / law.sum())
    return negatives
