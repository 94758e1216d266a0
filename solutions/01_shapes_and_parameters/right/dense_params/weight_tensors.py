"""Writes down the shapes of the two tensors that Keras would create, and counts their entries."""

from math import prod


def _dense_size(value):
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"a size must be an integer, received {value!r}")
    if value < 1:
        raise ValueError(f"a size must be at least 1, received {value}")
    return value


def dense_params(inputs, units, use_bias=True):
    features = inputs if isinstance(inputs, tuple) else (inputs,)
    if not features:
        raise ValueError("an empty shape holds no inputs")
    kernel = (prod(_dense_size(axis) for axis in features), _dense_size(units))
    bias = (units,) if use_bias else (0,)
    return prod(kernel) + prod(bias)
