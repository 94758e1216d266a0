"""Yields one pair after the other, neighbours to the left first."""

import numpy as np


def _demand_pairs(window, dynamic, rng):
    if type(window) is not int:
        raise TypeError(f"{window!r} is no integer")
    if window < 1:
        raise ValueError(f"a window of {window}")
    if dynamic and rng is None:
        raise ValueError("no generator")


def _pairs(sentence, window, dynamic, rng):
    for here in range(len(sentence)):
        reach = 1 + int(rng.permutation(window)[0]) if dynamic else window
        for away in [*range(-reach, 0), *range(1, reach + 1)]:
            if 0 <= here + away < len(sentence):
                yield sentence[here], sentence[here + away]


def skipgram_pairs(sentences, window, dynamic=False, rng=None):
    _demand_pairs(window, dynamic, rng)
    every = [pair for sentence in sentences for pair in _pairs(sentence, window, dynamic, rng)]
    return np.array(every, dtype="int32") if every else np.empty((0, 2), "int32")
