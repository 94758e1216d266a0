"""Cuts out the window as an array, and deletes the target's place."""

import numpy as np


def _demand_bags(window):
    if type(window) is not int:
        raise TypeError(f"{window!r} is no integer")
    if window < 1:
        raise ValueError(f"a window of {window}")


def cbow_examples(sentences, window):
    _demand_bags(window)
    found = []
    for sentence in sentences:
        words = np.array(sentence, dtype=int)
        for here in range(len(words)):
            start = max(here - window, 0)
            near = np.delete(words[start : here + window + 1], here - start)
            found += [(near.tolist(), int(words[here]))] * (len(near) > 0)
    return found
