"""Computes and answers in float64.

Which dtype do the vectors have, and which one your answer?
"""

import numpy as np

FAILS = {
    "test_answers_have_the_dtype_of_the_vectors",
}


def _demand_vectors(u, v_pos, v_neg):
    if u.ndim != 2 or v_neg.ndim != 3 or v_pos.shape != u.shape:
        raise ValueError("shapes do not fit")
    if (len(v_neg), v_neg.shape[2]) != u.shape:
        raise ValueError("shapes do not fit")


def _sigmoid(score):
    return (1 + np.tanh(score / 2)) / 2


def sgns_loss_and_grads(u, v_pos, v_neg):
    _demand_vectors(u, v_pos, v_neg)
    u, v_pos, v_neg = (one.astype("float64") for one in (u, v_pos, v_neg))
    real = np.einsum("nd,nd->n", u, v_pos)
    drawn = np.einsum("nd,nkd->nk", u, v_neg)
    loss = np.logaddexp(0, -real) + np.logaddexp(0, drawn).sum(axis=1)
    g_pos = (_sigmoid(real) - 1)[:, None]
    g_neg = _sigmoid(drawn)[:, :, None]
    du = g_pos * v_pos + (g_neg * v_neg).sum(axis=1)
    return loss, du, g_pos * u, g_neg * u[:, None]
