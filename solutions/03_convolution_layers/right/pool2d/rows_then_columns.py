"""Pools down the columns first and along the rows after it: a maximum of maxima, a mean of sums."""

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


def _along(x, axis, size, stride, padding, reduce):
    """Reduce the windows of one axis; the axis keeps its place."""
    (before, _), outputs = _places(x.shape[axis], size, stride, padding)
    spans = [(max(o * stride - before, 0), o * stride - before + size) for o in range(outputs)]
    return np.stack([reduce(x[(slice(None),) * axis + (slice(*span),)], axis) for span in spans], axis)


def pool2d(x, size=2, stride=None, mode="max", padding="valid"):
    size, stride = _sizes(x, size, stride, mode)
    reduce = np.max if mode == "max" else np.mean
    return _along(_along(x, 1, size[0], stride[0], padding, reduce), 2, size[1], stride[1], padding, reduce)


def _back_along(dy, x, axis, size, stride, mode):
    """Hand each slope back to the pixels of its window along one axis."""
    dy, x = np.moveaxis(dy, axis, 0), np.moveaxis(x, axis, 0)
    dx = np.zeros_like(x)
    for output, slopes in enumerate(dy):
        window = np.s_[output * stride : output * stride + size]
        last = size - 1 - x[window][::-1].argmax(axis=0)  # where several tie, the last of them
        shares = np.arange(size).reshape(-1, *[1] * last.ndim) == last if mode == "max" else 1 / size
        dx[window] += slopes * shares
    return np.moveaxis(dx, 0, axis)


def pool2d_backward(dy, x, size, stride, mode):
    size, stride = _sizes(x, size, stride, mode)
    reduce = np.max if mode == "max" else np.mean
    halfway = _along(x, 1, size[0], stride[0], "valid", reduce)
    if dy.shape != _along(halfway, 2, size[1], stride[1], "valid", reduce).shape:
        raise ValueError("dy must have the shape of the pooled map")
    dhalfway = _back_along(dy, halfway, 2, size[1], stride[1], mode)
    return _back_along(dhalfway, x, 1, size[0], stride[0], mode)
