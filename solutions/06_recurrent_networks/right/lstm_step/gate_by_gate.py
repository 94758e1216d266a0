"""Four sums, each with columns of its own, and a sigmoid of two halves."""

import numpy as np


def _gate_in_two_halves(z):
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + small), small / (1 + small))


def lstm_step(x, h, c, kernel, recurrent, bias):

    (batch, features), units = x.shape, bias.size // 4
    if h.shape != (batch, units) or c.shape != (batch, units) or bias.shape != (4 * units,):
        raise ValueError("states or bias")
    if kernel.shape != (features, 4 * units) or recurrent.shape != (units, 4 * units):
        raise ValueError("weights")

    def total(block):
        own = slice(block * units, (block + 1) * units)
        return x @ kernel[:, own] + h @ recurrent[:, own] + bias[own]

    kept = _gate_in_two_halves(total(1)) * c
    cell = kept + _gate_in_two_halves(total(0)) * np.tanh(total(2))
    return np.tanh(cell) * _gate_in_two_halves(total(3)), cell
