"""Adds old and new states, weighed by the mask and by what is missing to 1."""

import numpy as np


def _unmasked_step(x, h, c, kernel, recurrent, bias):
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

    states = np.zeros((2, batch, units), x.dtype)
    for state, start in zip(states, (h0, c0), strict=True):
        if start is not None:
            state += start
    weight = np.ones((batch, steps, 1), x.dtype) if mask is None else mask[..., None].astype(x.dtype)
    output = np.empty((batch, steps, units), x.dtype)
    for t in range(steps):
        new = np.array(_unmasked_step(x[:, t], *states, kernel, recurrent, bias))
        states = weight[:, t] * new + (1 - weight[:, t]) * states
        output[:, t] = states[0]
    return (output if return_sequences else output[:, -1].copy()), states[0], states[1]
