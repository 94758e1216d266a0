"""Draws one half-width for the left side and another for the right.

How many draws does the specification give to a centre? What do the two sides of its window have in common?
"""

import numpy as np

FAILS = {
    "test_one_half_width_for_both_sides",
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
            left, right = rng.integers(1, window + 1, 2).tolist() if dynamic else (window, window)
            for there in range(max(here - left, 0), min(here + right + 1, len(sentence))):
                if there != here:
                    pairs.append((sentence[here], sentence[there]))
    return np.array(pairs, int).reshape(-1, 2)
