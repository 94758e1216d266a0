"""Takes the empty shape for a single number, because an empty product is one.

What does your function say about a volume without any axis, and what does the specification want?
"""

from math import prod

FAILS = {"test_equivalent_refuses_non_shapes"}


def _equivalent_size(value):
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"a size must be an integer, received {value!r}")
    if value < 1:
        raise ValueError(f"a size must be at least 1, received {value}")
    return value


def _equivalent_numbers(shape):
    """How many numbers a volume of that shape holds."""
    return prod(_equivalent_size(size) for size in shape)


def equivalent_dense_params(in_shape, out_shape, use_bias=False):
    inputs, outputs = _equivalent_numbers(in_shape), _equivalent_numbers(out_shape)
    return inputs * outputs + (outputs if use_bias else 0)
