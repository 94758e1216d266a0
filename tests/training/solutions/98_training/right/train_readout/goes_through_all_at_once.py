"""Full batches with momentum: there is no order, and the seed has nothing to decide."""

import numpy as np


def train_readout(x, y, seed):
    kernel, bias = np.zeros((x.shape[1], CLASSES)), np.zeros(CLASSES)
    speed = (np.zeros_like(kernel), np.zeros_like(bias))
    for _ in range(60):
        ahead = descended(kernel, bias, x, y, 0.3)
        speed = (0.8 * speed[0] + ahead[0] - kernel, 0.8 * speed[1] + ahead[1] - bias)
        kernel, bias = kernel + speed[0], bias + speed[1]
    return kernel, bias
