"""Numbers the entries of a picture: cols are those numbers looked up, and adding is counting with weights."""

import numpy as np


def _numbers(x_shape, kernel, stride):
    """Return (Ho, Wo, kh * kw * C): which entry of a flattened picture each entry of cols is."""
    height, width, channels = x_shape[1:]
    (kh, kw), (down, right) = kernel, stride
    if any(isinstance(size, bool) or not isinstance(size, int) for size in (kh, kw, down, right)):
        raise TypeError("kernel and stride must be integers")
    if min(kh, kw, down, right) < 1 or kh > height or kw > width:
        raise ValueError("impossible kernel or stride")
    first = np.arange(kh)[:, None, None] * width + np.arange(kw)[:, None]  # the pixels of the first window
    first = (first * channels + np.arange(channels)).ravel()
    row, column = np.arange(0, height - kh + 1, down), np.arange(0, width - kw + 1, right)
    starts = (row[:, None] * width + column) * channels
    return starts[:, :, None] + first


def im2col(x, kernel, stride):
    return x.reshape(len(x), -1)[:, _numbers(x.shape, kernel, stride)]


def col2im(cols, x_shape, kernel, stride):
    numbers = _numbers(x_shape, kernel, stride)
    if cols.shape != (x_shape[0], *numbers.shape):
        raise ValueError("cols do not fit")
    entries = x_shape[1] * x_shape[2] * x_shape[3]
    pictures = [np.bincount(numbers.ravel(), one.ravel(), entries) for one in cols]
    return np.array(pictures, cols.dtype).reshape(x_shape)
