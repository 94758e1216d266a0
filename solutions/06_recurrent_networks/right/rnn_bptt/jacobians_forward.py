"""Multiplies the Jacobians of the steps, and lets the loss look through their products."""

import numpy as np


def rnn_bptt(x, h0, U, W, b, dh, truncate=None):

    batch, steps, _ = x.shape
    if truncate is not None and type(truncate) is not int:
        raise TypeError(f"truncate is {truncate!r}")
    if dh.shape != (batch, steps, h0.shape[1]) or (truncate is not None and truncate < 1):
        raise ValueError("dh or truncate is impossible")
    reach = min(truncate or steps, steps)

    h, states = h0, []
    for t in range(steps):
        h = np.tanh(x[:, t] @ U + h @ W + b)
        states.append(h)
    da = np.zeros((batch, steps, len(b)), x.dtype)
    for s in range(steps):
        through = np.stack([np.diag(1 - row**2) for row in states[s]])  # of state t by the sum of step s
        for t in range(s, min(s + reach, steps)):
            if t > s:
                through = np.einsum("njk,kl,nl->njl", through, W, 1 - states[t] ** 2)
            da[:, s] += np.einsum("njl,nl->nj", through, dh[:, t])
    before = [h0, *states[:-1]]
    return {
        "dx": np.einsum("ntk,dk->ntd", da, U),
        "dh0": np.einsum("nk,jk->nj", da[:, 0], W),
        "dU": np.einsum("ntd,ntk->dk", x, da),
        "dW": sum(before[t].T @ da[:, t] for t in range(steps)),
        "db": np.einsum("ntk->k", da),
    }
