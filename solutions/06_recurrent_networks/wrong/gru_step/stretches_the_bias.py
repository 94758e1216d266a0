"""Lets numpy stretch biases and states that are too short.

One row of biases where two are wanted, one state for two sequences: does the specification allow them?
"""

import numpy as np

FAILS = {
    "test_sizes_that_do_not_fit_are_refused",
}


def _gru_gate(total):
    return 1 / (1 + np.exp(-total))


def gru_step(x, h, kernel, recurrent, bias, reset_after=True):
    (_, features), units = x.shape, h.shape[-1]
    if kernel.shape != (features, 3 * units):
        raise ValueError("x, h and kernel must fit together")
    if recurrent.shape != (units, 3 * units):
        raise ValueError(f"recurrent has shape {recurrent.shape}")
    bias = np.broadcast_to(bias, (2, 3 * units) if reset_after else (3 * units,))
    first, second = bias if reset_after else (bias, np.zeros_like(bias))
    xz, xr, xh = np.split(x @ kernel + first, 3, axis=1)
    hz, hr, hh = np.split(h @ recurrent + second, 3, axis=1)
    z, r = _gru_gate(xz + hz), _gru_gate(xr + hr)
    heard = r * hh if reset_after else (r * h) @ recurrent[:, 2 * units :]
    new = np.tanh(xh + heard)
    return z * h + (1 - z) * new
