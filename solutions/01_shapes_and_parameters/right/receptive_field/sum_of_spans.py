"""Writes the field as one sum: what each kernel adds, times the product of the strides before it."""

import operator
from itertools import accumulate


def receptive_field(layers):
    kernels = [_positive_integer(kernel) for kernel, _ in layers]
    strides = [_positive_integer(stride) for _, stride in layers]
    *jumps_before, jump = accumulate(strides, operator.mul, initial=1)
    spans = (before * (kernel - 1) for before, kernel in zip(jumps_before, kernels, strict=True))
    return 1 + sum(spans), jump


def _positive_integer(size):
    if type(size) is not int:
        raise TypeError(f"expected an integer, received {size!r}")
    if size < 1:
        raise ValueError(f"expected at least 1, received {size}")
    return size
