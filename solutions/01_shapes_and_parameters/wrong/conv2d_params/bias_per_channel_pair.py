"""Adds a bias for each pair of input channel and filter.

The sums over the input channels end in one output map. How many biases can you add there that differ?
"""

FAILS = {"test_filter_has_one_bias"}


def _conv2d_size(value):
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"a size must be an integer, received {value!r}")
    if value < 1:
        raise ValueError(f"a size must be at least 1, received {value}")
    return value


def conv2d_params(kernel, c_in, c_out, use_bias=True, groups=1):
    rows, columns = kernel if isinstance(kernel, tuple) else (kernel, kernel)
    for value in (rows, columns, c_in, c_out, groups):
        _conv2d_size(value)
    if c_in % groups or c_out % groups:
        raise ValueError(f"{groups} groups do not divide {c_in} and {c_out} channels")
    weights = rows * columns * (c_in // groups) * c_out
    return weights + c_in // groups * c_out if use_bias else weights
