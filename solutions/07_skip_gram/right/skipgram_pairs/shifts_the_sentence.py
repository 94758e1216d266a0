"""Lays the sentence beside itself, shifted by each distance in turn, and sorts by place at the end."""

import numpy as np


def _demand_pairs(window, dynamic, rng):
    if type(window) is not int:
        raise TypeError(f"{window!r} is no integer")
    if window < 1:
        raise ValueError(f"a window of {window}")
    if dynamic and rng is None:
        raise ValueError("no generator")


def skipgram_pairs(sentences, window, dynamic=False, rng=None):
    _demand_pairs(window, dynamic, rng)
    words = np.array([word for sentence in sentences for word in sentence], int)
    line = np.repeat(np.arange(len(sentences)), [len(sentence) for sentence in sentences])
    width = np.full(len(words), window)
    if dynamic:
        width = 1 + np.floor(window * rng.random(len(words))).astype(int)
    found = [np.zeros((0, 2), int)]
    for away in range(1, min(window, max(len(words) - 1, 0)) + 1):
        left = np.arange(len(words) - away)
        left = left[line[left] == line[left + away]]
        for here, there in ((left, left + away), (left + away, left)):
            kept = width[here] >= away
            found.append(np.stack([here[kept], there[kept]], axis=1))
    places = np.concatenate(found)
    return words[places[np.lexsort((places[:, 1], places[:, 0]))]]
