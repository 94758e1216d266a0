"""Gives the four blocks an axis of their own, and sums by einsum."""

import numpy as np


def lstm_step(x, h, c, kernel, recurrent, bias):

    (batch, features), units = x.shape, bias.size // 4
    if h.shape != (batch, units) or c.shape != (batch, units) or bias.shape != (4 * units,):
        raise ValueError("states or bias")
    if kernel.shape != (features, 4 * units) or recurrent.shape != (units, 4 * units):
        raise ValueError("weights")

    z = np.einsum("nd,dgh->gnh", x, kernel.reshape(features, 4, units))
    z = z + np.einsum("nj,jgh->gnh", h, recurrent.reshape(units, 4, units)) + bias.reshape(4, 1, units)
    i, f, o = np.exp(-np.logaddexp(0, -z[[0, 1, 3]]))
    new = f * c + i * np.tanh(z[2])
    return o * np.tanh(new), new
