"""Takes column i of the table for word i.

The table has the shape (V, d). Which of its two axes has an entry for each word? The decks multiply a
column by E from the right or the left, as they like; our vectors are rows.
"""

import numpy as np

FAILS = {
    "test_large_vocabulary_costs_no_memory",
    "test_looking_up_is_the_product_with_one_hot",
    "test_words_that_do_not_exist_are_refused",
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
    return E.T[_words(ids, len(E))]
