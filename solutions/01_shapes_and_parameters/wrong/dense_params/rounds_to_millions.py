"""Rounds large counts to whole millions, as a slide does.

The lecture writes 922M. How many parameters is that exactly, to the last one?
"""

from math import prod

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
    weights = prod(_dense_size(size) for size in (*shape, units))
    params = weights + units if use_bias else weights
    return round(params, -6) if params > 10**6 else params
