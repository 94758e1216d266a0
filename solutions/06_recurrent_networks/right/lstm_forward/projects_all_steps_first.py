"""Computes what all steps read in one product; at masked steps the gates themselves are set."""

import numpy as np


def lstm_forward(x, kernel, recurrent, bias, h0=None, c0=None, mask=None, return_sequences=False):

    batch, steps, features = x.shape
    units = bias.size // 4
    shapes = [kernel.shape, recurrent.shape, bias.shape]
    if shapes != [(features, 4 * units), (units, 4 * units), (4 * units,)]:
        raise ValueError(f"weights of shapes {shapes}")
    given = [one for one in (h0, c0) if one is not None]
    if any(one.shape != (batch, units) for one in given):
        raise ValueError("the states do not fit")
    if mask is not None and mask.shape != (batch, steps):
        raise ValueError(f"mask of shape {mask.shape}")

    read = (x.reshape(-1, features) @ kernel + bias).reshape(batch, steps, 4, units)
    kept = np.zeros((batch, steps), bool) if mask is None else ~mask
    c = np.zeros((batch, units), x.dtype) if c0 is None else c0.copy()
    path = [np.zeros((batch, units), x.dtype) if h0 is None else h0.copy()]
    for t in range(steps):
        z = read[:, t] + (path[-1] @ recurrent).reshape(batch, 4, units)
        gates = np.tanh(z[:, [0, 1, 3]] / 2) / 2 + 0.5
        gates[kept[:, t], 0], gates[kept[:, t], 1] = 0, 1  # let nothing in, keep all
        c = gates[:, 1] * c + gates[:, 0] * np.tanh(z[:, 2])
        h = gates[:, 2] * np.tanh(c)
        h[kept[:, t]] = path[-1][kept[:, t]]
        path.append(h)
    return (np.stack(path[1:], axis=1) if return_sequences else path[-1]), path[-1], c
