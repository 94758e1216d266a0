"""Marks which filter sees which input channel, and spends one window of weights on every mark."""

import numpy as np


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
    channel_group = np.arange(c_in) * groups // c_in
    filter_group = np.arange(c_out) * groups // c_out
    sees = filter_group[:, np.newaxis] == channel_group  # (filters, channels)
    return int(np.count_nonzero(sees)) * rows * columns + (c_out if use_bias else 0)
