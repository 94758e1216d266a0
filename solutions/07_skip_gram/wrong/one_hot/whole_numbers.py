"""Returns one-hot vectors of whole numbers.

Which dtype does the specification promise? What would a layer's product of integers and float32 weights be?
"""

import numpy as np

FAILS = {
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
    return np.eye(_size(V), dtype="int64")[_words(ids, V)]


def embed(ids, E):
    if E.ndim != 2:
        raise ValueError(f"a table with {E.ndim} axes")
    return np.take(E, _words(ids, len(E)), axis=0)
