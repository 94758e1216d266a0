"""Adds the numbers of inputs and outputs instead of pairing them.

Draw three inputs, two outputs and an arrow for every weight. How many arrows are there?
"""

from math import prod

FAILS = {
    "test_every_output_sees_every_input",
    "test_alexnet_has_two_input_sizes",
    "test_equivalent_count_is_exact",
}


def _equivalent_size(value):
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"a size must be an integer, received {value!r}")
    if value < 1:
        raise ValueError(f"a size must be at least 1, received {value}")
    return value


def _equivalent_numbers(shape):
    """How many numbers a volume of that shape holds."""
    if not shape:
        raise ValueError("a shape needs at least one size")
    return prod(_equivalent_size(size) for size in shape)


def equivalent_dense_params(in_shape, out_shape, use_bias=False):
    inputs, outputs = _equivalent_numbers(in_shape), _equivalent_numbers(out_shape)
    return inputs + outputs + (outputs if use_bias else 0)
