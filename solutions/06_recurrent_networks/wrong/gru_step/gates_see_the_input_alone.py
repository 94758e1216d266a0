"""Lets the two gates look at x, and the candidate alone at h.

Each of the three sums has a recurrent block of its own. Can your update gate depend on the state?
"""

import numpy as np

FAILS = {
    "test_same_state_as_keras_by_default",
    "test_same_state_as_keras_with_reset_before",
}


def _gru_gate(total):
    return 1 / (1 + np.exp(-total))


def gru_step(x, h, kernel, recurrent, bias, reset_after=True):
    (batch, features), units = x.shape, h.shape[-1]
    if h.shape != (batch, units) or kernel.shape != (features, 3 * units):
        raise ValueError("x, h and kernel must fit together")
    if recurrent.shape != (units, 3 * units):
        raise ValueError(f"recurrent has shape {recurrent.shape}")
    if bias.shape != ((2, 3 * units) if reset_after else (3 * units,)):
        raise ValueError(f"bias has shape {bias.shape}")
    first, second = bias if reset_after else (bias, np.zeros_like(bias))
    xz, xr, xh = np.split(x @ kernel + first, 3, axis=1)
    xz, xr = xz + second[:units], xr + second[units : 2 * units]
    hh = (h @ recurrent + second)[:, 2 * units :]
    z, r = _gru_gate(xz), _gru_gate(xr)
    heard = r * hh if reset_after else (r * h) @ recurrent[:, 2 * units :]
    new = np.tanh(xh + heard)
    return z * h + (1 - z) * new
