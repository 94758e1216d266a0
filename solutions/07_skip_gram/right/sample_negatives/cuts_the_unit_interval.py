"""Looks random points up on the unit interval, from which the piece of the positive is cut out."""

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
    ends = np.cumsum(probs)
    gap = probs[positives][:, None] if exclude == "positive" else np.zeros((len(positives), 1))
    start = (ends - probs)[positives][:, None]
    point = rng.random((len(positives), k)) * (ends[-1] - gap)
    point = np.where(point < start, point, point + gap)
    return np.minimum(np.searchsorted(ends, point, side="right"), np.flatnonzero(probs)[-1])
