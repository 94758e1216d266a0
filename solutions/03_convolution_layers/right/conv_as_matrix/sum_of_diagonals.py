"""Adds one diagonal of ones for each tap, multiplied by it, then takes every stride-th row."""

import numpy as np


def conv_as_matrix(k, in_len, stride=1):
    for count in (in_len, stride):
        if type(count) is not int:
            raise TypeError(f"{count!r} is no integer")
        if count < 1:
            raise ValueError(f"{count} is below 1")
    if k.ndim != 1 or not 0 < len(k) <= in_len:
        raise ValueError(f"a kernel of shape {k.shape} on {in_len} pixels")
    rows = in_len - len(k) + 1
    diagonals = (weight * np.eye(rows, in_len, tap, dtype=k.dtype) for tap, weight in enumerate(k))
    return sum(diagonals)[::stride].copy()
