"""One number after the other, with the functions of the math module."""

import math

import numpy as np


def _gate_of_one_number(z):
    return 1 / (1 + math.exp(-z)) if z > -700 else 0.0


def lstm_step(x, h, c, kernel, recurrent, bias):

    (batch, features), units = x.shape, bias.size // 4
    if h.shape != (batch, units) or c.shape != (batch, units) or bias.shape != (4 * units,):
        raise ValueError("states or bias")
    if kernel.shape != (features, 4 * units) or recurrent.shape != (units, 4 * units):
        raise ValueError("weights")

    new_h, new_c = np.empty_like(h), np.empty_like(c)
    for n, unit in np.ndindex(batch, units):
        i, f, candidate, o = (
            float(x[n] @ kernel[:, column] + h[n] @ recurrent[:, column] + bias[column])
            for column in range(unit, 4 * units, units)
        )
        new = _gate_of_one_number(f) * c[n, unit] + _gate_of_one_number(i) * math.tanh(candidate)
        new_h[n, unit], new_c[n, unit] = _gate_of_one_number(o) * math.tanh(new), new
    return new_h, new_c
