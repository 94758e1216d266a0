"""Draws one small batch before the loop, and takes every step on it.

How many of your examples does training ever see?
"""

import numpy as np

FAILS = {"test_new_points_are_told_apart"}


def train_readout(x, y, seed):
    kernel, bias = np.zeros((x.shape[1], CLASSES)), np.zeros(CLASSES)
    batch = np.random.default_rng(seed).permutation(len(x))[:4]
    for _ in range(15):
        kernel, bias = descended(kernel, bias, x[batch], y[batch], 0.03)
    return kernel, bias
