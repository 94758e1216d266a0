"""One number after the other, with plain sums."""

import math

import numpy as np


def gru_step(x, h, kernel, recurrent, bias, reset_after=True):

    (batch, features), (rows, units) = x.shape, h.shape
    wanted = ((2, 3 * units) if reset_after else (3 * units,), (features, 3 * units), (units, 3 * units))
    if rows != batch or (bias.shape, kernel.shape, recurrent.shape) != wanted:
        raise ValueError(f"expected {wanted}")

    first, second = (bias[0], bias[1]) if reset_after else (bias, 0 * bias)
    new = np.empty_like(h)
    for n in range(batch):
        seen = [sum(x[n, d] * kernel[d, k] for d in range(features)) + first[k] for k in range(3 * units)]
        heard = [sum(h[n, j] * recurrent[j, k] for j in range(units)) + second[k] for k in range(3 * units)]
        gates = [1 / (1 + math.exp(-seen[k] - heard[k])) for k in range(2 * units)]
        z, r = gates[:units], gates[units:]
        for k in range(units):
            column = 2 * units + k
            past = r[k] * heard[column]
            if not reset_after:
                past = sum(r[j] * h[n, j] * recurrent[j, column] for j in range(units))
            new[n, k] = z[k] * h[n, k] + (1 - z[k]) * math.tanh(seen[column] + past)
    return new
