"""Lets what the loss says travel truncate steps back, instead of to truncate steps in all.

With truncate=1, how many steps does the loss at step t reach? Is its own step one of them?
"""

import numpy as np

FAILS = {
    "test_each_step_on_its_own",
    "test_what_is_cut_off_does_not_count",
}


def rnn_bptt(x, h0, U, W, b, dh, truncate=None):
    batch, steps, _ = x.shape
    if dh.shape != (batch, steps, len(b)):
        raise ValueError(f"dh has shape {dh.shape}")
    if truncate is not None and type(truncate) is not int:
        raise TypeError(f"truncate is {truncate!r}")
    if truncate is not None and truncate < 1:
        raise ValueError(f"truncate is {truncate!r}")
    reach = steps if truncate is None else truncate + 1
    states = [h0]
    for t in range(steps):
        states.append(np.tanh(x[:, t] @ U + states[-1] @ W + b))
    grads = {"dx": np.zeros_like(x), "dh0": np.zeros_like(h0)}
    grads |= {"dU": np.zeros_like(U), "dW": np.zeros_like(W), "db": np.zeros_like(b)}
    parts = []  # what has come from later steps, by the number of steps that it has come
    for t in reversed(range(steps)):
        parts = [dh[:, t], *parts][:reach]
        parts = [part * (1 - states[t + 1] ** 2) for part in parts]
        da = sum(parts)
        grads["dx"][:, t] = da @ U.T
        grads["dU"] += x[:, t].T @ da
        grads["dW"] += states[t].T @ da
        grads["db"] += da.sum(axis=0)
        parts = [part @ W.T for part in parts]
    grads["dh0"] += sum(parts)
    return grads
