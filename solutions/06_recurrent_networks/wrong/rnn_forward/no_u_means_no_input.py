"""Takes U=None for a network that reads nothing.

In Bardak's model there is no U. Does it do without x as well? What is added to the sum there?
"""

import numpy as np

FAILS = {
    "test_input_can_join_the_sum_as_it_is",
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
        read = 0 * x[:, t] if U is None else x[:, t] @ U
        h = np.tanh(read + h @ W + b)
        states.append(h)
    return np.stack(states, axis=1)
