"""Returns the kernel as (classes, features).

Which axis of your kernel belongs to the features?
"""

import numpy as np

FAILS = {"test_weights_have_the_shapes_specified", "test_loss_falls"}


def train_readout(x, y, seed):
    kernel, bias = np.zeros((x.shape[1], CLASSES)), np.zeros(CLASSES)
    for _ in range(100):
        kernel, bias = descended(kernel, bias, x, y, 0.3)
    return kernel.T, bias
