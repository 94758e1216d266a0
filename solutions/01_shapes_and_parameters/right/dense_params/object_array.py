"""Multiplies in numpy, with entries that stay Python integers and so cannot overflow."""

import numpy as np


def _dense_size(value):
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"a size must be an integer, received {value!r}")
    if value < 1:
        raise ValueError(f"a size must be at least 1, received {value}")
    return value


def dense_params(inputs, units, use_bias=True):
    axes = np.atleast_1d(np.array(inputs, dtype=object))
    if axes.size == 0:
        raise ValueError("an empty shape holds no inputs")
    for size in (*axes, units):
        _dense_size(size)
    reads = np.multiply.reduce(axes) + (1 if use_bias else 0)  # the bias reads an input that is always one
    return int(reads * units)
