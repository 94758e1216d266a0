"""The answers: minibatches in a fresh order each time."""

import numpy as np

CLASSES = 4


def probabilities(x, kernel, bias):
    scores = x @ kernel + bias
    grown = np.exp(scores - scores.max(axis=1, keepdims=True))
    return grown / grown.sum(axis=1, keepdims=True)


def descended(kernel, bias, x, y, rate):
    error = probabilities(x, kernel, bias)
    error[np.arange(len(y)), y] -= 1
    return kernel - rate * x.T @ error / len(y), bias - rate * error.mean(axis=0)


def gradient_step(kernel, bias, x, y, rate):
    return descended(kernel, bias, x, y, rate)


def train_readout(x, y, seed):
    rng = np.random.default_rng(seed)
    kernel, bias = np.zeros((x.shape[1], CLASSES)), np.zeros(CLASSES)
    for _ in range(6):
        order = rng.permutation(len(x))
        for start in range(0, len(x), 16):
            batch = order[start : start + 16]
            kernel, bias = descended(kernel, bias, x[batch], y[batch], 0.3)
    return kernel, bias
