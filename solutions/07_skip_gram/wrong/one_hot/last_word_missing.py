"""Takes V - 1 for the first id that does not exist.

Write down all ids of a vocabulary of 4 words. Which is the largest, and how many are there?
"""

import numpy as np

FAILS = {
    "test_looking_up_is_the_product_with_one_hot",
    "test_one_stands_on_the_axis_of_the_word",
    "test_words_are_equally_far_apart",
    "test_words_that_do_not_exist_are_refused",
}


def _words(ids, V):
    if not np.issubdtype(ids.dtype, np.integer):
        raise TypeError(f"ids of {ids.dtype}")
    if ids.size and (ids.min() < 0 or ids.max() >= max(V - 1, 1)):
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
