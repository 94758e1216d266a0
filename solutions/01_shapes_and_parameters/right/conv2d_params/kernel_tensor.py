"""Writes down the kernel's shape (rows, columns, channels in, filters) and the bias's, and counts entries."""

from math import prod


def _conv2d_size(value):
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"a size must be an integer, received {value!r}")
    if value < 1:
        raise ValueError(f"a size must be at least 1, received {value}")
    return value


def conv2d_params(kernel, c_in, c_out, use_bias=True, groups=1):
    window = kernel if isinstance(kernel, tuple) else (kernel, kernel)
    if len(window) != 2:
        raise ValueError(f"a kernel has rows and columns, received {window}")
    for value in (*window, c_in, c_out, groups):
        _conv2d_size(value)
    if c_in % groups or c_out % groups:
        raise ValueError(f"{groups} groups do not divide {c_in} and {c_out} channels")
    tensors = [(*window, c_in // groups, c_out)]
    if use_bias:
        tensors.append((c_out,))
    return sum(prod(shape) for shape in tensors)
