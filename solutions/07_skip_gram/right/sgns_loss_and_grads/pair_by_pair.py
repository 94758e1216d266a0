"""Goes through the pairs one by one, and through the negatives of each, with Python's numbers."""

from math import exp, log1p

import numpy as np


def _demand_vectors(u, v_pos, v_neg):
    if u.ndim != 2 or v_neg.ndim != 3 or v_pos.shape != u.shape:
        raise ValueError("shapes do not fit")
    if (len(v_neg), v_neg.shape[2]) != u.shape:
        raise ValueError("shapes do not fit")


def _question(score, label):
    """Return the loss of one yes-or-no question, and its slope by the score."""
    small = exp(-abs(score))
    belief = 1 / (1 + small) if score > 0 else small / (1 + small)
    wrong = -score if label else score
    return max(wrong, 0.0) + log1p(small), belief - label


def sgns_loss_and_grads(u, v_pos, v_neg):
    _demand_vectors(u, v_pos, v_neg)
    loss = np.zeros(len(u), u.dtype)
    du, dv_pos, dv_neg = (np.zeros_like(one) for one in (u, v_pos, v_neg))
    for n in range(len(u)):
        vectors = [(v_pos[n], dv_pos[n], 1)]
        vectors += [(v, dv, 0) for v, dv in zip(v_neg[n], dv_neg[n], strict=True)]
        for v, dv, label in vectors:
            cost, slope = _question(float(u[n].astype("float64") @ v), label)
            loss[n] += cost
            du[n] += slope * v
            dv += slope * u[n]
    return loss, du, dv_pos, dv_neg
