"""Raises e to large numbers on the way to the loss.

What is exp(500) in float32, and what is the logarithm of 1 divided by it? What should the loss of a real
pair with the score -500 be?
"""

import numpy as np

FAILS = {
    "test_large_scores_cost_no_more_than_they_should",
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
    real = np.einsum("nd,nd->n", u, v_pos)
    drawn = np.einsum("nd,nkd->nk", u, v_neg)
    with np.errstate(all="ignore"):
        loss = -np.log(1 / (1 + np.exp(-real))) - np.log(1 / (1 + np.exp(drawn))).sum(axis=1)
    g_pos = (_sigmoid(real) - 1)[:, None]
    g_neg = _sigmoid(drawn)[:, :, None]
    du = g_pos * v_pos + (g_neg * v_neg).sum(axis=1)
    return loss, du, g_pos * u, g_neg * u[:, None]
