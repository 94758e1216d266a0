"""Visits every window of every channel, cut off where the map ends, and asks numpy for its summary."""

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


def _windows(x, size, stride, padding):
    """Yield the place of each output of one channel, and its window as slices of the map."""
    rows, columns = (_places(x.shape[a + 1], size[a], stride[a], padding) for a in (0, 1))
    for i, j in np.ndindex(rows[1], columns[1]):
        top, left = i * stride[0] - rows[0][0], j * stride[1] - columns[0][0]
        yield i, j, (slice(max(top, 0), top + size[0]), slice(max(left, 0), left + size[1]))


def pool2d(x, size=2, stride=None, mode="max", padding="valid"):
    size, stride = _sizes(x, size, stride, mode)
    outputs = [_places(x.shape[a + 1], size[a], stride[a], padding)[1] for a in (0, 1)]
    y = np.empty((len(x), *outputs, x.shape[3]), x.dtype)
    for image, channel in np.ndindex(len(x), x.shape[3]):
        for i, j, window in _windows(x, size, stride, padding):
            pixels = x[image, :, :, channel][window]
            y[image, i, j, channel] = pixels.max() if mode == "max" else pixels.mean()
    return y


def pool2d_backward(dy, x, size, stride, mode):
    size, stride = _sizes(x, size, stride, mode)
    if dy.shape != pool2d(x, size, stride, mode).shape:
        raise ValueError("dy must have the shape of the pooled map")
    dx = np.zeros_like(x)
    for image, channel in np.ndindex(len(x), x.shape[3]):
        for i, j, window in _windows(x, size, stride, "valid"):
            pixels, slopes = x[image, :, :, channel][window], dx[image, :, :, channel][window]
            if mode == "max":
                slopes[np.unravel_index(pixels.argmax(), pixels.shape)] += dy[image, i, j, channel]
            else:
                slopes += dy[image, i, j, channel] / pixels.size
    return dx
