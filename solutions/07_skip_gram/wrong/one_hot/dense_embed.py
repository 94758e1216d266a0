"""Builds the one-hot vectors in order to look words up.

How many numbers does the one-hot matrix of a page of 8,000 words have, if the vocabulary has 200,000? How
many of its products with the table are not with a 0?
"""

import numpy as np

FAILS = {
    "test_large_vocabulary_costs_no_memory",
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
    hot = np.zeros((*_words(ids, len(E)).shape, len(E)), E.dtype)
    np.put_along_axis(hot, ids[..., None].astype("int64"), 1, axis=-1)
    return hot @ E
