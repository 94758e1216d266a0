"""Goes back once, and keeps what flows apart by the number of steps that it has come."""

import numpy as np


def rnn_bptt(x, h0, U, W, b, dh, truncate=None):

    batch, steps, _ = x.shape
    if truncate is not None and type(truncate) is not int:
        raise TypeError(f"truncate is {truncate!r}")
    if dh.shape != (batch, steps, h0.shape[1]) or (truncate is not None and truncate < 1):
        raise ValueError("dh or truncate is impossible")
    reach = min(truncate or steps, steps)

    states = np.empty((steps + 1, *h0.shape), x.dtype)
    states[0] = h0
    for t in range(steps):
        states[t + 1] = np.tanh(x[:, t] @ U + states[t] @ W + b)
    flow = np.zeros((reach, *h0.shape), x.dtype)  # flow[age]: what has come from `age` steps later
    sums = np.zeros((steps, *h0.shape), x.dtype)
    for t in range(steps - 1, -1, -1):
        flow = np.concatenate([dh[None, :, t], flow[:-1]]) * (1 - states[t + 1] ** 2)
        sums[t] = flow.sum(axis=0)
        flow = flow @ W.T
    return {
        "dx": np.moveaxis(sums @ U.T, 0, 1),
        "dh0": sums[0] @ W.T,
        "dU": np.tensordot(np.moveaxis(x, 1, 0), sums, axes=((0, 1), (0, 1))),
        "dW": np.tensordot(states[:-1], sums, axes=((0, 1), (0, 1))),
        "db": sums.reshape(-1, len(b)).sum(axis=0),
    }
