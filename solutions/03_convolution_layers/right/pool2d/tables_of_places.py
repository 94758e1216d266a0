"""Looks the pixels of all windows up by their row and column, and leaves out those outside the map."""

import numpy as np


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


def _table(x, size, stride, padding):
    """Return rows and columns of each window's taps, (rows, columns, taps), and which lie on the map."""
    axes = [_places(x.shape[a + 1], size[a], stride[a], padding) for a in (0, 1)]
    i, j, m, n = np.indices((axes[0][1], axes[1][1], *size))
    row = (i * stride[0] + m - axes[0][0][0]).reshape(axes[0][1], axes[1][1], -1)
    column = (j * stride[1] + n - axes[1][0][0]).reshape(row.shape)
    inside = (0 <= row) & (row < x.shape[1]) & (0 <= column) & (column < x.shape[2])
    return row, column, inside


def pool2d(x, size=2, stride=None, mode="max", padding="valid"):
    size, stride = _sizes(x, size, stride, mode)
    row, column, inside = _table(x, size, stride, padding)
    taps = x[
        :, np.where(inside, row, 0), np.where(inside, column, 0)
    ]  # (batch, rows, columns, taps, channels)
    if mode == "max":
        return taps.max(axis=3, initial=-np.inf, where=inside[..., None])
    return taps.mean(axis=3, where=inside[..., None])


def pool2d_backward(dy, x, size, stride, mode):
    size, stride = _sizes(x, size, stride, mode)
    row, column, _ = _table(x, size, stride, "valid")
    if dy.shape != (len(x), *row.shape[:2], x.shape[3]):
        raise ValueError("dy must have the shape of the pooled map")
    taps = x[:, row, column]
    if mode == "max":  # those that tie share alike
        tied = taps == taps.max(axis=3, keepdims=True)
        shares = tied / tied.sum(axis=3, keepdims=True)
    else:
        shares = np.full(taps.shape, 1 / row.shape[2])
    dx = np.zeros_like(x)
    np.add.at(dx, np.s_[:, row, column], (dy[:, :, :, None] * shares).astype(x.dtype))
    return dx
