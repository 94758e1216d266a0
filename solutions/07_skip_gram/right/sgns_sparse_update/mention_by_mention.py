"""Loops over all mentions, reading from the old tables and writing to the new ones."""

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


def sgns_sparse_update(U, V, centers, contexts, negatives, lr):
    _demand_tables(U, V, centers, contexts, negatives)
    new_U, new_V = np.array(U), np.array(V)
    for n, center in enumerate(centers):
        for place, word in enumerate([contexts[n], *negatives[n]]):
            score = float(np.dot(U[center], V[word]))
            pull = lr * ((place == 0) - 1 / (1 + np.exp(-score)))
            new_U[center] += (pull * V[word]).astype(U.dtype)
            new_V[word] += (pull * U[center]).astype(V.dtype)
    return new_U, new_V
