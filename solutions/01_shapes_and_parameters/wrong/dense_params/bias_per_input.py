"""Gives a bias to every input instead of every unit.

Draw a layer with three inputs and one unit. At which end of the arrows is the bias added?
"""

from math import prod

FAILS = {"test_dense_agrees_with_keras"}


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
    return weights + prod(shape) if use_bias else weights
