"""Lists the right neighbours of a centre before the left ones.

In which order does the specification list the neighbours of 7 in (5, 7, 9)?
"""

import numpy as np

FAILS = {
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
            for there in [
                *range(here, min(here + width + 1, len(sentence))),
                *range(max(here - width, 0), here),
            ]:
                if there != here:
                    pairs.append((sentence[here], sentence[there]))
    return np.array(pairs, int).reshape(-1, 2)
