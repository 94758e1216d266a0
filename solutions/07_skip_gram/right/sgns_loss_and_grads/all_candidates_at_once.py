"""Puts context and negatives into one array of candidates, labelled 1 and 0; softplus by cases."""

import numpy as np


def _demand_vectors(u, v_pos, v_neg):
    if u.ndim != 2 or v_neg.ndim != 3 or v_pos.shape != u.shape:
        raise ValueError("shapes do not fit")
    if (len(v_neg), v_neg.shape[2]) != u.shape:
        raise ValueError("shapes do not fit")


def sgns_loss_and_grads(u, v_pos, v_neg):
    _demand_vectors(u, v_pos, v_neg)
    candidates = np.concatenate([v_pos[:, None, :], v_neg], axis=1)
    labels = np.zeros(candidates.shape[:2], u.dtype)
    labels[:, 0] = 1
    scores = (candidates @ u[:, :, None])[:, :, 0]
    small = np.exp(-np.abs(scores))
    loss = np.maximum(scores, 0) - labels * scores + np.log1p(small)
    slope = np.where(scores >= 0, 1, small) / (1 + small) - labels
    moved = slope[:, :, None] * u[:, None, :]
    return loss.sum(axis=1), (slope[:, None, :] @ candidates)[:, 0], moved[:, 0].copy(), moved[:, 1:].copy()
