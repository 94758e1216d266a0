"""With one-hot targets and no indexing."""

import numpy as np


def gradient_step(kernel, bias, x, y, rate):
    error = (probabilities(x, kernel, bias) - np.eye(len(bias))[y]) / len(y)
    return kernel - rate * np.einsum("bf,bc->fc", x, error), bias - rate * error.sum(axis=0)
