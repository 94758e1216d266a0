"""Draws from the chance that the whole process shares, whatever the seed.

Where do your random numbers get their state from?
"""

import numpy as np

FAILS = {"test_equal_seeds_give_equal_weights"}


def train_readout(x, y, seed):
    kernel, bias = np.random.normal(size=(x.shape[1], CLASSES)), np.zeros(CLASSES)
    for _ in range(60):
        batch = np.random.permutation(len(x))[:16]
        kernel, bias = descended(kernel, bias, x[batch], y[batch], 0.3)
    return kernel, bias
