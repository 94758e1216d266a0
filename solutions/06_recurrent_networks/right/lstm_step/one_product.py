"""Glues x, h and a 1 together, and all the weights, so that there is one product."""

import numpy as np


def lstm_step(x, h, c, kernel, recurrent, bias):

    (batch, features), units = x.shape, bias.size // 4
    if h.shape != (batch, units) or c.shape != (batch, units) or bias.shape != (4 * units,):
        raise ValueError("states or bias")
    if kernel.shape != (features, 4 * units) or recurrent.shape != (units, 4 * units):
        raise ValueError("weights")

    read = np.hstack([x, h, np.ones((batch, 1), x.dtype)])
    z = read @ np.vstack([kernel, recurrent, bias])
    half = np.where(np.arange(4 * units) // units == 2, 1, 0.5).astype(x.dtype)
    bent = np.tanh(z * half)  # a sigmoid is half a tanh of half its argument, and a half
    i, f, candidate, o = (bent * half + (1 - half)).reshape(batch, 4, units).swapaxes(0, 1)
    new = candidate * i + c * f
    return np.multiply(o, np.tanh(new)), new
