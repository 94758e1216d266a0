"""Lets numpy stretch vectors that do not fit.

One context for two centres: what does numpy make of it, and what does the specification?
"""

import numpy as np

FAILS = {
    "test_vectors_that_do_not_fit_are_refused",
}


def _demand_vectors(u, v_pos, v_neg):
    if u.ndim != 2 or v_neg.ndim != 3 or v_pos.ndim != 2:
        raise ValueError("shapes do not fit")


def _sigmoid(score):
    return (1 + np.tanh(score / 2)) / 2


def sgns_loss_and_grads(u, v_pos, v_neg):
    _demand_vectors(u, v_pos, v_neg)
    real = (u * v_pos).sum(axis=1)
    drawn = (u[:, None] * v_neg).sum(axis=2)
    loss = np.logaddexp(0, -real) + np.logaddexp(0, drawn).sum(axis=1)
    g_pos = (_sigmoid(real) - 1)[:, None]
    g_neg = _sigmoid(drawn)[:, :, None]
    du = g_pos * v_pos + (g_neg * v_neg).sum(axis=1)
    return loss, du, g_pos * u, g_neg * u[:, None]
