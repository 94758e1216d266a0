"""Lets all words race: the largest log-probability plus Gumbel noise wins; positives stay at home."""

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
    with np.errstate(divide="ignore"):
        start = np.tile(np.log(probs), (len(positives), 1))
    if exclude == "positive":
        start[np.arange(len(positives)), positives] = -np.inf
    race = start[:, None, :] + rng.gumbel(size=(len(positives), k, len(probs)))
    return race.argmax(axis=2)
