"""Adds the gradient where it should be subtracted.

Print the loss after every epoch: which way does it go?
"""

import numpy as np

FAILS = {"test_loss_falls"}


def train_readout(x, y, seed):
    kernel, bias = np.zeros((x.shape[1], CLASSES)), np.zeros(CLASSES)
    for _ in range(20):
        kernel, bias = descended(kernel, bias, x, y, -0.1)
    return kernel, bias
