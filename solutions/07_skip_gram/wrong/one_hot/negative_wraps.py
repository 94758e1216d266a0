"""Takes id -1 for the last word, as indexing does.

Which word is -1? Python and numpy count negative places from the end. What does the specification say about
a negative id?
"""

import numpy as np

FAILS = {
    "test_words_that_do_not_exist_are_refused",
}


def _words(ids, V):
    if not np.issubdtype(ids.dtype, np.integer):
        raise TypeError(f"ids of {ids.dtype}")
    if ids.size and (ids.min() < -V or ids.max() >= V):
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
    return np.take(E, _words(ids, len(E)), axis=0)
