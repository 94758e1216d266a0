"""Takes the empty shape for a single input, because an empty product is one.

What does your function say about a tensor without any axis, and what does the specification want?
"""

from math import prod

FAILS = {"test_dense_refuses_non_counts"}


def _dense_size(value):
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"a size must be an integer, received {value!r}")
    if value < 1:
        raise ValueError(f"a size must be at least 1, received {value}")
    return value


def dense_params(inputs, units, use_bias=True):
    shape = inputs if isinstance(inputs, tuple) else (inputs,)
    weights = prod(_dense_size(size) for size in (*shape, units))
    return weights + units if use_bias else weights
