"""Looks at the last axis of the shape only, as Dense does on a tensor nobody flattened.

Each unit is meant to see the whole image. How many numbers does it read after Flatten?
"""

FAILS = {"test_dense_counts_every_axis"}


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
    for size in (*shape, units):
        _dense_size(size)
    weights = shape[-1] * units
    return weights + units if use_bias else weights
