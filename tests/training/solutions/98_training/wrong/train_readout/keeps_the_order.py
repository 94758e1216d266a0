"""Takes the examples in the order in which they come, sorted by class.

What does your last batch look like, and which classes had their say long before?
"""

import numpy as np

FAILS = {"test_new_points_are_told_apart"}


def train_readout(x, y, seed):
    kernel, bias = np.zeros((x.shape[1], CLASSES)), np.zeros(CLASSES)
    for start in range(0, len(x), 16):
        batch = slice(start, start + 16)
        for _ in range(30):
            kernel, bias = descended(kernel, bias, x[batch], y[batch], 0.3)
    return kernel, bias
