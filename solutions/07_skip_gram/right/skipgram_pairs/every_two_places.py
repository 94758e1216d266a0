"""Looks at every two places of a sentence, and keeps those that are near enough."""

import numpy as np


def _demand_pairs(window, dynamic, rng):
    if type(window) is not int:
        raise TypeError(f"{window!r} is no integer")
    if window < 1:
        raise ValueError(f"a window of {window}")
    if dynamic and rng is None:
        raise ValueError("no generator")


def skipgram_pairs(sentences, window, dynamic=False, rng=None):
    _demand_pairs(window, dynamic, rng)
    pairs = [np.zeros((0, 2), int)]
    for sentence in map(np.array, sentences):
        if not len(sentence):
            continue
        place = np.arange(len(sentence))
        width = (
            rng.integers(1, window, len(sentence), endpoint=True)
            if dynamic
            else np.full(len(sentence), window)
        )
        away = np.abs(place[None, :] - place[:, None])
        here, there = np.nonzero((away > 0) & (away <= width[:, None]))
        pairs.append(np.stack([sentence[here], sentence[there]], axis=1))
    return np.concatenate(pairs)
