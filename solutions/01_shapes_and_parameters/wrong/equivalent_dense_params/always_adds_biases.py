"""Adds the biases although nobody asked for them.

What does use_bias say when it is not given, and does your function look at it?
"""

from math import prod

FAILS = {
    "test_every_output_sees_every_input",
    "test_every_output_may_have_a_bias",
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
    return inputs * outputs + outputs
