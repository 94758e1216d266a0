"""Counts one window for each filter, as if the input had a single channel.

A filter slides over a colour image. Does it read one of the colours, or all of them at once?
"""

FAILS = {"test_filter_spans_input_channels", "test_groups_share_out_the_channels"}


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
    weights = rows * columns * c_out
    return weights + c_out if use_bias else weights
