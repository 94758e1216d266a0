"""Computes each number of each map on its own, with a loop for every index of the sum."""

import math

import numpy as np


def _count(value, least):
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"expected an integer, received {value!r}")
    if value < least:
        raise ValueError(f"expected at least {least}, received {value}")
    return value


def _length_and_first(n, k, s, padding):
    """Return how many outputs an axis has, and the pixel (below 0: a zero) where the first window starts."""
    if padding == "same":
        o = math.ceil(n / s)
        return o, -(max((o - 1) * s + k - n, 0) // 2)
    if padding == "valid":
        padding = 0
    if isinstance(padding, str):
        raise ValueError(f"unknown padding {padding!r}")
    p = _count(padding, least=0)
    if n + 2 * p < k:
        raise ValueError("the window does not fit")
    return (n + 2 * p - k) // s + 1, -p


def conv2d_forward(x, w, b=None, stride=1, padding="valid"):
    if len(x.shape) != 4 or len(w.shape) != 4:
        raise ValueError("x and w must have four axes")
    (batch, height, width, c_in), (kh, kw, slices, c_out) = x.shape, w.shape
    if c_in != slices or (b is not None and b.shape != (c_out,)):
        raise ValueError("channels or biases do not match")
    strides = stride if isinstance(stride, tuple) else (stride, stride)
    if len(strides) != 2:
        raise ValueError("a stride has two entries")
    sh, sw = (_count(s, least=1) for s in strides)
    rows, top = _length_and_first(height, kh, sh, padding)
    columns, left = _length_and_first(width, kw, sw, padding)
    z = np.zeros((batch, rows, columns, c_out), x.dtype)
    if b is not None:
        z += b
    pixels, weights = x.tolist(), w.tolist()
    for i in range(rows):
        for j in range(columns):
            for m in range(max(0, -top - i * sh), min(kh, height - top - i * sh)):
                for n in range(max(0, -left - j * sw), min(kw, width - left - j * sw)):
                    row, column = top + i * sh + m, left + j * sw + n
                    for image in range(batch):
                        for filter in range(c_out):
                            values = zip(pixels[image][row][column], weights[m][n], strict=True)
                            z[image, i, j, filter] += sum(v * slice[filter] for v, slice in values)
    return z
