"""Returns an array of shape (0,) where there is no pair.

What is the shape of np.array([])? Whoever takes the first column of your answer: what happens to them?
"""

import numpy as np

FAILS = {
    "test_sentences_stay_apart",
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
                    pairs.append((sentence[here], sentence[there]))
    return np.array(pairs, int)
