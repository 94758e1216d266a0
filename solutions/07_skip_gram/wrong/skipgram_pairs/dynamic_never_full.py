"""Draws half-widths that never reach the window.

rng.integers(low, high) does not include high. With a window of 5, how often does a neighbour at distance 5
turn up, and how often should it?
"""

import numpy as np

FAILS = {
    "test_half_widths_are_equally_likely",
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
            width = int(rng.integers(1, max(window, 2))) if dynamic else window
            for there in range(max(here - width, 0), min(here + width + 1, len(sentence))):
                if there != here:
                    pairs.append((sentence[here], sentence[there]))
    return np.array(pairs, int).reshape(-1, 2)
