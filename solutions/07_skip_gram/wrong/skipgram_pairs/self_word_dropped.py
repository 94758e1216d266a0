"""Leaves out neighbours that are the same word, at whatever place.

In "the cat saw the dog", is the second "the" a neighbour of the first? What does the specification compare:
words, or places?
"""

import numpy as np

FAILS = {
    "test_places_count_and_not_words",
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
                if sentence[there] != sentence[here]:
                    pairs.append((sentence[here], sentence[there]))
    return np.array(pairs, int).reshape(-1, 2)
