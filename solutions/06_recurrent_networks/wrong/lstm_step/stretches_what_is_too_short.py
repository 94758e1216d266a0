"""Lets numpy stretch a state or a bias that is too short.

One cell for a batch of two: is that what the specification allows? Which shapes does broadcasting let pass?
"""

import numpy as np

FAILS = {
    "test_sizes_that_do_not_fit_are_refused",
}


def _open_by(z):
    return 1 / (1 + np.exp(-np.clip(z, -60, 60)))


def lstm_step(x, h, c, kernel, recurrent, bias):
    _, units = h.shape
    if kernel.shape != (x.shape[1], 4 * units) or recurrent.shape != (units, 4 * units):
        raise ValueError("the weights must have a block of columns for each gate")
    z = x @ kernel + h @ recurrent + bias
    zi, zf, zc, zo = (z[:, k * units : (k + 1) * units] for k in range(4))
    i, f, o = _open_by(zi), _open_by(zf), _open_by(zo)
    new = f * c + i * np.tanh(zc)
    return o * np.tanh(new), new
