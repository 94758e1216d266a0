"""Draws by an alias table (Walker, Vose), one word at a time, and again while it is the positive."""

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


def _table(probs):
    """Fill each of V equal boxes with what is left of one word and the alias that makes it full."""
    level, alias = (probs * len(probs)).tolist(), list(range(len(probs)))
    small = [word for word, one in enumerate(level) if one < 1]
    large = [word for word, one in enumerate(level) if one >= 1]
    while small and large:
        low, high = small.pop(), large[-1]
        alias[low] = high
        level[high] -= 1 - level[low]
        if level[high] < 1:
            small.append(large.pop())
    for word in small:  # full, but for rounding
        level[word] = 1.0 if probs[word] > 0 else level[word]
    return level, alias


def sample_negatives(positives, k, probs, rng, exclude="positive"):
    _demand_draws(positives, k, probs, exclude)
    level, alias = _table(probs)

    def draw(unwanted):
        while True:
            box = int(rng.integers(len(level)))
            word = box if rng.random() < level[box] else alias[box]
            if word != unwanted:
                return word

    unwanted = positives.tolist() if exclude == "positive" else [None] * len(positives)
    return np.array([[draw(one) for _ in range(k)] for one in unwanted])
