"""Makes the gates of straight lines, as old versions of Keras did.

What is the sigmoid of 1: 0.731, or 0.7?
"""

import numpy as np

FAILS = {
    "test_gradient_through_the_cell_is_the_forget_gate",
    "test_same_states_as_keras",
}


def _open_by(z):
    return np.clip(0.2 * z + 0.5, 0, 1)


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
