"""Draws one half-width for a whole sentence.

Print the half-widths of all centres of one long sentence. For which thing is one drawn, according to the
specification?
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
        width = int(rng.integers(1, window + 1)) if dynamic else window
        for here in range(len(sentence)):
            for there in range(max(here - width, 0), min(here + width + 1, len(sentence))):
                if there != here:
                    pairs.append((sentence[here], sentence[there]))
    return np.array(pairs, int).reshape(-1, 2)
