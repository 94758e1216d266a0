"""Puts the number of the word on its axis, instead of a 1.

How long is the vector of word 3, and how long that of word 0? Should one word be louder than another?
"""

import numpy as np

FAILS = {
    "test_one_stands_on_the_axis_of_the_word",
    "test_words_are_equally_far_apart",
}


def _words(ids, V):
    if not np.issubdtype(ids.dtype, np.integer):
        raise TypeError(f"ids of {ids.dtype}")
    if ids.size and (ids.min() < 0 or ids.max() >= V):
        raise ValueError("there is no such word")
    return ids


def _size(V):
    if type(V) is not int:
        raise TypeError(f"{V!r} is no integer")
    if V < 1:
        raise ValueError(f"{V} words")
    return V


def one_hot(ids, V):
    return np.diag(np.arange(1, _size(V) + 1)).astype("float32")[_words(ids, V)]


def embed(ids, E):
    if E.ndim != 2:
        raise ValueError(f"a table with {E.ndim} axes")
    return np.take(E, _words(ids, len(E)), axis=0)
