"""Multiplies the hidden state by each recurrent block from the other side.

Let one entry of a recurrent block be 1 and all others 0, off the diagonal. Which unit hears which?
"""

import numpy as np

FAILS = {
    "test_same_states_as_keras",
    "test_shut_forget_gate_leaves_the_candidate",
}


def _open_by(z):
    return 1 / (1 + np.exp(-np.clip(z, -60, 60)))


def lstm_step(x, h, c, kernel, recurrent, bias):
    batch, units = h.shape
    if x.ndim != 2 or len(x) != batch or c.shape != h.shape or bias.shape != (4 * units,):
        raise ValueError("x, h, c and bias must fit together")
    if kernel.shape != (x.shape[1], 4 * units) or recurrent.shape != (units, 4 * units):
        raise ValueError("the weights must have a block of columns for each gate")
    z = x @ kernel + np.hstack([h @ part.T for part in np.hsplit(recurrent, 4)]) + bias
    zi, zf, zc, zo = (z[:, k * units : (k + 1) * units] for k in range(4))
    i, f, o = _open_by(zi), _open_by(zf), _open_by(zo)
    new = f * c + i * np.tanh(zc)
    return o * np.tanh(new), new
