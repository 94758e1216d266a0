"""Lets numpy stretch a state, a bias or a matrix that is too short.

One state for a batch of two: is that what the specification allows? Which shapes does broadcasting let pass?
"""

import numpy as np

FAILS = {
    "test_sizes_that_do_not_fit_are_refused",
}


def rnn_forward(x, h0, U, W, b):
    h, states = h0, []
    for t in range(x.shape[1]):
        h = np.tanh((x[:, t] if U is None else x[:, t] @ U) + h @ W + b)
        states.append(h)
    return np.stack(states, axis=1)
