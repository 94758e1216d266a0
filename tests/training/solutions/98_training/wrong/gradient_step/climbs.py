"""Goes up the gradient instead of down.

After your step, has the probability of the right class grown?
"""

import numpy as np

FAILS = {"test_step_goes_down_the_mean_gradient"}


def gradient_step(kernel, bias, x, y, rate):
    error = probabilities(x, kernel, bias) - np.eye(len(bias))[y]
    return kernel + rate * x.T @ error / len(y), bias + rate * error.mean(axis=0)
