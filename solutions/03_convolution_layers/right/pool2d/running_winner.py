"""Walks the taps of the window and keeps the best value so far, and which tap it came from."""

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


def _tap(maps, row, column, stride, outputs):
    """Return the view of what one tap of every window sees."""
    down, right = stride
    return maps[:, row : row + down * outputs[0] : down, column : column + right * outputs[1] : right]


def pool2d(x, size=2, stride=None, mode="max", padding="valid"):
    size, stride = _sizes(x, size, stride, mode)
    (rows, high), (columns, wide) = (_places(x.shape[a + 1], size[a], stride[a], padding) for a in (0, 1))
    margins = ((0, 0), rows, columns, (0, 0))
    maps = np.pad(x, margins)
    pixel = np.pad(np.ones(x.shape, bool), margins)
    best = np.full((len(x), high, wide, x.shape[3]), -np.inf, x.dtype)
    total, seen = np.zeros_like(best), np.zeros_like(best)
    for m, n in np.ndindex(size):
        value, real = _tap(maps, m, n, stride, (high, wide)), _tap(pixel, m, n, stride, (high, wide))
        best = np.where(real & (value > best), value, best)
        total += value
        seen += real
    return best if mode == "max" else total / seen


def pool2d_backward(dy, x, size, stride, mode):
    size, stride = _sizes(x, size, stride, mode)
    best = pool2d(x, size, stride)
    if dy.shape != best.shape:
        raise ValueError("dy must have the shape of the pooled map")
    dx, unpaid = np.zeros_like(x), np.ones(dy.shape, bool)
    for m, n in np.ndindex(size):
        slopes = _tap(dx, m, n, stride, dy.shape[1:3])
        if mode == "avg":
            slopes += dy / (size[0] * size[1])
            continue
        wins = unpaid & (_tap(x, m, n, stride, dy.shape[1:3]) == best)
        slopes += np.where(wins, dy, 0)
        unpaid &= ~wins
    return dx
