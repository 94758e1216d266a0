"""One number at a time, with plain sums."""

import math

import numpy as np


def rnn_forward(x, h0, U, W, b):

    if x.ndim != 3 or W.ndim != 2 or b.ndim != 1:
        raise ValueError("x needs three axes, W two, b one")
    batch, steps, features = x.shape
    units = len(b)
    if (W.shape, h0.shape) != ((units, units), (batch, units)):
        raise ValueError(f"W has shape {W.shape}, h0 {h0.shape}")
    if (U is None and features != units) or (U is not None and U.shape != (features, units)):
        raise ValueError("x does not fit")

    weights = np.eye(units) if U is None else U
    states = np.empty((batch, steps, units), x.dtype)
    for n, t, k in np.ndindex(batch, steps, units):
        old = states[n, t - 1] if t else h0[n]
        total = math.fsum(x[n, t, d] * weights[d, k] for d in range(features))
        total += math.fsum(old[j] * W[j, k] for j in range(units))
        states[n, t, k] = math.tanh(total + b[k])
    return states
