"""Writes who mentions whom as a matrix of 0 and 1, on the rows that are mentioned, and multiplies."""

import numpy as np


def _demand_tables(U, V, centers, contexts, negatives):
    if U.shape != V.shape or centers.ndim != 1 or contexts.shape != centers.shape:
        raise ValueError("shapes do not fit")
    if negatives.ndim != 2 or len(negatives) != len(centers):
        raise ValueError("shapes do not fit")
    for rows in (centers, contexts, negatives):
        if rows.min() < 0 or rows.max() >= len(U):
            raise ValueError("there is no such row")


def _slopes(u, words, truths):
    """Return the slopes by u (N, d) and by words (N, 1 + k, d) of vectors."""
    wrong = (1 + np.tanh(np.einsum("nd,nkd->nk", u, words) / 2)) / 2 - truths.astype(u.dtype)
    return np.einsum("nk,nkd->nd", wrong, words), wrong[:, :, None] * u[:, None]


def _gathered(table, rows, slopes, lr):
    touched, place = np.unique(rows, return_inverse=True)
    mentions = (np.arange(len(touched))[:, None] == place.ravel()).astype(table.dtype)
    new = table.copy()
    new[touched] -= lr * (mentions @ slopes.reshape(-1, table.shape[1]))
    return new


def sgns_sparse_update(U, V, centers, contexts, negatives, lr):
    _demand_tables(U, V, centers, contexts, negatives)
    words = np.concatenate([contexts[:, None], negatives], axis=1)
    truths = np.arange(words.shape[1]) == 0
    du, dv = _slopes(U[centers], V[words], truths)
    return _gathered(U, centers, du, lr), _gathered(V, words, dv, lr)
