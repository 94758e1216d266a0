"""Divides infinity by infinity where a sum is large.

What is np.exp(1000), and what is your sigmoid of 1000? Which of the two forms of a sigmoid survives?
"""

import numpy as np

FAILS = {
    "test_huge_sums_open_and_shut_gates",
}


def _open_by(z):
    return np.exp(z) / (1 + np.exp(z))


def lstm_step(x, h, c, kernel, recurrent, bias):
    batch, units = h.shape
    if x.ndim != 2 or len(x) != batch or c.shape != h.shape or bias.shape != (4 * units,):
        raise ValueError("x, h, c and bias must fit together")
    if kernel.shape != (x.shape[1], 4 * units) or recurrent.shape != (units, 4 * units):
        raise ValueError("the weights must have a block of columns for each gate")
    z = x @ kernel + h @ recurrent + bias
    zi, zf, zc, zo = (z[:, k * units : (k + 1) * units] for k in range(4))
    i, f, o = _open_by(zi), _open_by(zf), _open_by(zo)
    new = f * c + i * np.tanh(zc)
    return o * np.tanh(new), new
