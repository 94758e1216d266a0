"""Collects the real steps, and takes the state of the last one, also where there is none.

Which state belongs to a sequence that has no real step? What does index -1 give you?
"""

import numpy as np

FAILS = {
    "test_nothing_read_nothing_changed",
}


def _advanced(x, h, c, kernel, recurrent, bias):
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

    start = np.zeros((batch, units), x.dtype)
    starts = (start if h0 is None else h0, start if c0 is None else c0)
    real = np.ones((batch, steps), bool) if mask is None else mask
    output, h, c = np.empty((batch, steps, units), x.dtype), start.copy(), start.copy()
    for n in range(batch):
        states = [(starts[0][n], starts[1][n])]
        for t in range(steps):
            states.append(
                _advanced(x[n, t], *states[-1], kernel, recurrent, bias) if real[n, t] else states[-1]
            )
            output[n, t] = states[-1][0]
        read = [state for state, is_real in zip(states[1:], real[n], strict=True) if is_real]
        h[n], c[n] = read[-1] if read else (0, 0)
    return output if return_sequences else h, h, c
