"""Returns the cell before the hidden state.

The answer is output, h, c. Which of your last two is bounded by 1?
"""

import numpy as np

FAILS = {
    "test_nothing_read_nothing_changed",
    "test_pads_at_the_end_change_nothing",
    "test_same_states_as_keras",
    "test_same_states_as_keras_where_steps_are_masked",
    "test_sequence_can_be_read_in_two_parts",
    "test_states_that_are_not_given_are_zero",
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

    h = np.zeros((batch, units), x.dtype) if h0 is None else h0
    c = np.zeros((batch, units), x.dtype) if c0 is None else c0
    shown = []
    for t in range(steps):
        new_h, new_c = _advanced(x[:, t], h, c, kernel, recurrent, bias)
        if mask is not None:
            new_h = np.where(mask[:, t, None], new_h, h)
            new_c = np.where(mask[:, t, None], new_c, c)
        h, c = new_h, new_c
        shown.append(h)
    output = np.stack(shown, axis=1) if return_sequences else shown[-1]
    return output, c, h
