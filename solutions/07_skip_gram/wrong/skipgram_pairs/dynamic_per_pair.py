"""Decides for every neighbour on its own whether it is kept.

Each distance is kept as often as it should be. But can a centre keep a neighbour at distance 3 and lose the
one at distance 1? How many draws are there for a centre?
"""

import numpy as np

FAILS = {
    "test_half_widths_are_equally_likely",
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
            for there in range(max(here - window, 0), min(here + window + 1, len(sentence))):
                away = abs(there - here)
                if away and (not dynamic or rng.random() * window < window - away + 1):
                    pairs.append((sentence[here], sentence[there]))
    return np.array(pairs, int).reshape(-1, 2)
