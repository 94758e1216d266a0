"""Adds the whole candidate to what is kept.

What is not kept is replaced: how much of the candidate is let in when z is 0.25?
"""

import numpy as np

FAILS = {
    "test_reset_gate_silences_the_past_alone",
    "test_same_state_as_keras_by_default",
    "test_same_state_as_keras_with_reset_before",
    "test_update_gate_keeps_or_replaces",
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
    hz, hr, hh = np.split(h @ recurrent + second, 3, axis=1)
    z, r = _gru_gate(xz + hz), _gru_gate(xr + hr)
    heard = r * hh if reset_after else (r * h) @ recurrent[:, 2 * units :]
    new = np.tanh(xh + heard)
    return z * h + new
