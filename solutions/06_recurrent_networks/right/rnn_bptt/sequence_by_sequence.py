"""One sequence at a time; the loss of each step goes down its own path."""

import numpy as np


def rnn_bptt(x, h0, U, W, b, dh, truncate=None):

    batch, steps, _ = x.shape
    if truncate is not None and type(truncate) is not int:
        raise TypeError(f"truncate is {truncate!r}")
    if dh.shape != (batch, steps, h0.shape[1]) or (truncate is not None and truncate < 1):
        raise ValueError("dh or truncate is impossible")
    reach = min(truncate or steps, steps)

    names = {"dx": x, "dh0": h0, "dU": U, "dW": W, "db": b}
    total = {name: np.zeros_like(one) for name, one in names.items()}
    for n in range(batch):
        path = [h0[n]]
        for t in range(steps):
            path.append(np.tanh(U.T @ x[n, t] + W.T @ path[-1] + b))
        for judged in range(1, steps + 1):
            slope = dh[n, judged - 1]
            for t in range(judged, max(judged - reach, 0), -1):
                slope = slope * (1 + path[t]) * (1 - path[t])
                total["dx"][n, t - 1] += U @ slope
                total["dU"] += np.outer(x[n, t - 1], slope)
                total["dW"] += np.outer(path[t - 1], slope)
                total["db"] += slope
                slope = W @ slope
                if t == 1:
                    total["dh0"][n] += slope
    return total
