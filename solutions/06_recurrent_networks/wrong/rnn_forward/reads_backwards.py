"""Reads the last step first.

Which word of a sentence comes first? Change the last one: which of your states move?
"""

import numpy as np

FAILS = {
    "test_future_does_not_reach_back",
    "test_input_can_join_the_sum_as_it_is",
    "test_same_states_as_keras",
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
    states = []
    for t in range(steps):
        read = x[:, -1 - t] if U is None else x[:, -1 - t] @ U
        h = np.tanh(read + h @ W + b)
        states.append(h)
    return np.stack(states, axis=1)
