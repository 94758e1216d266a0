"""Lets the gates look at x, and the candidate alone at h.

Each of the four sums has a recurrent block of its own. Can your forget gate depend on what was said a step
ago?
"""

import numpy as np

FAILS = {
    "test_same_states_as_keras",
}


def _open_by(z):
    return 1 / (1 + np.exp(-np.clip(z, -60, 60)))


def lstm_step(x, h, c, kernel, recurrent, bias):
    batch, units = h.shape
    if x.ndim != 2 or len(x) != batch or c.shape != h.shape or bias.shape != (4 * units,):
        raise ValueError("x, h, c and bias must fit together")
    if kernel.shape != (x.shape[1], 4 * units) or recurrent.shape != (units, 4 * units):
        raise ValueError("the weights must have a block of columns for each gate")
    z = x @ kernel + h @ recurrent + bias
    zc = z[:, 2 * units : 3 * units]
    seen = x @ kernel + bias
    i, f, o = (_open_by(seen[:, k * units : (k + 1) * units]) for k in (0, 1, 3))
    new = f * c + i * np.tanh(zc)
    return o * np.tanh(new), new
