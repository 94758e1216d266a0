"""Lets the zeros of "same" take part in the maximum.

What is the largest number of a map of -1s, with a zero beside it, and without? Which value can never be the
maximum of anything?
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

FAILS = {"test_maps_that_keras_pools", "test_nothing_outside_is_ever_the_maximum"}


def _pair(value):
    pair = tuple(value) if isinstance(value, tuple | list) else (value, value)
    if not all(type(one) is int for one in pair):
        raise TypeError("sizes and strides must be integers")
    if len(pair) != 2 or min(pair) < 1:
        raise ValueError("sizes and strides must be at least 1")
    return pair


def _sizes(x, size, stride, mode):
    """Return window and steps, each as (rows, columns)."""
    size = _pair(size)
    stride = size if stride is None else _pair(stride)
    if x.ndim != 4 or mode not in ("max", "avg"):
        raise ValueError("x must have four axes, and mode be 'max' or 'avg'")
    return size, stride


def _places(n, size, stride, padding):
    """Return the zeros before and after an axis, and how many windows stand on it."""
    if padding not in ("valid", "same") or (padding == "valid" and size > n):
        raise ValueError("padding must be 'valid' or 'same', and the window must fit")
    if padding == "valid":
        return (0, 0), (n - size) // stride + 1
    outputs = -(-n // stride)
    beyond = max((outputs - 1) * stride + size - n, 0)
    return (beyond // 2, beyond - beyond // 2), outputs


def _windows(x, size, stride, padding, outside):
    """Return (batch, rows, columns, channels, *size); what lies outside the map is `outside`."""
    margins = [_places(x.shape[axis + 1], size[axis], stride[axis], padding)[0] for axis in (0, 1)]
    wide = np.pad(x, ((0, 0), *margins, (0, 0)), constant_values=outside)
    return sliding_window_view(wide, size, axis=(1, 2))[:, :: stride[0], :: stride[1]]


def pool2d(x, size=2, stride=None, mode="max", padding="valid"):
    size, stride = _sizes(x, size, stride, mode)
    if mode == "max":
        return _windows(x, size, stride, padding, 0).max(axis=(4, 5))
    pixels = _windows(np.ones_like(x), size, stride, padding, 0).sum(axis=(4, 5))
    return _windows(x, size, stride, padding, 0).sum(axis=(4, 5)) / pixels


def pool2d_backward(dy, x, size, stride, mode):
    size, (down, right) = _sizes(x, size, stride, mode)
    windows = _windows(x, size, (down, right), "valid", 0)
    if dy.shape != windows.shape[:4]:
        raise ValueError("dy must have the shape of the pooled map")
    winner = windows.reshape(*dy.shape, -1).argmax(axis=-1)
    dx = np.zeros_like(x)
    for tap, (m, n) in enumerate(np.ndindex(size)):
        place = np.s_[:, m : m + down * dy.shape[1] : down, n : n + right * dy.shape[2] : right]
        share = winner == tap if mode == "max" else 1 / (size[0] * size[1])
        dx[place] += dy * share
    return dx
