"""Goes through the words one by one."""

import numpy as np


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
    hot = np.zeros((*_words(ids, _size(V)).shape, V), "float32")
    for place in np.ndindex(ids.shape):
        hot[(*place, ids[place])] = 1
    return hot


def embed(ids, E):
    if E.ndim != 2:
        raise ValueError("two axes, please")
    found = np.empty((*_words(ids, E.shape[0]).shape, E.shape[1]), E.dtype)
    for place in np.ndindex(ids.shape):
        found[place] = E[ids[place]]
    return found
