"""Stacks all that a cell learns into one matrix, the blocks side by side, and lets numpy say its size."""

import numpy as np

_RECURRENT_BLOCKS = {"rnn": 1, "gru": 3, "lstm": 4}


def _recurrent_size(value):
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"a size must be an integer, received {value!r}")
    if value < 1:
        raise ValueError(f"a size must be at least 1, received {value}")
    return value


def recurrent_params(kind, n_in, units, use_bias=True, reset_after=True):
    if kind not in (*_RECURRENT_BLOCKS, "embedding"):
        raise ValueError(f"unknown kind {kind!r}")
    rows, columns = [_recurrent_size(n_in)], _recurrent_size(units)
    if kind != "embedding":
        columns *= _RECURRENT_BLOCKS[kind]
        rows += [units, bool(use_bias), bool(use_bias and reset_after and kind == "gru")]
    return np.broadcast_to(0.0, (sum(rows), columns)).size  # a view of one number: nothing is allocated
