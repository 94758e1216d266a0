"""Puts the neighbour before the centre.

With a fixed window all pairs turn up in both orders, so nothing seems to be wrong. In which order does the
specification list the pairs of (5, 7, 9)?
"""

import numpy as np

FAILS = {
    "test_half_widths_are_equally_likely",
    "test_one_half_width_for_both_sides",
    "test_pairs_come_in_order",
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
            width = int(rng.integers(1, window + 1)) if dynamic else window
            for there in range(max(here - width, 0), min(here + width + 1, len(sentence))):
                if there != here:
                    pairs.append((sentence[there], sentence[here]))
    return np.array(pairs, int).reshape(-1, 2)
