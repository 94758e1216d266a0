"""A logistic regression for each class, with decay: other scores, and the same largest one."""

import numpy as np


def train_readout(x, y, seed):
    ones = np.column_stack([x, np.ones(len(x))])
    weights = np.random.default_rng(seed).normal(scale=0.1, size=(ones.shape[1], CLASSES))
    for _ in range(150):
        error = 1 / (1 + np.exp(-ones @ weights)) - (y[:, None] == np.arange(CLASSES))
        weights = weights - 0.5 * (ones.T @ error / len(x) + 0.001 * weights)
    return weights[:-1], weights[-1]
