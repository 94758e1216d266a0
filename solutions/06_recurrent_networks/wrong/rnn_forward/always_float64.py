"""Collects the states in an array of float64.

Which dtype does np.zeros have when it is told nothing? And which one did x have?
"""

import numpy as np

FAILS = {
    "test_sequence_can_be_read_in_two_parts",
}


def rnn_forward(x, h0, U, W, b):
    batch, steps, features = x.shape
    units = W.shape[0]
    if U is None:
        if features != units:
            raise ValueError("without U, x must have as many features as there are units")
    elif U.shape != (features, units):
        raise ValueError(f"U has shape {U.shape}")
    if W.shape != (units, units) or b.shape != (units,) or h0.shape != (batch, units):
        raise ValueError("W, b and h0 must fit together")
    h = h0
    states = np.zeros((batch, steps, units))
    for t in range(steps):
        read = x[:, t] if U is None else x[:, t] @ U
        h = np.tanh(read + h @ W + b)
        states[:, t] = h
    return states
