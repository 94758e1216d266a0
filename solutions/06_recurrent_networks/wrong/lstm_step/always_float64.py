"""Adds up in float64, whatever it was given.

float32 in, float32 out: which of your arrays did numpy make in float64 by itself?
"""

import numpy as np

FAILS = {
    "test_states_keep_the_dtype",
}


def _open_by(z):
    return 1 / (1 + np.exp(-np.clip(z, -60, 60)))


def lstm_step(x, h, c, kernel, recurrent, bias):
    batch, units = h.shape
    if x.ndim != 2 or len(x) != batch or c.shape != h.shape or bias.shape != (4 * units,):
        raise ValueError("x, h, c and bias must fit together")
    if kernel.shape != (x.shape[1], 4 * units) or recurrent.shape != (units, 4 * units):
        raise ValueError("the weights must have a block of columns for each gate")
    z = np.zeros((batch, 4 * units))
    z += x @ kernel + h @ recurrent + bias
    zi, zf, zc, zo = (z[:, k * units : (k + 1) * units] for k in range(4))
    i, f, o = _open_by(zi), _open_by(zf), _open_by(zo)
    new = f * c + i * np.tanh(zc)
    return o * np.tanh(new), new
