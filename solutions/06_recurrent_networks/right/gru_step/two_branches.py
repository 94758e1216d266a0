"""Two separate branches, each with its own formula, gate by gate."""

import numpy as np


def gru_step(x, h, kernel, recurrent, bias, reset_after=True):

    (batch, features), (rows, units) = x.shape, h.shape
    wanted = ((2, 3 * units) if reset_after else (3 * units,), (features, 3 * units), (units, 3 * units))
    if rows != batch or (bias.shape, kernel.shape, recurrent.shape) != wanted:
        raise ValueError(f"expected {wanted}")

    def gate(number):
        own = slice(number * units, (number + 1) * units)
        total = x @ kernel[:, own] + h @ recurrent[:, own]
        total = total + (bias[0, own] + bias[1, own] if reset_after else bias[own])
        return np.exp(-np.logaddexp(0, -total))

    z, r = gate(0), gate(1)
    last = slice(2 * units, None)
    if reset_after:
        past = (h @ recurrent[:, last] + bias[1, last]) * r
        candidate = np.tanh(x @ kernel[:, last] + bias[0, last] + past)
    else:
        candidate = np.tanh(x @ kernel[:, last] + bias[last] + (r * h) @ recurrent[:, last])
    return candidate + z * (h - candidate)
