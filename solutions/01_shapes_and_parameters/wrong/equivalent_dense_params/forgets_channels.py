"""Takes the rows and columns of a volume and forgets its channels.

How many numbers does a colour image of two by two pixels hold?
"""

from math import prod

FAILS = {
    "test_every_output_sees_every_input",
    "test_every_output_may_have_a_bias",
    "test_alexnet_has_two_input_sizes",
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
    height_and_width = [_equivalent_size(size) for size in shape][:2]
    return prod(height_and_width)


def equivalent_dense_params(in_shape, out_shape, use_bias=False):
    inputs, outputs = _equivalent_numbers(in_shape), _equivalent_numbers(out_shape)
    return inputs * outputs + (outputs if use_bias else 0)
