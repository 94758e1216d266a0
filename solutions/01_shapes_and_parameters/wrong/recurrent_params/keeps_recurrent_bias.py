"""Keeps the second row of a GRU's biases when biases are switched off.

How many biases should be left when use_bias is False, whatever reset_after says?
"""

FAILS = {"test_cell_without_biases"}


def _recurrent_size(value):
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"a size must be an integer, received {value!r}")
    if value < 1:
        raise ValueError(f"a size must be at least 1, received {value}")
    return value


def recurrent_params(kind, n_in, units, use_bias=True, reset_after=True):
    _recurrent_size(n_in)
    _recurrent_size(units)
    if kind == "embedding":
        return n_in * units
    blocks = {"rnn": 1, "lstm": 4, "gru": 3}
    if kind not in blocks:
        raise ValueError(f"unknown kind {kind!r}")
    matrices = n_in * units + units * units
    biases = units if use_bias else 0
    if kind == "gru" and reset_after:
        biases += units
    return blocks[kind] * (matrices + biases)
