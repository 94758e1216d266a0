"""Draws from numpy's global chance instead of the generator it is given.

Call your function twice with equal generators. Are the pairs the same? Which object do you draw with?
"""

import numpy as np

FAILS = {
    "test_chance_comes_from_the_generator",
}


def _demand_pairs(window, dynamic, rng):
    if type(window) is not int:
        raise TypeError(f"{window!r} is no integer")
    if window < 1:
        raise ValueError(f"a window of {window}")
    if dynamic and rng is None:
        raise ValueError("no generator")


def skipgram_pairs(sentences, window, dynamic=False, rng=None):
    _demand_pairs(window, dynamic, rng)
    pairs = []
    for sentence in sentences:
        for here in range(len(sentence)):
            width = int(np.random.randint(1, window + 1)) if dynamic else window
            for there in range(max(here - width, 0), min(here + width + 1, len(sentence))):
                if there != here:
                    pairs.append((sentence[here], sentence[there]))
    return np.array(pairs, int).reshape(-1, 2)
