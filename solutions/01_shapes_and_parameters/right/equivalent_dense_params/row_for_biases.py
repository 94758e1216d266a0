"""One matrix of inputs by outputs; biases are a further row, fed by an input that is always one."""

from functools import reduce
from operator import mul


def _equivalent_size(value):
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"a size must be an integer, received {value!r}")
    if value < 1:
        raise ValueError(f"a size must be at least 1, received {value}")
    return value


def _equivalent_entries(shape):
    if not shape:
        raise ValueError("a shape needs at least one size")
    return reduce(mul, map(_equivalent_size, shape))


def equivalent_dense_params(in_shape, out_shape, use_bias=False):
    rows = _equivalent_entries(in_shape) + (1 if use_bias else 0)
    return rows * _equivalent_entries(out_shape)
