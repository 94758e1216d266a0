"""Turns the vectors that it looks up into float32.

A table of float64 is looked up. Which dtype do its rows have? Looking up computes nothing, so nothing has
to be converted.
"""

import numpy as np

FAILS = {
    "test_looking_up_is_the_product_with_one_hot",
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
    return np.eye(_size(V), dtype="float32")[_words(ids, V)]


def embed(ids, E):
    if E.ndim != 2:
        raise ValueError(f"a table with {E.ndim} axes")
    return np.take(E, _words(ids, len(E)), axis=0).astype("float32")
