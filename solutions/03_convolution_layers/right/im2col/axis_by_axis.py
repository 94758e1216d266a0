"""Selects along one axis at a time by a matrix of zeros and ones; its transpose brings values back."""

import numpy as np


def _selection(n, k, s):
    """Return (places, taps, pixels) of zeros and ones: 1 where that tap of that window reads that pixel."""
    if isinstance(k, bool) or isinstance(s, bool) or not (isinstance(k, int) and isinstance(s, int)):
        raise TypeError("kernel and stride must be integers")
    if k < 1 or s < 1 or k > n:
        raise ValueError("impossible kernel or stride")
    starts = np.arange(0, n - k + 1, s)
    read = starts[:, None] + np.arange(k)
    return np.eye(n, dtype="float32")[read]


def im2col(x, kernel, stride):
    batch, height, width, _ = x.shape
    rows, columns = _selection(height, kernel[0], stride[0]), _selection(width, kernel[1], stride[1])
    cols = np.einsum("imh,jnw,bhwc->bijmnc", rows, columns, x, optimize=True)
    return cols.reshape(batch, len(rows), len(columns), -1)


def col2im(cols, x_shape, kernel, stride):
    batch, height, width, channels = x_shape
    rows, columns = _selection(height, kernel[0], stride[0]), _selection(width, kernel[1], stride[1])
    if cols.shape != (batch, len(rows), len(columns), kernel[0] * kernel[1] * channels):
        raise ValueError("cols do not fit")
    taps = cols.reshape(batch, len(rows), len(columns), *kernel, channels)
    return np.einsum("imh,jnw,bijmnc->bhwc", rows, columns, taps, optimize=True)
