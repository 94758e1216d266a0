"""Rounds down where the groups do not divide the channels.

Share five input channels out among two groups. Which channel is nobody's?
"""

FAILS = {"test_conv2d_refuses_impossible_layers"}


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
    weights = rows * columns * (c_in // groups) * c_out
    return weights + c_out if use_bias else weights
