"""Finds log-beliefs first, by adding in the exponent, and raises them to get the beliefs."""

import numpy as np


def _demand_vectors(u, v_pos, v_neg):
    if u.ndim != 2 or v_neg.ndim != 3 or v_pos.shape != u.shape:
        raise ValueError("shapes do not fit")
    if (len(v_neg), v_neg.shape[2]) != u.shape:
        raise ValueError("shapes do not fit")


def _log_sigmoid(score):
    return -np.logaddexp(np.zeros((), score.dtype), -score)


def sgns_loss_and_grads(u, v_pos, v_neg):
    _demand_vectors(u, v_pos, v_neg)
    real = np.sum(u * v_pos, axis=1, keepdims=True)
    drawn = np.sum(u[:, None] * v_neg, axis=2)
    loss = -_log_sigmoid(real)[:, 0] - _log_sigmoid(-drawn).sum(axis=1)
    doubt = np.exp(_log_sigmoid(-real))
    belief = np.exp(_log_sigmoid(drawn))[:, :, None]
    return loss, np.sum(belief * v_neg, axis=1) - doubt * v_pos, -doubt * u, belief * u[:, None]
