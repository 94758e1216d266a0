"""Throws axes of length 1 away.

A batch of one sentence has ids of the shape (1, T). What is that shape followed by V? Does squeeze know
which axes you still need?
"""

import numpy as np

FAILS = {
    "test_looking_up_is_the_product_with_one_hot",
    "test_one_stands_on_the_axis_of_the_word",
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
    return np.squeeze(np.eye(_size(V), dtype="float32")[_words(ids, V)])


def embed(ids, E):
    if E.ndim != 2:
        raise ValueError(f"a table with {E.ndim} axes")
    return np.squeeze(np.take(E, _words(ids, len(E)), axis=0))
