"""Single examples drawn with replacement, from small random weights; the weights are averaged."""

import numpy as np


def train_readout(x, y, seed):
    rng = np.random.default_rng(seed)
    kernel, bias = 0.01 * rng.normal(size=(x.shape[1], CLASSES)), np.zeros(CLASSES)
    sums, steps = [0 * kernel, 0 * bias], 1500
    for pick in rng.integers(len(x), size=steps):
        z = np.exp(x[pick] @ kernel + bias)
        error = z / z.sum() - np.eye(CLASSES)[y[pick]]
        kernel, bias = kernel - 0.1 * np.outer(x[pick], error), bias - 0.1 * error
        sums = [sums[0] + kernel, sums[1] + bias]
    return sums[0] / steps, sums[1] / steps
