"""Writes kernel and gap in turn on one long line, and breaks it into rows."""

import numpy as np


def conv_as_matrix(k, in_len, stride=1):
    if {type(in_len), type(stride)} != {int}:
        raise TypeError("in_len and stride must be integers")
    (taps,) = k.shape  # another number of axes: ValueError
    if min(in_len, stride, taps) < 1 or taps > in_len:
        raise ValueError(f"{taps} taps, {in_len} pixels, stride {stride}")
    outputs = 1 + (in_len - taps) // stride
    gap = np.zeros(in_len + stride - taps, k.dtype)  # the next row starts one stride further right
    line = np.tile(np.concatenate([k, gap]), outputs)
    return line[: outputs * in_len].reshape(outputs, in_len)
