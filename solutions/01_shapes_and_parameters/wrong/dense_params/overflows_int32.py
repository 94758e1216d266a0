"""Multiplies in 32-bit integers, which wrap around.

Try a layer with a million inputs and a million units. Is the result even positive, and what type was it on
the way?
"""

import numpy as np

FAILS = {"test_dense_count_is_exact"}


def _dense_size(value):
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"a size must be an integer, received {value!r}")
    if value < 1:
        raise ValueError(f"a size must be at least 1, received {value}")
    return value


def dense_params(inputs, units, use_bias=True):
    shape = inputs if isinstance(inputs, tuple) else (inputs,)
    if not shape:
        raise ValueError("an empty shape holds no inputs")
    weights = int(np.prod([_dense_size(size) for size in (*shape, units)], dtype=np.int32))
    return weights + units if use_bias else weights
