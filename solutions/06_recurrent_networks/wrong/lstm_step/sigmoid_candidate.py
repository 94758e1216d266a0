"""Makes the candidate by a sigmoid.

Can your cell ever become negative? Which of the four is no gate?
"""

import numpy as np

FAILS = {
    "test_huge_sums_open_and_shut_gates",
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
    z = x @ kernel + h @ recurrent + bias
    zi, zf, zc, zo = (z[:, k * units : (k + 1) * units] for k in range(4))
    i, f, o = _open_by(zi), _open_by(zf), _open_by(zo)
    new = f * c + i * _open_by(zc)
    return o * np.tanh(new), new
