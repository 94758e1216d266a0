"""Gives every single value of dz back to the pixels and weights that made it."""

import numpy as np


def _geometry(dz, x, w, stride, padding):
    """Return the steps and the zeros before and after rows and columns."""
    steps = stride if isinstance(stride, tuple | list) else (stride, stride)
    if not all(type(step) is int for step in steps) or type(padding) not in (int, str):
        raise TypeError("strides and counts of zeros must be integers")
    if len(steps) != 2 or min(steps) < 1:
        raise ValueError("a stride must be at least 1")
    if padding not in ("valid", "same") and (type(padding) is str or padding < 0):
        raise ValueError("padding must be 'valid', 'same' or at least 0")
    if not dz.ndim == x.ndim == w.ndim == 4 or x.shape[3] != w.shape[2]:
        raise ValueError("shapes do not belong together")
    zeros, outputs = [], []
    for n, kernel, step in zip(x.shape[1:3], w.shape, steps, strict=False):
        both = max((-(-n // step) - 1) * step + kernel - n, 0) if padding == "same" else 0
        zeros.append((both // 2, both - both // 2) if type(padding) is str else (padding, padding))
        outputs.append((n + sum(zeros[-1]) - kernel) // step + 1)
    if dz.shape != (x.shape[0], *outputs, w.shape[3]):
        raise ValueError("dz has not the shape of the layer's output")
    return steps, zeros


def conv2d_backward(dz, x, w, stride=1, padding="valid"):
    (down, right), zeros = _geometry(dz, x, w, stride, padding)
    dx, dw, db = np.zeros_like(x), np.zeros_like(w), np.zeros_like(w[0, 0, 0])
    for image, i, j, channel in np.ndindex(dz.shape):
        value = dz[image, i, j, channel]
        db[channel] += value
        for m, n in np.ndindex(w.shape[:2]):
            row, column = i * down + m - zeros[0][0], j * right + n - zeros[1][0]
            if 0 <= row < x.shape[1] and 0 <= column < x.shape[2]:
                dx[image, row, column] += value * w[m, n, :, channel]
                dw[m, n, :, channel] += value * x[image, row, column]
    return dx, dw, db
