"""Each sequence for itself: picks out its real steps, reads those, and spreads the states out again."""

import numpy as np


def _one_further(x, h, c, kernel, recurrent, bias):
    i, f, candidate, o = np.split(x @ kernel + h @ recurrent + bias, 4, axis=-1)
    i, f, o = (1 / (1 + np.exp(-z)) for z in (i, f, o))
    new = f * c + i * np.tanh(candidate)
    return o * np.tanh(new), new


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

    zeros = np.zeros((batch, units), x.dtype)
    real = np.full((batch, steps), True) if mask is None else mask
    sequences, ends = [], []
    for n in range(batch):
        h, c = (zeros if h0 is None else h0)[n], (zeros if c0 is None else c0)[n]
        path = [(h, c)]
        for word in x[n][real[n]]:
            path.append(_one_further(word, *path[-1], kernel, recurrent, bias))
        sequences.append([path[count][0] for count in np.cumsum(real[n])])
        ends.append(path[-1])
    h, c = (np.stack(part) for part in zip(*ends, strict=True))
    return np.array(sequences) if return_sequences else h.copy(), h, c
